// Reminders while a page of andante is open. Asked for now and then, and only where the person allowed notices on this
// device; a quiet time of the timer holds them back. The server says what is due, and lets each be told once.
import { person } from "./outbox.js";

const EVERY_MS = 5 * 60000;
const WANTED = `andante.notices.${person()}`;
const ADDRESS = "/reminders/due/";

const kept = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
const isQuiet = () => kept(`andante.timer.${person()}`)?.quietUntil > Date.now();
const isAllowed = () => "Notification" in window && Notification.permission === "granted" && kept(WANTED) === true;

async function dueNow() {
  const asked = await fetch(ADDRESS, { redirect: "error", cache: "no-store" });
  if (!asked.ok) return [];
  const known = await asked.json();
  if (known.person !== person() || !known.waiting) return [];
  const told = await fetch(ADDRESS, {
    method: "POST", redirect: "error", cache: "no-store", headers: { "X-CSRFToken": known.token },
  });
  return told.ok ? (await told.json()).due : [];
}

async function tell({ words, link }) {
  const options = { tag: `andante-${link}-${words}`, // two of one day: the second must not take the place of the first
    icon: document.querySelector("link[rel=icon]")?.href, data: { link } };
  const worker = await navigator.serviceWorker?.getRegistration();
  if (worker?.active) { await worker.showNotification(words, options); return; }
  const shown = new Notification(words, options);
  shown.addEventListener("click", () => { window.focus(); location.assign(link); });
}

async function look() {
  if (!isAllowed() || isQuiet()) return;
  try {
    for (const each of await dueNow()) await tell(each);
  } catch { /* no connection: asked again later */ }
}

// The page of reminders: the switch of this device.
const part = document.querySelector("[data-notices]");
if (part) {
  const tick = part.querySelector("input");
  part.hidden = false;
  tick.disabled = !("Notification" in window) || Notification.permission === "denied";
  part.querySelector("[data-cannot]").hidden = !tick.disabled;
  tick.checked = isAllowed();
  tick.addEventListener("change", async () => {
    const granted = tick.checked && (await Notification.requestPermission()) === "granted";
    localStorage.setItem(WANTED, JSON.stringify(granted));
    part.querySelector("[data-cannot]").hidden = granted || !tick.checked;
    tick.checked = granted;
    look();
  });
}

look();
setInterval(look, EVERY_MS);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
