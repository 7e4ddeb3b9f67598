// Sharing: the QR code for another device, who can reach it, and how many look.
import { ask, byId, make } from "./page.js";

let opener = null;

export async function offerSharing(button) {
  const told = await ask("/api/share");
  if (!told.links) return;
  byId("share-code").src = told.picture;
  byId("share-terms").textContent = told.terms;
  byId("share-links").replaceChildren(...told.links.map((link) => make("li", "", make("code", "", link))));
  opener = button("Share", "", () => byId("share").showModal());
  byId("tools").append(opener);
}

export function showGuests(count) {
  if (opener) opener.textContent = count ? `Shared: ${count} ${count === 1 ? "looks" : "look"} on` : "Share";
}

byId("share-close").addEventListener("click", () => byId("share").close());
