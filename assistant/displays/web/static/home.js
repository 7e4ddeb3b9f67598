// Today: the one thing to do, and three weeks around it; on the first visit, a few questions in three steps.
import { ask, byId, make } from "./page.js";
import { showWeeks } from "./strip.js";

const ACTIONS = {
  call: [["Start the call", "/live"], ["The page to have at hand", "/prepare"], ["Rehearse first", "/rehearse"]],
  write: [["The page to have at hand", "/prepare"], ["See the plan", "/plan"]],
  wait: [["Rehearse meanwhile", "/rehearse"], ["See the plan", "/plan"]],
  "move-on": [["Another job", "/jobs"], ["See the plan", "/plan"]],
};
const OTHERWISE = [["See the plan", "/plan"]];

async function show() {
  const home = await ask("/api/home");
  byId("trouble").textContent = home.trouble ?? "";
  byId("date").textContent = [home.date, home.job].filter(Boolean).join(" · ");
  byId("thing").textContent = home.title ?? "Something is in the way";
  byId("why").textContent = home.why ?? "";
  byId("here").textContent = home.here ?? "";
  byId("here").hidden = !home.here;
  byId("ways").hidden = false;
  showWeeks(byId("weeks"), home);
  if (home.first && byId("first").hidden) await begin();
  byId("actions").replaceChildren(...(home.first || home.trouble ? [] : actions(home)));
  byId("other-jobs").hidden = !home.others?.length;
  byId("others").replaceChildren(...(home.others ?? []).map(other));
  byId("today").removeAttribute("aria-busy");
}

function actions(home) {
  const links = home.action === "tell" ? [["Tell its day", `/job?number=${home.number}`]] : (ACTIONS[home.action] ?? OTHERWISE);
  const made = links.map(([text, href], at) => {
    const link = make("a", at === 0 && home.action !== "thank-you" ? "button first" : "button", text);
    link.href = href;
    return link;
  });
  if (home.action !== "thank-you") return made;
  const sent = make("button", "first", "I have sent it");
  sent.addEventListener("click", () => change("/api/log", { kind: "thank-you" }));
  return [sent, ...made];
}

function other(job) {
  const choose = make("button", "", "Turn to it");
  choose.ariaLabel = `Turn to ${job.title}`;
  choose.addEventListener("click", () => change("/api/change", { what: "use", number: job.number }));
  return make("li", "", make("b", "", job.title), choose, make("span", "quiet", job.thing || "Its interview has no day yet."));
}

async function change(path, body) {
  const answer = await ask(path, body);
  if (answer.trouble) byId("trouble").textContent = answer.trouble;
  else await show();
}

// The first visit

const form = byId("first");
const steps = [...form.querySelectorAll("fieldset")];
let step = 0;

async function begin() {
  const places = await ask(`/api/places?zone=${encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone)}`);
  const known = await ask("/api/job");
  const options = [["", "not told"], ...(places.countries ?? [])].map(([code, name]) => new Option(name, code));
  form.elements.country.replaceChildren(...options);
  form.elements.country.value = places.country ?? "";
  for (const name of ["name", "phone"]) form.elements[name].value ||= known.facts?.[name] ?? "";
  form.elements.strengths.value ||= (known.facts?.strengths ?? []).join("\n");
  form.hidden = false;
  turn(0);
}

function turn(to) {
  step = to;
  steps.forEach((each, at) => { each.hidden = at !== to; });
  byId("progress").textContent = `Step ${to + 1} of ${steps.length}`;
  byId("back").hidden = to === 0;
  byId("onward").textContent = to === steps.length - 1 ? "Plan my call" : "Next";
  if (to > 0 || document.activeElement?.form === form) steps[to].querySelector("input").focus();
}

byId("back").addEventListener("click", () => turn(step - 1));

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (step < steps.length - 1) {
    turn(step + 1);
    return;
  }
  const told = Object.fromEntries(new FormData(form));
  const places = told.country ? await ask(`/api/places?country=${told.country}`) : {};
  const facts = {
    ...told,
    timezone: places.zone ?? "",
    strengths: told.strengths.split("\n").filter((line) => line.trim()),
    questions: told.questions.trim() ? [told.questions] : [],
  };
  const answer = await ask("/api/keep", { facts });
  if (!answer.trouble) {
    location.href = "/plan";
    return;
  }
  byId("trouble").textContent = answer.trouble;
  const wrong = [...form.elements].find((input) => input.name && answer.trouble.startsWith(input.name));
  if (wrong) {
    turn(steps.indexOf(wrong.closest("fieldset")));
    wrong.focus();
  }
});

show();
