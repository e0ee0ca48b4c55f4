// On every page of a signed-in person: the service worker, what waits, and signing out with something unsent.
import { keepLooks } from "./looks.js";
import { forgetTyped } from "./typed.js";
import { KEPT } from "./units.js";
import { changed, door, drain, ifOpen, person, unsent, waiting } from "./outbox.js";

const RETRY_S = 30;
ifOpen(() => sessionStorage.removeItem("andante.draft")); // this page came from andante, so the form before it has arrived
const before = ifOpen(() => localStorage.getItem("andante.person"));
if (person()) ifOpen(() => localStorage.setItem("andante.person", person()));
if (person()) ifOpen(() => localStorage.setItem(KEPT, document.documentElement.dataset.clock)); // for the page that is nobody's

// Only in a secure context (HTTPS, or this computer itself) do browsers allow it; elsewhere the pages work as pages do.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js", { scope: "/" });

if (person() && document.documentElement.dataset.text) keepLooks();

const note = document.querySelector("[data-waiting]");
async function show() {
  if (!note) return;
  const items = await waiting();
  const refused = items.filter((each) => each.state === "refused").length;
  note.hidden = !items.length;
  const words = items.length === 1 ? note.dataset.one : note.dataset.many.replace("%n", items.length);
  note.querySelector("[data-words]").textContent = refused ? `${words} ${note.dataset.refused}` : words;
}
changed(show);
const tryNow = () => drain().catch(() => {});
addEventListener("online", tryNow);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && tryNow());
setInterval(tryNow, RETRY_S * 1000);
show().catch(() => {});
tryNow();

async function forgetTimer() {
  const registration = await navigator.serviceWorker?.getRegistration();
  registration?.active?.postMessage({ do: "forget" });
}
if (person() && before && before !== person()) forgetTimer(); // that of who was here before

// Left open over night, Today would show yesterday as today.
async function newDay() {
  const ends = document.querySelector("#today")?.dataset.dayEnds;
  if (document.visibilityState === "visible" && Date.now() >= Date.parse(ends) && await door()) location.reload();
}
document.addEventListener("visibilitychange", newDay);

const form = document.getElementById("sign-out-form");
const dialog = document.querySelector("[data-unsent]");
async function leave() {
  forgetTyped();
  ifOpen(() => localStorage.removeItem("andante.person"));
  await forgetTimer();
  form.submit();
}
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  await tryNow();
  const count = await unsent().catch(() => 0);
  if (!count) return leave();
  dialog.querySelector("[data-count]").textContent = count;
  dialog.showModal();
});
dialog?.addEventListener("close", () => dialog.returnValue === "leave" && leave());
