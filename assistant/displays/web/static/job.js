// One job: every fact of it as a form. What is kept is decided by the program; its answer is shown at the field.
import { ask, byId } from "./page.js";

const LISTS = ["strengths", "concerns", "questions", "notes"];
const PLAIN = ["company", "position", "country", "region", "timezone", "interview_date", "interview_time", "promised", "contact_by", "name", "phone", "email"];
const number = new URLSearchParams(location.search).get("number") ?? "";
const form = byId("job");

function addRow(box, template, facts = {}) {
  const row = byId(template).content.cloneNode(true).firstElementChild;
  for (const input of row.querySelectorAll("input")) input.value = facts[input.name] ?? "";
  row.querySelector(".drop").addEventListener("click", () => row.remove());
  byId(box).append(row);
  return row;
}

byId("more-people").addEventListener("click", () => addRow("people", "person").querySelector("input").focus());
byId("more-offers").addEventListener("click", () => addRow("offers", "offer").querySelector("input").focus());

function choices(name, rows, value) {
  const known = rows.some(([code]) => code === value) ? rows : value ? [[value, value], ...rows] : rows;
  form.elements[name].replaceChildren(new Option("not told", ""), ...known.map(([code, text]) => new Option(text, code)));
  form.elements[name].value = value;
}

async function showPlaces(country, region, zone) {
  const told = await ask(`/api/places?${new URLSearchParams({ country, zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}`);
  if (told.trouble) byId("trouble").textContent = told.trouble;
  const here = number || country ? country : told.country;
  choices("country", told.countries ?? [], here);
  choices("region", here ? told.regions : [], region);
  choices("timezone", here ? told.zones.map((name) => [name, name.replaceAll("_", " ")]) : [], zone || (number ? "" : told.zone));
}

form.elements.country.addEventListener("change", async (event) => {
  const told = event.target.value ? await ask(`/api/places?country=${event.target.value}`) : { regions: [], zones: [], zone: "" };
  choices("region", told.regions ?? [], "");
  choices("timezone", (told.zones ?? []).map((name) => [name, name.replaceAll("_", " ")]), told.zone ?? "");
});

async function show() {
  const told = await ask(`/api/job?number=${encodeURIComponent(number)}`);
  byId("trouble").textContent = told.trouble ?? "";
  if (told.trouble) return;
  const facts = told.facts;
  byId("title").textContent = told.title ?? "A new job";
  for (const name of PLAIN) if (outer(name).type !== "select-one") outer(name).value = facts[name] ?? "";
  for (const name of LISTS) outer(name).value = (facts[name] ?? []).join("\n");
  form.elements.contact_by.value = facts.contact_by ?? "";
  [form.elements.from.value, form.elements.until.value] = facts.contact_between ?? ["", ""];
  byId("people").replaceChildren();
  byId("offers").replaceChildren();
  for (const person of facts.interviewers.length ? facts.interviewers : [{}]) addRow("people", "person", person);
  for (const offer of facts.offers ?? []) addRow("offers", "offer", offer);
  byId("undo").hidden = !told.changed;
  await showPlaces(facts.country ?? "", facts.region ?? "", facts.timezone ?? "");
  form.hidden = false; // not before: what is typed meanwhile would be lost
}

const filled = (row) => Object.fromEntries([...row.querySelectorAll("input")].map((input) => [input.name, input.value.trim()]).filter(([, value]) => value));
const entries = (box) => [...byId(box).children].map(filled).filter((entry) => Object.keys(entry).length);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const facts = Object.fromEntries(PLAIN.map((name) => [name, outer(name).value.trim()]));
  for (const name of LISTS) facts[name] = outer(name).value.split("\n").filter((line) => line.trim());
  const hours = [outer("from").value, outer("until").value];
  if (hours.some(Boolean)) facts.contact_between = hours;
  facts.interviewers = entries("people");
  facts.offers = entries("offers");
  const answer = await ask("/api/keep", { number, facts });
  if (!answer.trouble) {
    location.href = "/jobs";
    return;
  }
  byId("form-trouble").textContent = answer.trouble;
  [...form.elements].find((input) => input.name && answer.trouble.startsWith(input.name))?.focus();
});

// A field of the job itself: those of its people and offers have names of their own.
const outer = (name) => [...form.elements].find((input) => input.name === name && !input.closest(".entry"));

byId("undo").addEventListener("click", async () => {
  const answer = await ask("/api/change", { what: "undo", number });
  byId("form-trouble").textContent = answer.trouble ?? "";
  if (!answer.trouble) await show();
});

show();
