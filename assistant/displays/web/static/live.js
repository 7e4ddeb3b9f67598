// The live call: shows what the program sends, sends what the hand asks for. Nothing is decided here.
import { ask, byId, clock, day, make } from "./page.js";
import { showNumber } from "./number.js";
import { offerSharing, showGuests } from "./share.js";
import { canStayOnTop, keepOnTop } from "./top.js";

const KEYS = [
  // key, what it asks for, what its button says, how the key is shown
  [" ", "next", "Next", "Space"],
  ["ArrowLeft", "back", "Back", "←"],
  ["n", "not-yet", "Not yet", "N"],
  ["v", "voicemail", "Voicemail", "V"],
  ["r", "receptionist", "Receptionist", "R"],
  ["m", "mark", "Mark", "M"],
  ["p", "pause", "Pause", "P"],
];
const ALSO = { y: "agreed", h: "hint", ArrowRight: "next", Enter: "next", Backspace: "not-yet", Escape: "stop" };
const SIGNS = { ahead: "·", current: "▸", done: "✓", skipped: "–", missed: "✗" };
const SAID = { done: "done", current: "now", skipped: "skipped", missed: "missed", ahead: "ahead" };
const WHO = { me: "You", them: "They", null: "Heard" };
const LABELS = { normal: "Say now", slow: "Say slowly", silent: "Listen" };
const WARNING_SECONDS = 12; // after which a warning has done its work
const QUIET_SECONDS = 3; // from which a silence is worth its timer
const PACES = [[500, "good"], [900, "fair"], [Infinity, "late"]]; // ms from the deciding word to the cue
const CHECK_MS = 200; // between two looks at the levels before a call
const SILENCE = "Say nothing. Let them talk.";

let socket = null;
let shown = { line: "", steps: "", notes: "" };
let warnings = [];
let latest = null;
let guest = false; // another device, which is shown the call
let mayPress = true; // whether its keys count

function send(what, target = "") {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ ask: what, target }));
}

function connect() {
  socket = new WebSocket(`ws://${location.host}/ws`);
  socket.onmessage = (event) => take(JSON.parse(event.data));
  socket.onclose = () => {
    byId("state").textContent = "The program does not answer";
    setTimeout(connect, 700);
  };
}

function take(frame) {
  if (frame.press !== undefined) {
    welcome(frame);
    return;
  }
  if (frame.idle) {
    if (guest) byId("state").textContent = "Waiting for the call to begin";
    else idle(frame.trouble);
    return;
  }
  byId("before").hidden = true;
  if (frame.view) {
    showView(frame);
    requestAnimationFrame(() => socket.send(JSON.stringify({ painted: frame.n })));
  }
  if (frame.sound) showSound(frame.sound);
}

// Who looks: the caller, or another device with which the call is shared.
function welcome(told) {
  guest = told.guest;
  mayPress = told.press;
  document.body.classList.toggle("guest", guest);
  byId("keys").hidden = !mayPress;
  byId("notes").disabled = !mayPress;
  if (!guest && !offered) offerSharing(button);
  offered = true;
}
let offered = false;

// What to say

function showView({ view, number, kept, asking, rehearsal = null }) {
  latest = view;
  showRehearsal(rehearsal, view);
  warnings = view.warnings;
  byId("asking").hidden = !asking;
  byId("asking").querySelector("span").textContent = `Read aloud: “${asking}”`;
  byId("kept").textContent = rehearsal ? rehearsal.title : kept ? "The sound is kept" : "No sound is kept";
  byId("label").textContent = view.ended ? "" : LABELS[view.delivery];
  byId("title").textContent = view.ended ? "" : view.title;
  const silent = view.delivery === "silent";
  byId("say").classList.toggle("silent", silent);
  byId("say").classList.toggle("slow", number !== null);
  const line = view.ended ? "The call has ended." : silent ? SILENCE : view.line;
  showLine(line, silent || number || view.ended ? 0 : view.read);
  showNumber(number, view.delivery);
  byId("then").replaceChildren(
    ...(view.next_title && !view.ended ? [make("b", "", `Then: ${view.next_title}. `), view.next_line] : []),
  );
  showOutcome(view);
  showSteps(view.steps, view.step);
  showHeard(view.captions);
  showFacts(view.notes);
  byId("after").hidden = !view.ended || guest || rehearsal !== null;
  if (view.ended && !guest && !rehearsal) fillCard(view);
}

