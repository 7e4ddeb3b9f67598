// Review: the calls that were kept, each with its report.
import { ask, byId, clock, make } from "./page.js";

const told = await ask("/api/sessions");
byId("trouble").textContent = told.trouble ?? "";
const sessions = told.sessions ?? [];
byId("why").textContent = sessions.length ? "Each with its report." : "None yet. After a call or a rehearsal it is here.";
byId("sessions").replaceChildren(
  ...sessions.map((session) => {
    const link = make("a", "", session.outcome || "Open");
    link.href = `/report/${encodeURIComponent(session.id)}`;
    const length = session.seconds ? clock(session.seconds) : "";
    return make("li", "", make("b", "", session.kind), link, make("span", "quiet", `${session.when}  ${length}`));
  }),
);
