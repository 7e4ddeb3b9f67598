// Home: today's one thing to do; on the first visit, three questions.
import { ask, byId, make } from "./page.js";

const ACTIONS = {
  call: [["Start the call", "/live", true], ["Rehearse first", "/rehearse", false]],
  wait: [["Rehearse meanwhile", "/rehearse", true], ["See the plan", "/plan", false]],
};
const OTHERWISE = [["See the plan", "/plan", true]];

async function show() {
  const home = await ask("/api/home");
  byId("trouble").textContent = home.trouble ?? "";
  byId("date").textContent = home.date ?? "";
  byId("thing").textContent = home.title ?? "Something is in the way";
  byId("why").textContent = home.why ?? "";
  byId("first").hidden = !home.first;
  const actions = home.first || home.trouble ? [] : (ACTIONS[home.action] ?? OTHERWISE);
  byId("actions").replaceChildren(
    ...actions.map(([text, href, first]) => {
      const link = make("a", first ? "button first" : "button", text);
      link.href = href;
      return link;
    }),
  );
  byId("today").removeAttribute("aria-busy");
}

byId("first").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await ask("/api/introduce", Object.fromEntries(new FormData(event.target)));
  if (answer.trouble) byId("trouble").textContent = answer.trouble;
  else await show();
});

show();
