// What is typed in a check-in, or among the wishes and the first questions, waits in this tab until it is saved, so that
// a link on the way loses nothing. It never leaves the device, and is gone with the tab, with signing out, and once
// andante says that it is saved. Where the browser keeps nothing, the form works as it did. Runs before stepper.js and
// body.js, which then show what is here.
const START = "andante.typed.";
const person = document.body.dataset.person;
const key = `${START}${person}.${location.pathname}`;

const keys = () => { try { return Object.keys(sessionStorage).filter((each) => each.startsWith(START)); } catch { return []; } };
function read(name) { try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; } }
function write(name, value) {
  try { if (value) sessionStorage.setItem(name, JSON.stringify(value)); else sessionStorage.removeItem(name); } catch { /* a closed store, or a full one */ }
}

// That of one form, by the id it is sent with; without one, of all.
export function forgetTyped(client_id) {
  for (const name of keys()) if (!client_id || read(name)?.client_id === client_id) write(name, null);
}

function fields(form) {
  const found = {};
  for (const each of form.elements) {
    if (!each.name || each.name === "csrfmiddlewaretoken") continue;
    if (each.type === "checkbox") found[each.name] = each.checked;
    else if (each.type !== "radio" || each.checked) found[each.name] = each.value;
  }
  return found;
}

function put(form, name, value) {
  const there = form.elements[name];
  if (!there) return;
  const before = there.type === "checkbox" ? there.checked : there.value;
  if (before === value) return;
  if (there.type === "checkbox") there.checked = value; else there.value = value;
  for (let part = there[0] ?? there; part; part = part.parentElement?.closest("details")) if (part.open === false) part.open = true;
}

// The rows of what was done stand in another order once a favourite came or went: each is found again by its activity.
const ROW = ["activity", "did_effort", "did_minutes", "unplanned"];
const numbers = (found) => Object.keys(found).flatMap((name) => /^activity_(\d+)$/.exec(name)?.[1] ?? []);

function rowFor(form, kept, number, taken) {
  const here = fields(form), fixed = kept[`fixed_${number}`], name = kept[`activity_${number}`];
  const free = numbers(here).filter((each) => !taken.has(each) && !here[`fixed_${each}`]);
  if (fixed) {
    const same = numbers(here).find((each) => here[`fixed_${each}`] && here[`activity_${each}`] === name);
    if (same) return same;
  } else if (free.includes(number)) return number;
  return free.find((each) => !here[`activity_${each}`]) ?? oneMore(form, here);
}

function oneMore(form, here) {
  const last = numbers(here).filter((each) => !here[`fixed_${each}`]).pop(), next = String(Math.max(...numbers(here)) + 1);
  const row = form.elements[`activity_${last}`].closest("details"), made = row.cloneNode(true);
  for (const each of made.querySelectorAll("[name], [id], [for]")) {
    for (const mark of ["name", "id", "for"]) if (each.hasAttribute(mark)) each.setAttribute(mark, each.getAttribute(mark).replace(`_${last}`, `_${next}`));
  }
  row.after(made);
  for (const part of ROW) put(form, `${part}_${next}`, part === "unplanned" ? false : "");
  return next;
}

function putRows(form, kept) {
  const taken = new Set();
  const isSaid = (number) => ROW.some((part) => kept[`${part}_${number}`] && !(part === "activity" && kept[`fixed_${number}`]));
  const inPlace = (number) => !kept[`fixed_${number}`] && form.elements[`activity_${number}`]?.type === "text";
  const all = numbers(kept).filter((number) => isSaid(number) || inPlace(number));
  for (const number of [...all.filter(inPlace), ...all.filter((each) => !inPlace(each))]) {
    const row = rowFor(form, kept, number, taken);
    taken.add(row);
    for (const part of ROW) put(form, `${part}_${row}`, kept[`${part}_${number}`]);
  }
}

function putBack(form, kept) {
  putRows(form, kept);
  for (const [name, value] of Object.entries(kept)) if (!/^(activity|fixed|did_effort|did_minutes|unplanned)_\d+$/.test(name)) put(form, name, value);
}

for (const name of keys()) if (person && !name.startsWith(`${START}${person}.`)) write(name, null); // of who was here before
for (const said of document.querySelectorAll("[data-saved]")) forgetTyped(said.dataset.saved);

const note = document.querySelector("[data-typed]");
if (note) {
  const form = note.closest("form"), isAnswered = form.querySelector("[role=alert]") !== null;
  const untouched = JSON.stringify(fields(form));
  const keep = () => write(key, isAnswered || JSON.stringify(fields(form)) !== untouched ? fields(form) : null);
  const kept = read(key);
  if (isAnswered) keep(); // what came back with the answer is the newest
  else if (kept) {
    putBack(form, kept);
    note.hidden = false;
  }
  for (const what of ["input", "change"]) form.addEventListener(what, keep);
  note.querySelector("[data-typed-away]").addEventListener("click", () => { write(key, null); location.reload(); });
  document.querySelector("[data-typed-back]")?.addEventListener("click", () => write(key, null));
}
