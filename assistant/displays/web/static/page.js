// What every page needs: questions to the program, elements made of text (never of markup), times as people read them.

// What was moved into the window on top is found there.
export const byId = (id) =>
  document.getElementById(id) ?? window.documentPictureInPicture?.window?.document.getElementById(id) ?? null;

export function make(tag, name, ...parts) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...parts.filter((part) => part !== null && part !== undefined));
  return element;
}

export async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  try {
    const answer = await fetch(path, { ...options, credentials: "same-origin" });
    return answer.ok ? await answer.json() : { trouble: await answer.text() };
  } catch {
    return { trouble: "The program does not answer: is it still running?" };
  }
}

export const clock = (seconds) =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

export const day = (iso) =>
  new Date(`${iso}T12:00`).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });
