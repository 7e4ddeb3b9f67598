// Jobs: every one that is waited for, which of them is the chosen one, and the removed ones.
import { ask, byId, make } from "./page.js";

async function show() {
  const told = await ask("/api/jobs");
  byId("trouble").textContent = told.trouble ?? "";
  const rows = (removed) => (told.jobs ?? []).filter((job) => job.removed === removed).map(row);
  const here = rows(false);
  byId("jobs").replaceChildren(...(here.length ? here : [make("li", "quiet", "None yet.")]));
  const gone = rows(true);
  byId("gone").hidden = !gone.length;
  byId("removed").replaceChildren(...gone);
}

function row(job) {
  const edit = make("a", "button", "Edit");
  edit.href = `/job?number=${job.number}`;
  edit.ariaLabel = `Edit ${job.title}`;
  const title = make("b", "", job.title, ...(job.active ? [make("span", "chosen", "chosen")] : []));
  const tools = make(
    "span", "row",
    ...(job.active ? [] : [button(job.removed ? "Bring it back" : "Turn to it", "use", job)]),
    ...(job.removed ? [] : [edit, button("Remove", "remove", job)]),
  );
  const thing = job.thing || (job.removed ? "" : "Its interview has no day yet.");
  return make("li", "", title, tools, make("span", "quiet", thing));
}

function button(text, what, job) {
  const made = make("button", "", text);
  made.type = "button";
  made.ariaLabel = `${text}: ${job.title}`;
  made.addEventListener("click", async () => {
    const answer = await ask("/api/change", { what, number: job.number });
    if (answer.trouble) byId("trouble").textContent = answer.trouble;
    else await show();
  });
  return made;
}

show();
