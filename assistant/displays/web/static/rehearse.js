// Rehearse: choose whom to call, wait while it opens (the call itself is on the live page), see how it went.
import { ask, byId, clock, make } from "./page.js";

const STATES = { opening: "It is about to ring …", going: "They are on the line …", scoring: "Counting the score …" };
const LEVELS = { line: "with the whole line prompted", cue: "with short cues", nothing: "without prompts" };
const DIFFICULTIES = { 1: "kind", 2: "usual", 3: "hard" };
const WAIT = 300; // ms between two looks at what goes on
const WEAK = 0.75; // of the times that a step counted: below it is worth a drill

const form = byId("choose");
let chosen = "random";

async function look() {
  const told = await ask("/api/rehearsals");
  byId("trouble").textContent = told.trouble ?? "";
  byId("state").textContent = STATES[told.state] ?? "";
  form.hidden = Boolean(told.state);
  if (told.state === "going") {
    location.href = "/live";
    return;
  }
  if (told.latest) showResult(told.latest);
  if (told.state) setTimeout(look, WAIT);
  else if (told.scenarios) showChoices(told);
}

// How it went

function showResult(latest) {
  byId("result").hidden = false;
  byId("lead").hidden = true;
  byId("total").textContent = latest.score ?? "–";
  byId("of").textContent = latest.score === null ? "" : "of 100";
  byId("went").textContent = latest.score === null ? "You said nothing, so there is no score" : latest.outcome || "How they decided was not heard";
  byId("with").textContent = `${latest.title}, ${DIFFICULTIES[latest.difficulty]}, ${LEVELS[latest.level]}`;
  byId("parts").replaceChildren(...latest.parts.map((part) => partRow(part, latest.session)));
  byId("next").hidden = !latest.practise.length;
  byId("practise").replaceChildren(...latest.practise.map((text) => make("li", "", text)));
  byId("review").href = `/review?call=${encodeURIComponent(latest.session)}`;
  byId("again").onclick = () => start({ scenario: latest.scenario, difficulty: latest.difficulty, typing: latest.typing, mute: latest.mute, microphone: form.elements.microphone.value });
  chosen = latest.scenario;
}

// A part with what cost points, each with its moment in the review.
function partRow(part, session) {
  const why = make("span", "quiet");
  part.lost.forEach((lost, at) => {
    if (at) why.append("; ");
    why.append(lost.why);
    if (lost.t === null) return;
    const link = make("a", "", clock(lost.t));
    link.href = `/review?call=${encodeURIComponent(session)}#t=${lost.t}`;
    why.append(" ", link);
  });
  const lost = part.points < part.most;
  return make("li", lost ? "lost" : "", make("b", "", `${part.points} / ${part.most}`), make("span", "", part.title), why);
}

// Whom to call

function showChoices(told) {
  const any = { id: "random", title: "Surprise me", practises: "Anybody may answer", scores: [] };
  byId("scenarios").replaceChildren(...[any, ...told.scenarios].map(scenarioRow));
  showProgress(told);
}

function scenarioRow(scenario) {
  const radio = make("input");
  Object.assign(radio, { type: "radio", name: "scenario", value: scenario.id, checked: scenario.id === chosen });
  const { scores } = scenario;
  const best = scores.length ? `latest ${scores.at(-1)}, best ${Math.max(...scores)}, ${scores.length} ×` : "";
  return make("label", "", radio, make("b", "", scenario.title), make("small", "", scenario.practises), best ? make("span", "scores", best) : null);
}

async function start(options) {
  byId("trouble").textContent = "";
  const answer = await ask("/api/rehearse", options);
  if (answer.trouble) {
    byId("trouble").textContent = answer.trouble;
    byId("trouble").scrollIntoView({ block: "nearest" });
  } else await look();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { scenario, difficulty, level, microphone, typing, mute } = form.elements;
  start({ scenario: scenario.value, difficulty: difficulty.value, level: level.value, microphone: microphone.value, typing: typing.checked, mute: mute.checked });
});

form.elements.typing.addEventListener("change", (event) => {
  form.elements.microphone.disabled = event.target.checked;
});

// Progress

function showProgress({ progress, steps, scenarios }) {
  byId("progress").hidden = !progress.length;
  if (!progress.length) return;
  const titles = Object.fromEntries(scenarios.map(({ id, title }) => [id, title]));
  drawChart(progress, titles);
  byId("steps").replaceChildren(
    ...[...steps].sort((a, b) => a.done / a.counted - b.done / b.counted).map((step) => {
      const bar = make("i", "", make("b"));
      bar.style.setProperty("--share", step.done / step.counted);
      const weak = step.done / step.counted < WEAK;
      const hint = weak ? make("code", "", `callprompter drill ${step.id}`) : null;
      return make("li", weak ? "weak" : "", make("span", "", step.title), make("span", "quiet", `${step.done} of ${step.counted}`), bar, hint);
    }),
  );
}

function svg(tag, attributes, text = "") {
  const element = document.createElementNS(byId("chart").namespaceURI, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.textContent = text;
  return element;
}

function drawChart(progress, titles) {
  const x = (at) => (progress.length === 1 ? 315 : 45 + (540 * at) / (progress.length - 1));
  const y = (score) => 150 - 1.3 * score;
  const lines = [0, 50, 80, 100].flatMap((score) => [
    svg("line", { x1: 36, x2: 594, y1: y(score), y2: y(score) }),
    svg("text", { x: 28, y: y(score) + 4, "text-anchor": "end" }, score),
  ]);
  const points = progress.map((one, at) => {
    const point = svg("circle", { cx: x(at), cy: y(one.score), r: 5 });
    point.append(svg("title", {}, `${one.when.slice(0, 10)}: ${one.score}, ${titles[one.scenario] ?? one.scenario}, ${DIFFICULTIES[one.difficulty]}`));
    return point;
  });
  const path = svg("polyline", { points: progress.map((one, at) => `${x(at)},${y(one.score)}`).join(" ") });
  const scores = progress.map((one) => one.score);
  byId("chart").setAttribute("aria-label", `Scores, the oldest first: ${scores.join(", ")}`);
  byId("chart").replaceChildren(...lines, path, ...points);
  byId("chart-note").textContent = `The score of each rehearsal, the latest on the right: ${scores.at(-1)}. From 80 on, twice in a row, less is prompted.`;
}

async function microphones() {
  const told = await ask("/api/devices");
  const options = (told.devices ?? []).filter((device) => device.kind === "microphone").map((device) => {
    const option = make("option", "", device.name);
    option.value = device.name;
    option.selected = device.name === told.microphone;
    return option;
  });
  if (options.length) form.elements.microphone.replaceChildren(...options);
}

microphones();
look();
