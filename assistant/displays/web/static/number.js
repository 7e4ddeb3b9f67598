// The caller's telephone number: a metronome lights each digit at the pace, and each digit that was heard is ticked.
import { byId, make } from "./page.js";

let key = "";
let timer = 0;

export function showNumber(number) {
  const box = byId("number");
  const note = byId("number-note");
  box.hidden = note.hidden = number === null;
  if (number === null) {
    key = "";
    clearTimeout(timer);
    return;
  }
  const now = number.groups.join(" ");
  if (now !== key) {
    key = now;
    box.ariaLabel = `Your number: ${now}`;
    box.replaceChildren(
      ...number.groups.map((group) => make("span", "", ...[...group].map((digit) => make("i", "", digit)))),
    );
    clearTimeout(timer);
    beat(number, beats(number), 0);
  }
  const digits = [...box.querySelectorAll("i")];
  digits.forEach((digit, at) => {
    digit.classList.toggle("ticked", at < number.heard.length);
    digit.classList.toggle("wrong", number.wrong && at === number.heard.length);
  });
  note.textContent = told(number, digits.length);
}

function told(number, count) {
  if (number.wrong) return "That digit was heard differently. Say the number once more.";
  if (number.heard.length === count || number.times) {
    return number.times > 1 ? "Heard twice, every digit." : "Heard, every digit. Say it once more.";
  }
  return "One digit with each light, and a breath between the groups.";
}

// Each digit by its group and place, with how long it takes; a breath after each group.
function beats(number) {
  return number.groups.flatMap((group, at) =>
    [...group].map((_, place) => ({
      group: at,
      ms: 1000 * (number.digit_seconds + (place === group.length - 1 ? number.pause_seconds : 0)),
    })),
  );
}

function beat(number, all, at) {
  const groups = [...byId("number").children];
  const digits = [...byId("number").querySelectorAll("i")];
  const done = at >= all.length;
  digits.forEach((digit, place) => digit.classList.toggle("now", place === at));
  groups.forEach((group, place) => group.classList.toggle("lit", !done && place === all[at].group));
  timer = setTimeout(() => beat(number, all, done ? 0 : at + 1), done ? 1500 : all[at].ms);
}