// A rehearsal has a key more, a line to type into where the caller has no microphone, and its score at the end.
function showRehearsal(rehearsal, view) {
  byId("typing").hidden = !rehearsal?.typing || view.ended || !mayPress;
  byId("hint").hidden = !rehearsal || rehearsal.level === "line";
  byId("hidden").hidden = view.ended || view.line !== "" || view.delivery === "silent";
  document.title = `${rehearsal ? "Rehearsal" : "Live"} · Call Prompter`;
  if (rehearsal && view.ended && !guest) location.href = "/rehearse";
}

byId("typing").addEventListener("submit", (event) => {
  event.preventDefault();
  const { said } = event.target.elements;
  if (said.value.trim()) send("say", said.value.trim());
  said.value = "";
});

function showLine(line, read) {
  if (line !== shown.line) {
    shown.line = line;
    byId("line").replaceChildren(...line.split(" ").flatMap((word) => [make("span", "", word), " "]));
  }
  [...byId("line").children].forEach((word, at) => word.classList.toggle("read", at < read));
}

function showOutcome(view) {
  const box = byId("outcome");
  box.hidden = view.outcome === "unknown";
  box.querySelector("b").textContent = view.outcome_title;
  const byHand = view.outcome_because.startsWith("by hand"); // no words of theirs
  box.querySelector("q").textContent = view.outcome_because;
  box.querySelector("q").hidden = !view.outcome_because || byHand;
}

function showSteps(steps, here) {
  const now = JSON.stringify([steps, here]);
  if (now === shown.steps) return;
  shown.steps = now;
  const focused = document.activeElement?.dataset?.step;
  byId("steps").replaceChildren(...steps.map((step, at) => stepRow(step, at, step.id === here)));
  byId("steps").querySelector(focused ? `[data-step="${CSS.escape(focused)}"]` : "x")?.focus();
  const list = byId("steps");
  const row = list.querySelector(".current");
  if (row) list.scrollTop = row.offsetTop - list.offsetTop - list.clientHeight / 3; // two thirds are still to come
}

function stepRow(step, at, here) {
  const sign = make("span", "sign", SIGNS[step.status]);
  sign.ariaHidden = "true";
  const key = at < 9 ? make("kbd", "", String(at + 1)) : "";
  const because = step.because ? make("q", "", step.because) : null;
  const button = make("button", here ? `${step.status} current` : step.status, sign, make("span", "", step.title), key, because);
  button.type = "button";
  button.disabled = !mayPress;
  if (here) button.ariaCurrent = "step";
  button.dataset.step = step.id;
  button.ariaLabel = `${step.title}, ${SAID[step.status]}${step.because ? `, heard: ${step.because}` : ""}. Go there`;
  button.addEventListener("click", () => send("jump", step.id));
  return make("li", "", button);
}

function showHeard(captions) {
  byId("heard").replaceChildren(
    ...[...captions].sort((a, b) => String(b.speaker).localeCompare(String(a.speaker))).map((caption) => {
      const words = make("span", "", tail(caption.text));
      return make("p", caption.provisional ? "saying" : "", make("b", "", WHO[caption.speaker]), words);
    }),
  );
}

// The latest words of a long turn: two rows of them.
const tail = (text) => (text.length > 130 ? `… ${text.slice(-125).replace(/^\S*\s/, "")}` : text);

function showFacts(notes) {
  const now = JSON.stringify(notes);
  if (now === shown.notes) return;
  shown.notes = now;
  byId("chips").replaceChildren(...notes.map(chip));
}

// A fact as people write it; what cannot be told so is left as it was said.
const meant = (note) => (/^\d{4}-\d\d-\d\d$/.test(note.value) ? day(note.value) : note.value || note.text);

