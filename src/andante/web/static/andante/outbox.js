// The outbox for pages: keep an entry first, then try to send it.
import "./outbox-core.js";
import { forgetTyped } from "./typed.js";

const box = globalThis.andanteOutbox;
const CHANGED = "andante-outbox-changed";

// What the browser's stores answer; nothing where the person closed them: the pages work without.
export function ifOpen(ask) { try { return ask(); } catch { return null; } }

// Whose page this is. Pages of nobody (offline.html) take who was signed in here last.
export function person() {
  return document.querySelector("[data-person]")?.dataset.person || ifOpen(() => localStorage.getItem("andante.person")) || "";
}

export const changed = (then) => addEventListener(CHANGED, then);
const tell = () => dispatchEvent(new Event(CHANGED));

// Whether the entry has reached the diary; `said` is what a list of what waits says of it. When not, it is kept here and tried again. Throws when this browser cannot
// keep it and it could not be sent either: then the person has to be told, for nothing else holds it.
export async function sendEntry(entry, said = "", whose = person()) {
  if (!whose) throw new Error("nobody is signed in");
  const item = { client_id: entry.client_id, person: whose, entry, said, state: "waiting", reason: null, kept_at: Date.now() };
  try { await box.keep(item); } catch { return atOnce(item); }
  forgetTyped(entry.client_id);
  tell();
  await drain();
  return !(await box.of(whose)).some((each) => each.client_id === entry.client_id);
}

// A form on its way, with whose it is: another person may be signed in by the time it is found.
const DRAFT = "andante.draft";
export const holdDraft = (entry) => ifOpen(() => sessionStorage.setItem(DRAFT, JSON.stringify({ person: person(), entry })));

// As `sendEntry`, for the form that was on its way; undefined when none was.
export async function sendDraft() {
  const draft = ifOpen(() => sessionStorage.getItem(DRAFT));
  if (!draft) return undefined;
  sessionStorage.removeItem(DRAFT);
  const { person: whose, entry } = JSON.parse(draft);
  try { return await sendEntry(entry, "", whose); } catch (error) { sessionStorage.setItem(DRAFT, draft); throw error; }
}

async function atOnce(item) {
  const [outcome] = (await box.post(item.person, [item])) || [];
  if (!outcome || outcome.outcome === "refused") throw new Error("neither kept nor taken");
  forgetTyped(item.client_id);
  return true;
}

export const waiting = () => box.of(person()).catch(() => []); // a browser that cannot keep anything keeps nothing
export async function unsent() { return (await waiting()).length; }
export async function forget(client_id) { await box.forget(client_id); tell(); }

export async function again(client_id) {
  const item = (await waiting()).find((each) => each.client_id === client_id);
  if (item) await box.keep({ ...item, state: "waiting" });
  await drain();
}

export async function drain() {
  if (!person()) return;
  await box.drain(person());
  tell();
  if ((await waiting()).some((each) => each.state === "waiting")) askForSync();
}

async function askForSync() {
  const registration = await navigator.serviceWorker?.getRegistration();
  try { await registration?.sync?.register("andante-outbox"); } catch { /* not allowed here: the next page tries */ }
}

const PATIENCE_MS = 4000;

// Whose forms andante takes just now, with the key for them: of nobody ("") when signed out; null when it does not answer.
export async function door() {
  try {
    const answer = await fetch("/diary/send/", { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.type === "opaqueredirect") return { person: "" };
    return answer.ok ? await answer.json() : null;
  } catch { return null; }
}

// The moment as the clock of this device shows it.
export function here(now = new Date()) {
  const two = (number) => String(number).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return {
    local: `${day}T${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`,
    offset_min: -now.getTimezoneOffset(),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC",
  };
}
