// The line to say in a small window that stays on top of all others, where the browser can (Document Picture-in-Picture).
import { byId, make } from "./page.js";

export const canStayOnTop = "documentPictureInPicture" in window;

export async function keepOnTop(onKey) {
  const open = window.documentPictureInPicture.window;
  if (open) {
    open.close(); // the button is also the way back
    return;
  }
  const over = await window.documentPictureInPicture.requestWindow({ width: 620, height: 380 });
  for (const sheet of document.querySelectorAll("link[rel=stylesheet]")) over.document.head.append(sheet.cloneNode());
  over.document.documentElement.lang = document.documentElement.lang;
  over.document.documentElement.style.cssText = document.documentElement.style.cssText; // the size of the type
  over.document.title = "Say now";
  over.document.body.className = "top-window";
  over.document.addEventListener("keydown", onKey);
  const say = byId("say");
  const away = make("p", "away", "The line to say is in the window on top.");
  say.before(away);
  over.document.body.append(say);
  over.addEventListener("pagehide", () => away.replaceWith(say));
}