function chip(note) {
  const button = make("button", "", make("b", "", `${note.kind.replace("-", " ")}: `), meant(note));
  button.type = "button";
  button.title = note.text;
  button.disabled = !mayPress;
  button.addEventListener("click", () => {
    const input = make("input");
    input.value = note.value;
    if (note.kind === "date") input.type = "date";
    input.ariaLabel = `Correct ${note.kind}`;
    const keep = () => {
      const now = input.value.trim();
      if (now !== note.value) send("fact", `${note.kind}: ${note.value} > ${now}`); // the next view shows it
      input.replaceWith(button);
    };
    input.addEventListener("keydown", (event) => event.key === "Enter" && input.blur());
    input.addEventListener("blur", keep, { once: true });
    button.replaceWith(input);
    input.select();
  });
  return button;
}

// How the sound is

function showSound(sound) {
  const silent = latest?.delivery === "silent";
  byId("status").classList.toggle("paused", sound.paused);
  byId("state").textContent = sound.state;
  byId("clock").textContent = clock(sound.now);
  byId("lamp").textContent = sound.latency === null ? "" : `cue in ${sound.latency} ms`;
  byId("lamp").dataset.pace = PACES.find(([ms]) => (sound.latency ?? 0) < ms)[1];
  showTimer(silent ? sound.waiting : null, sound.left);
  byId("speak").hidden = !sound.speak;
  if (!silent && sound.quiet >= QUIET_SECONDS && sound.sides.length) {
    byId("state").textContent += `, quiet for ${Math.floor(sound.quiet)} s`;
  }
  rows(byId("troubles"), sound.troubles);
  rows(
    byId("warnings"),
    warnings.filter((one) => sound.now - one.t < WARNING_SECONDS).map((one) => `${one.kind.replaceAll("-", " ")}: “${one.because}”`),
    "trouble",
  );
  meters(sound.sides);
  showGuests(sound.guests);
}

// How long they have been given to answer, or how much time is left for the message to a mailbox.
function showTimer(waiting, left) {
  const timer = byId("wait");
  timer.hidden = waiting === null && left === null;
  if (waiting !== null) timer.textContent = clock(waiting);
  else if (left !== null) timer.textContent = left > 0 ? `${clock(left)} left for your message` : "Come to the end";
}

function rows(list, texts, name = "") {
  const now = texts.join("\n");
  if (list.dataset.now === now) return;
  list.dataset.now = now;
  list.replaceChildren(...texts.map((text) => make("li", name, text)));
}

function meters(sides) {
  const box = byId("meters");
  if (box.children.length !== sides.length) {
    box.replaceChildren(
      ...sides.map((side) => make("span", "meter", WHO[side.speaker], make("i", "", make("b")))),
    );
  }
  sides.forEach((side, at) => {
    const meter = box.children[at];
    meter.title = side.device;
    meter.classList.toggle("away", side.away);
    meter.querySelector("i b").style.transform = `scaleX(${side.level})`;
  });
}

// Keys and buttons

function press(what) {
  if (what === "bigger" || what === "smaller") resize(what === "bigger" ? 1.1 : 1 / 1.1);
  else send(what);
}

function resize(factor) {
  const scale = Math.min(2, Math.max(0.7, Number(localStorage.getItem("scale") ?? 1) * factor));
  localStorage.setItem("scale", String(scale));
  for (const shownIn of [document, window.documentPictureInPicture?.window?.document]) {
    shownIn?.documentElement.style.setProperty("--scale", String(scale));
  }
}

