// The report's page: it plays the sound, lets the transcript follow it, filters, and keeps notes. Everything is in this
// file already; nothing is ever fetched. Without this script the page can still be read and printed.
"use strict";
(() => {
  const root = document.documentElement;
  const $ = (query, within = document) => within.querySelector(query);
  const $$ = (query, within = document) => [...within.querySelectorAll(query)];
  const data = JSON.parse($("#data").textContent);
  root.classList.add("js");
  const still = !data.sound;
  root.classList.toggle("still", still);

  // What is remembered belongs to this reader's browser; it may forbid it.
  const kept = {
    get(key) { try { return localStorage.getItem(`callprompter ${key}`); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(`callprompter ${key}`, value); return true; } catch { return false; } },
  };

  // --- light and dark
  const themes = $("#theme");
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = kept.get("theme");
  if (theme) root.dataset.theme = theme;
  const nameTheme = () => { themes.textContent = dark() ? "Light" : "Dark"; };
  themes.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; kept.set("theme", root.dataset.theme); nameTheme(); });
  nameTheme();
  $("#print").addEventListener("click", () => print());

  // --- the sound: an element made at the first wish to hear it, since decoding its text takes a moment
  const audio = new Audio();
  let loaded = false;
  let position = 0;
  const load = () => {
    if (loaded || still) return;
    loaded = true;
    const inside = $("#sound");
    if (inside) {
      const text = inside.textContent.trim();
      const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
      audio.src = URL.createObjectURL(new Blob([bytes], { type: data.type }));
    } else audio.src = data.sound;
    audio.playbackRate = Number($("#rate").value);
  };
  const clock = (t) => {
    const seconds = Math.floor(t), hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
    const two = (n) => String(n).padStart(2, "0");
    return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
  };
  const now = () => (loaded ? audio.currentTime : position);
  const seek = (t) => {
    position = Math.max(0, Math.min(data.seconds, t));
    if (loaded) {
      const go = () => { audio.currentTime = position; };
      if (audio.readyState > 0) go(); else audio.addEventListener("loadedmetadata", go, { once: true });
    }
    show(position, true);
  };
  let until = Infinity;
  const play = (t, end = Infinity) => {
    if (still) { show(t, true); return; }
    load();
    until = end;
    if (t !== undefined) seek(t);
    audio.play().catch((reason) => { if (reason.name !== "AbortError") complain(); });
  };
  const toggle = () => { if (!loaded || audio.paused) play(); else audio.pause(); };
  const complain = () => {
    $("#said").textContent = data.beside ? `${data.sound} is not beside this page.` : "The sound cannot be played here.";
  };

  // --- the words, in the order of their time
  const words = $$(".w");
  const order = words.map((_, index) => index).sort((a, b) => data.start[a] - data.start[b]);
  const starts = order.map((index) => data.start[index] / 100);
  const at = (t) => { // the last word that has begun
    let low = 0, high = starts.length;
    while (low < high) { const middle = (low + high) >> 1; if (starts[middle] <= t) low = middle + 1; else high = middle; }
    return low - 1;
  };
  let lit = -1, line = null;
  const lanes = $(".lanes"), scroller = $(".scroller"), slider = $("#slider"), bar = $("#seek"), time = $("#time");
  const follow = $("#follow");
  const show = (t, jumped = false) => {
    const share = data.seconds ? t / data.seconds : 0;
    lanes?.style.setProperty("--at", share);
    slider?.setAttribute("aria-valuenow", Math.round(t));
    slider?.setAttribute("aria-valuetext", clock(t));
    bar.value = t;
    time.textContent = `${clock(t)} / ${clock(data.seconds)}`;
    const found = at(t + 0.02);
    const index = found >= 0 && t <= data.end[order[found]] / 100 + 0.6 ? order[found] : -1;
    if (index !== lit) {
      words[lit]?.classList.remove("is");
      words[index]?.classList.add("is");
      lit = index;
      const next = words[index]?.closest("li") ?? line;
      if (next !== line) {
        line?.classList.remove("now");
        next?.classList.add("now");
        line = next;
        if (still && jumped && line) line.scrollIntoView({ block: "center" });
        else if (follow.checked && line && !audio.paused) line.scrollIntoView({ block: "nearest", behavior: "auto" });
      }
    }
    if (scroller && scroller.scrollWidth > scroller.clientWidth && (jumped || !audio.paused)) {
      const x = share * scroller.scrollWidth;
      if (x < scroller.scrollLeft + 20 || x > scroller.scrollLeft + scroller.clientWidth - 60) scroller.scrollLeft = x - 80;
    }
  };
  const step = () => {
    if (audio.currentTime >= until) { audio.pause(); until = Infinity; }
    show(audio.currentTime);
    if (!audio.paused) requestAnimationFrame(step);
  };
  const playing = $("#play");
  audio.addEventListener("play", () => { playing.textContent = "❚❚"; playing.setAttribute("aria-label", "Pause"); requestAnimationFrame(step); });
  audio.addEventListener("pause", () => { playing.textContent = "▶"; playing.setAttribute("aria-label", "Play"); });
  audio.addEventListener("error", complain);
  playing.addEventListener("click", toggle);
  bar.addEventListener("input", () => seek(Number(bar.value)));
  $("#rate").addEventListener("change", (event) => { audio.playbackRate = Number(event.target.value); });

  // --- anything with a moment plays from there
  document.addEventListener("click", (event) => {
    const to = event.target.closest("[data-t]");
    if (to) { event.stopPropagation(); play(Number(to.dataset.t), to.dataset.end ? Number(to.dataset.end) : Infinity); return; }
    const word = event.target.closest(".w");
    if (word && !String(getSelection())) play(data.start[words.indexOf(word)] / 100);
  });
  if (lanes) {
    const place = (event) => { const box = lanes.getBoundingClientRect(); return ((event.clientX - box.left) / box.width) * data.seconds; };
    lanes.addEventListener("click", (event) => { if (!event.target.closest("[data-t]")) play(place(event)); });
    slider.addEventListener("keydown", (event) => {
      const moves = { ArrowRight: 5, ArrowLeft: -5, ArrowUp: 5, ArrowDown: -5, PageUp: 30, PageDown: -30, Home: -Infinity, End: Infinity };
      if (event.key in moves) { event.preventDefault(); event.stopPropagation(); seek(now() + moves[event.key]); }
    });
    const zooms = $("#zoom");
    zooms.addEventListener("change", () => { lanes.style.setProperty("--zoom", zooms.value); show(now(), true); });
  }

  // --- filters and search
  for (const box of $$("[data-show]")) {
    const apply = () => document.body.classList.toggle(`show-${box.dataset.show}`, box.checked);
    box.addEventListener("change", apply);
    apply();
  }
  for (const choice of $$("[name=side]")) {
    choice.addEventListener("change", () => {
      document.body.classList.toggle("hide-me", choice.value === "them");
      document.body.classList.toggle("hide-them", choice.value === "me");
    });
  }
  $("#marked").addEventListener("change", (event) => document.body.classList.toggle("only-marked", event.target.checked));
  const search = $("#search"), hits = $("#hits");
  const bare = words.map((word) => word.textContent.toLowerCase().replace(/[.,;:!?"…()]/g, ""));
  let found = [], which = -1;
  const look = () => {
    for (const word of found.flat()) word.classList.remove("found");
    const wanted = search.value.toLowerCase().trim().split(/\s+/).filter(Boolean);
    found = []; which = -1;
    if (wanted.length && search.value.trim().length > 1) {
      for (let index = 0; index <= bare.length - wanted.length; index += 1) {
        const fits = wanted.every((part, shift) => shift === wanted.length - 1 ? bare[index + shift].startsWith(part) : bare[index + shift] === part);
        if (fits) found.push(words.slice(index, index + wanted.length));
      }
    }
    for (const word of found.flat()) word.classList.add("found");
    hits.textContent = search.value.trim().length > 1 ? `${found.length} found` : "";
  };
  search.addEventListener("input", look);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && found.length) {
      event.preventDefault();
      which = (which + (event.shiftKey ? found.length - 1 : 1)) % found.length;
      found[which][0].scrollIntoView({ block: "center" });
      hits.textContent = `${which + 1} of ${found.length}`;
    }
  });

  // --- notes: in this browser as they are typed; into the session where the program shows this page, else into a copy
  const notes = $("#notes"), saved = $("#saved");
  const stored = kept.get(`notes ${data.id}`);
  if (stored !== null && stored !== notes.value) { notes.value = stored; saved.textContent = "Your unsaved notes from last time."; }
  notes.addEventListener("input", () => {
    saved.textContent = kept.set(`notes ${data.id}`, notes.value) ? "Kept in this browser." : "Not saved yet.";
  });
  // Shown within the program's own page, this one can reach nothing: it hands the notes to that page.
  let held = false;
  const save = () => parent.postMessage({ callprompter: "notes", notes: notes.value }, "*");
  if (parent !== window) {
    addEventListener("message", (event) => {
      if (event.source !== parent) return;
      if (event.data?.callprompter === "here") held = true;
      if (event.data?.callprompter === "saved") saved.textContent = event.data.trouble ? `Not saved: ${event.data.trouble}` : "Saved in the session.";
    });
    parent.postMessage({ callprompter: "report" }, "*");
    notes.addEventListener("change", () => { if (held) save(); });
  }
  $("#save").addEventListener("click", () => {
    if (held) { save(); return; }
    const copy = root.cloneNode(true);
    copy.classList.remove("js", "still");
    $("#notes", copy).textContent = notes.value;
    for (const word of copy.querySelectorAll(".is, .now, .found")) word.classList.remove("is", "now", "found");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`<!doctype html>\n${copy.outerHTML}\n`], { type: "text/html" }));
    link.download = `${data.id}.html`;
    link.click();
    saved.textContent = "A copy of this page with your notes was handed to your browser's downloads.";
  });

  // --- keys
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const onButton = event.target.closest("button, a, summary");
    const key = event.key;
    if (key === " " && !onButton) { event.preventDefault(); toggle(); }
    else if (key === "k") toggle();
    else if (key === "j" || key === "l") seek(now() + (key === "l" ? 5 : -5));
    else if (key === "/") { event.preventDefault(); search.focus(); }
    else if (key === "n" || key === "p") {
      const moments = $$(".lanes [data-t]").map((pin) => Number(pin.dataset.t)).sort((a, b) => a - b);
      const t = key === "n" ? moments.find((one) => one > now() + 0.3) : moments.reverse().find((one) => one < now() - 1);
      if (t !== undefined) play(t);
    }
  });
  // --- opened at a moment: review.html#t=12.5
  const moment = Number(location.hash.match(/^#t=([\d.]+)$/)?.[1] ?? 0);
  show(Math.min(moment, data.seconds), moment > 0);
  position = moment;
  if (moment) words[lit]?.scrollIntoView({ block: "center" });
})();
