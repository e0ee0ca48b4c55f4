// The page for when there is no connection: a check-in that waits here, and what waits.
import { wearLooks } from "./looks.js";
import { clockTime } from "./units.js";
import { newId } from "./course.js";
import { again, changed, drain, forget, here, person, sendDraft, sendEntry, waiting } from "./outbox.js";

wearLooks();
const form = document.querySelector("[data-offline-form]");
const said = document.querySelector("[data-said]");
const words = document.querySelector("[data-page-words]").dataset;
const list = document.querySelector("[data-list]");
const template = document.querySelector("template[data-item]");

function say(text) { said.textContent = text; said.hidden = !text; }

function answers() {
  const found = {};
  for (const input of form.querySelectorAll("[data-column]")) {
    if (input.type === "checkbox") found[input.dataset.column] = input.checked ? 1 : null;
    else found[input.dataset.column] = input.value === "" ? null : Number(input.value);
  }
  return found;
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!form.reportValidity()) return;
  if (!person()) return say(words.nobody);
  const note = form.querySelector("[data-note]").value.trim() || null;
  const given = answers();
  if (!note && Object.values(given).every((value) => value === null)) return say(words.empty);
  const entry = { client_id: newId(), kind: "check-in", answers: given, note, ...here() };
  // Emptied at once: what is written next, while this one is on its way, is not wiped, and a second tap sends nothing.
  const before = [...form.elements].map((each) => [each, each.value, each.checked]);
  form.reset();
  try {
    say(await sendEntry(entry) ? words.sent : words.kept);
  } catch {
    for (const [each, value, checked] of before) Object.assign(each, { value, checked });
    say(words.failed);
  }
});

// The wall time it was written at, whatever zone this device is in by now.
function when(local) {
  const at = new Date(local), day = { weekday: "long", day: "numeric", month: "long" };
  return `${at.toLocaleDateString(document.documentElement.lang, day)}, ${clockTime(at)}`;
}

// As the form below calls it; what it does not ask keeps its column's name.
function inWords([column, value]) {
  const field = form.querySelector(`[data-column="${CSS.escape(column)}"]`);
  const label = field?.labels[0].textContent.trim() ?? column;
  return field?.type === "checkbox" ? label : `${label} ${value}`;
}

function line(item) {
  const made = template.content.firstElementChild.cloneNode(true);
  const rated = Object.entries(item.entry.answers || {}).filter(([, value]) => value !== null);
  made.querySelector("[data-when]").textContent = when(item.entry.local);
  const did = item.said ? [item.said] : (item.entry.doings || []).map((each) => each.activity);
  made.querySelector("[data-what]").textContent = [...did, ...rated.map(inWords), item.entry.note].filter(Boolean).join(" · ");
  made.querySelector("[data-reason]").textContent = item.reason || "";
  made.querySelector("[data-again]").addEventListener("click", () => again(item.client_id));
  const away = made.querySelector("[data-away]");
  away.addEventListener("click", () => {
    if (away.dataset.sure) { say(""); return forget(item.client_id); }
    away.dataset.sure = "1";
    away.textContent = words.sure;
  });
  return made;
}

async function show() {
  const items = await waiting();
  list.replaceChildren(...items.map(line));
  list.closest("section").hidden = !items.length;
  if (!items.length && said.textContent === words.kept) say(words.sent); // what was kept has gone
}
changed(show);
show();
// A form was on its way when the connection broke.
sendDraft().then((sent) => sent !== undefined && say(sent ? words.sent : words.kept), () => say(words.failed));
addEventListener("online", () => drain());
drain().catch(() => {});