function onKey(event) {
  if (event.target.closest?.("input, textarea, select, form, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
  const onButton = event.target.closest?.("button, a") && (event.key === " " || event.key === "Enter");
  if (onButton) return; // the button's own press
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const what = KEYS.find(([known]) => known === key)?.[1] ?? ALSO[key];
  if (key === "+" || key === "-") press(key === "+" ? "bigger" : "smaller");
  else if (/^[1-9]$/.test(key)) send("jump", key);
  else if (what) press(what);
  else return;
  event.preventDefault();
}
document.addEventListener("keydown", onKey);

function button(text, key, act, name = "") {
  const made = make("button", name, `${text} `, key ? make("kbd", "", key) : null);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

const smaller = button("A−", "", () => press("smaller"));
const larger = button("A+", "", () => press("bigger"));
smaller.ariaLabel = "Smaller type";
larger.ariaLabel = "Larger type";
const hint = button("Hint", "H", () => press("hint"));
hint.id = "hint";
hint.hidden = true;
byId("keys").append(
  hint,
  ...KEYS.map(([, what, text, key]) => button(text, key, () => press(what), what === "next" ? "first" : "")),
  button("End the call", "Esc", () => press("stop"), "stop"),
);

byId("tools").append(
  smaller,
  larger,
  ...(canStayOnTop ? [button("Keep on top", "", () => keepOnTop(onKey))] : []),
);

byId("agreed").addEventListener("click", () => send("agreed"));

// Notes

byId("notes").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey) return;
  const line = event.target.value.slice(0, event.target.selectionStart).split("\n").pop().trim();
  if (line) send("mark", line);
});

// Before and after

let asked = false;
async function idle(trouble) {
  byId("before").hidden = false;
  byId("before-trouble").textContent = trouble;
  byId("state").textContent = "Not listening";
  byId("begin").classList.remove("opening");
  if (asked) return;
  asked = true;
  const told = await ask("/api/devices");
  if (told.opening) opening();
  else if (told.trouble) byId("before-trouble").textContent = told.trouble;
  const form = byId("begin");
  for (const [name, kind] of [["microphone", "microphone"], ["them", "loopback"]]) {
    const ordered = [...(told.devices ?? [])].sort((a, b) => (b.kind === kind) - (a.kind === kind));
    form.elements[name].replaceChildren(
      ...ordered.map((device) => {
        const option = make("option", "", device.name);
        option.value = device.name;
        option.selected = device.name === told[name];
        return option;
      }),
    );
  }
}

// The first view of the call takes the form away.
function opening() {
  byId("begin").classList.add("opening");
  byId("state").textContent = "Opening";
}

// The bars before the call: the devices are open for as long as the form asks how loud they are.
async function check() {
  const form = byId("begin");
  const looks = !byId("before").hidden && !document.hidden && !form.classList.contains("opening") && !form.elements.silent.checked && form.elements.microphone.value;
  if (looks && !guest) {
    const chosen = { microphone: form.elements.microphone.value, them: form.elements.them.value };
    const { levels = {} } = await ask("/api/levels", chosen);
    for (const meter of form.querySelectorAll(".meter")) {
      const level = levels[chosen[meter.dataset.of]] ?? 0;
      meter.querySelector("i b").style.transform = `scaleX(${level})`;
      meter.dataset.level = level;
    }
  }
  setTimeout(check, CHECK_MS);
}
check();

byId("begin").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const answer = await ask("/api/begin", {
    microphone: form.elements.microphone.value,
    them: form.elements.them.value,
    speaker_phone: form.elements.speaker_phone.checked,
    silent: form.elements.silent.checked,
    record: form.elements.record.checked,
    their_words: form.elements.their_words.value,
  });
  byId("before-trouble").textContent = answer.trouble ?? "";
  if (!answer.trouble) opening();
});

let filled = false;
function fillCard(view) {
  if (filled) return;
  filled = true;
  const card = byId("card").elements;
  const last = (kind) => view.notes.filter((note) => note.kind === kind).pop()?.value ?? "";
  card.outcome.value = view.outcome;
  card.promised.value = last("date");
  card.who.value = last("name");
  card.note.value = last("next-step").replaceAll("-", " ");
}

byId("card").addEventListener("submit", async (event) => {
  event.preventDefault();
  const insisted = event.submitter?.dataset.force === "yes";
  const answer = await ask("/api/after", { ...Object.fromEntries(new FormData(event.target)), force: insisted });
  byId("after-trouble").textContent = answer.trouble ?? "";
  const keep = event.target.querySelector("button.first");
  keep.dataset.force = answer.refused ? "yes" : "";
  keep.textContent = answer.refused ? "Keep it all the same" : "Right, keep it";
  if (!answer.trouble) location.href = "/";
});

resize(1);
connect();
