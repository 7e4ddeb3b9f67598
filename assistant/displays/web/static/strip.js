// The strip of three weeks: a table of days with what lies on them; on a narrow page only the days that have something.
import { make } from "./page.js";

const NAMES = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const CONTACTS = {
  "thank-you": "thank-you sent", called: "called", voicemail: "voicemail", spoke: "spoke", emailed: "e-mail", "they-called": "they called",
};
const KEY = [["window", "good days for it"], ["early", "too early"], ["closed", "offices closed"]];

const noon = (iso) => new Date(`${iso}T12:00`);
const told = (iso, options) => noon(iso).toLocaleDateString("en-GB", options);

export function showWeeks(box, facts) {
  box.hidden = !facts.strip;
  if (box.hidden) return;
  const rows = [];
  for (let at = 0; at < facts.strip.length; at += 7) rows.push(make("tr", "", ...facts.strip.slice(at, at + 7).map(cell)));
  const heads = NAMES.map((name) => {
    const head = make("th", "", make("abbr", "", name.slice(0, 3)));
    head.scope = "col";
    head.firstChild.title = name;
    return head;
  });
  const caption = make("caption", "unseen", `Three weeks from ${told(facts.strip[0].day, { weekday: "long", day: "numeric", month: "long" })}`);
  const key = KEY.map(([name, text]) => make("li", "", make("i", name), text));
  box.replaceChildren(
    make("table", "weeks", caption, make("thead", "", make("tr", "", ...heads)), make("tbody", "", ...rows)),
    make("ul", "key quiet", ...key),
    ...(facts.later ? [make("p", "", facts.later)] : []),
  );
}

function cell(day, at) {
  const kinds = new Set(day.marks.map((mark) => mark.kind));
  const closed = day.weekend || day.holiday;
  const names = [
    closed && "closed", day.early && !closed && "early", day.past && "past", kinds.has("today") && "today",
    (kinds.has("window") || (kinds.has("first") && !closed)) && "window", kinds.has("first") && "first",
    !day.marks.length && !(day.holiday && !day.weekend) && "plain",
  ];
  const number = make("time", "", make("b", "", String(noon(day.day).getDate())));
  number.dateTime = day.day;
  if (at === 0 || noon(day.day).getDate() === 1) number.append(` ${told(day.day, { month: "short" })}`);
  const long = make("span", "long", told(day.day, { weekday: "short", day: "numeric", month: "short" }));
  long.ariaHidden = "true";
  const good = kinds.has("window") && !kinds.has("first") && !kinds.has("latest");
  const marks = day.marks.filter((mark) => mark.kind !== "window" || good).map((mark) =>
    make("span", `mark ${mark.kind}`, mark.kind === "contact" ? (CONTACTS[mark.text] ?? mark.text) : mark.text));
  const holiday = day.holiday && make("span", "mark holiday", day.holiday);
  return make("td", names.filter(Boolean).join(" "), number, long, make("div", "marks", ...(holiday ? [holiday] : []), ...marks));
}
