// Plan: what the chosen rules advise and what the others do, the log, the call in one's own words, call or write.
import { ask, byId, day, make } from "./page.js";
import { showWeeks } from "./strip.js";

const KINDS = Object.fromEntries([...document.querySelector("[name=kind]").options].map((one) => [one.value, one.text]));
let number = "";

async function show() {
  const plan = await ask("/api/plan");
  byId("trouble").textContent = plan.trouble ?? "";
  number = plan.number;
  byId("job").textContent = plan.job ?? "";
  byId("thing").textContent = plan.title ?? "No plan yet";
  byId("why").textContent = plan.why ?? "";
  byId("here").textContent = plan.here ?? "";
  byId("here").hidden = !plan.here;
  showWeeks(byId("weeks"), plan);
  byId("actions").replaceChildren(...actions(plan));
  byId("planned").hidden = !plan.lines;
  byId("today").removeAttribute("aria-busy");
  if (!plan.lines) return;
  byId("policy").replaceChildren(...plan.policies.map((one) => new Option(`${one.title} (${one.id})`, one.id)));
  byId("policy").value = plan.policy;
  byId("others").replaceChildren(...plan.others.map((other) => advised(other)));
  showLog(plan.contacts);
  showLines(plan);
  showQuestions(plan.questions);
}

function advised(other) {
  const timed = ["call", "wait", "write"].includes(other.advice);
  const when = timed ? `${other.advice}, ${day(other.date)}` : other.advice.replace("-", " ");
  return make("li", "", make("b", "", other.policy), make("span", "", when), make("span", "quiet", other.rule));
}

function actions(plan) {
  const links = plan.lines
    ? [["The page to have at hand", "/prepare"], ["Into my calendar", "/plan.ics"], ["Edit the job", `/job?number=${plan.number}`]]
    : [plan.number ? ["Tell its day", `/job?number=${plan.number}`] : ["Begin", "/"]];
  return links.map(([text, href], at) => {
    const link = make("a", at === 0 ? "button first" : "button", text);
    link.href = href;
    if (href === "/prepare") link.target = "_blank";
    return link;
  });
}

byId("policy").addEventListener("change", async (event) => {
  const answer = await ask("/api/change", { what: "policy", number, policy: event.target.value });
  if (answer.trouble) byId("trouble").textContent = answer.trouble;
  else await show();
});

// The log

const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

function showLog(contacts) {
  const rows = contacts.map((one) => {
    const promised = one.promised && `They decide by ${day(one.promised)}.`;
    return make("li", "", make("b", "", KINDS[one.kind] ?? one.kind), make("span", "", day(one.day)), make("span", "quiet", [one.note, promised].filter(Boolean).join(" ")));
  });
  byId("contacts").replaceChildren(...(rows.length ? rows : [make("li", "quiet", "Nothing yet.")]));
  byId("unlog").hidden = !contacts.length;
  const form = byId("log");
  form.elements.on.value ||= today();
}

byId("log").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const keep = form.querySelector("button.first");
  const answer = await ask("/api/log", { ...Object.fromEntries(new FormData(form)), force: keep.dataset.force === "yes" });
  byId("log-trouble").textContent = answer.trouble ?? "";
  keep.dataset.force = answer.refused ? "yes" : "";
  keep.textContent = answer.refused ? "Log it all the same" : "Log it";
  if (answer.trouble) return;
  form.reset();
  await show();
});

byId("log").addEventListener("input", (event) => {
  const keep = event.currentTarget.querySelector("button.first");
  keep.dataset.force = "";
  keep.textContent = "Log it";
});

byId("unlog").addEventListener("click", async () => {
  const answer = await ask("/api/log", { undo: true });
  byId("log-trouble").textContent = answer.trouble ?? "";
  if (!answer.trouble) await show();
});

// The call, and whether it should be one

function showLines(plan) {
  byId("lines").replaceChildren(
    ...plan.lines.map((line) => make("li", "", make("b", "", line.title), make("span", line.say ? "" : "quiet", line.say || "Say nothing, let them talk."))),
  );
  byId("missing").hidden = !plan.missing.length;
  const more = make("a", "", "Tell it");
  more.href = `/job?number=${plan.number}`;
  byId("missing").replaceChildren(`Still to be told: ${plan.missing.join(" ")} `, more);
}

function showQuestions(questions) {
  const box = byId("questions");
  if (box.querySelector("label")) return;
  box.append(
    ...questions.map((question) => {
      const tick = make("input");
      tick.type = "checkbox";
      tick.value = question.id;
      tick.checked = question.yes === true;
      return make("label", "check", tick, make("span", "", question.ask));
    }),
  );
}

byId("weigh").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answers = [...byId("questions").querySelectorAll("input:checked")].map((tick) => tick.value);
  const told = await ask("/api/weigh", { answers });
  const rows = (texts, before = "") => texts.map((text) => make("li", before ? "quiet" : "", before + text));
  byId("weighed").replaceChildren(
    ...(told.trouble
      ? [told.trouble]
      : [make("b", "", told.way === "call" ? "Call." : "Write."), make("ul", "reasons", ...rows(told.reasons), ...rows(told.against, "Against it: "))]),
  );
});

show();
