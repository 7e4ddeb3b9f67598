// Review: the calls that were kept, how they went one after the other, what was said in them; and one call's report.
// A report runs in a frame that can reach nothing; what is to be kept of its notes comes from it as a message.
import { ask, byId, clock, make } from "./page.js";

const MOST = 40; // bars that can be told apart
const address = (session, t) => `/review?call=${encodeURIComponent(session)}${t === undefined ? "" : `#t=${t}`}`;

function link(session, text, t) {
  const made = make("a", "", text);
  made.href = address(session, t);
  return made;
}

// --- one call

function open(session) {
  const frame = byId("frame");
  byId("report").hidden = false;
  addEventListener("message", async (event) => {
    if (event.source !== frame.contentWindow) return; // a frame without an origin: who sent it is all that tells
    const told = event.data?.callprompter;
    if (told === "report") frame.contentWindow.postMessage({ callprompter: "here" }, "*");
    if (told !== "notes") return;
    const answer = await ask("/api/note", { session, notes: String(event.data.notes) });
    frame.contentWindow.postMessage({ callprompter: "saved", trouble: answer.trouble ?? "" }, "*");
  });
  frame.src = `/report/${encodeURIComponent(session)}${location.hash}`;
  frame.addEventListener("load", () => { byId("making").hidden = true; frame.focus(); });
}

// --- all of them

function bar(session) {
  const column = make("i", "");
  column.style.setProperty("--share", session.done / session.asked);
  const shown = link(session.id, make("span", "column", column));
  shown.append(make("span", "", `${session.done} of ${session.asked}`), make("span", "quiet", session.day.slice(5)));
  shown.title = `${session.title}, ${session.when}`;
  return make("li", "", shown);
}

function row(session) {
  const { metrics } = session;
  const facts = [
    session.when,
    session.seconds ? clock(session.seconds) : "",
    session.asked ? `${session.done} of ${session.asked} steps` : "",
    session.warnings ? `${session.warnings} warning${session.warnings === 1 ? "" : "s"}` : "",
    metrics.words_per_minute ? `${Math.round(metrics.words_per_minute)} words a minute` : "",
    session.complaint,
  ];
  return make(
    "li",
    "",
    make("b", "", [session.kind, session.title].filter(Boolean).join(": ")),
    link(session.id, session.outcome || "Open"),
    make("span", "facts", facts.filter(Boolean).join(" · ")),
  );
}

// » and « stand around the words that were searched for.
const marked = (text) => text.split(/[»«]/).map((part, place) => (place % 2 ? make("mark", "", part) : part));

function hit(found) {
  const who = { me: "You", them: "Them" }[found.speaker] ?? "Someone";
  return make("li", "", make("p", "", `${who}: `, ...marked(found.text)), make("span", "quiet", found.when),
    link(found.id, `from ${clock(found.t)}`, Math.max(0, found.t - 5).toFixed(1)));
}

async function list() {
  byId("calls").hidden = false;
  const told = await ask("/api/sessions");
  byId("trouble").textContent = told.trouble ?? "";
  const sessions = told.sessions ?? [];
  byId("why").textContent = sessions.length
    ? "Each with its report."
    : "None yet. After a call or a rehearsal it is here; `callprompter review` adds a recording.";
  byId("sessions").replaceChildren(...sessions.map(row));
  const charted = sessions.filter((session) => session.asked).slice(0, MOST).reverse();
  byId("chart").hidden = charted.length < 2;
  byId("bars").replaceChildren(...charted.map(bar));
  byId("bars").scrollLeft = byId("bars").scrollWidth; // the latest can be seen
  byId("search").hidden = !sessions.length;
  byId("search").addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = byId("words").value.trim();
    const answer = words ? await ask("/api/search", { words }) : { found: [] };
    const found = answer.found ?? [];
    byId("hits").textContent = answer.trouble ?? (words ? `${found.length} found` : "");
    byId("found").replaceChildren(...found.map(hit));
  });
}

const asked = new URLSearchParams(location.search).get("call");
if (asked) open(asked);
else await list();
