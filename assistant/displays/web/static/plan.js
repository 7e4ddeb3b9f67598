// Plan: what the chosen policy advises, and what the others do.
import { ask, byId, day, make } from "./page.js";

const plan = await ask("/api/plan");
byId("trouble").textContent = plan.trouble ?? "";
byId("thing").textContent = plan.title ?? "No plan yet";
byId("why").textContent = plan.why ?? "";
byId("others").replaceChildren(
  ...(plan.others ?? []).map((other) => {
    const when = other.date ? `${other.advice}, ${day(other.date)}` : other.advice;
    return make("li", "", make("b", "", other.policy), make("span", "", when), make("span", "quiet", other.rule));
  }),
);
