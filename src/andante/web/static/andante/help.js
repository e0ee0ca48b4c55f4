// Whom to call: the country by this browser's clock or by choice; and help at once when a sign is ticked, also with no
// network. Without this file every number is on the page.
import { wearLooks } from "./looks.js";

wearLooks();
const CHOSEN = "andante.country";

function kept(name) { try { return localStorage.getItem(name); } catch { return null; } }
function keep(name, value) {
  try { if (value === null) localStorage.removeItem(name); else localStorage.setItem(name, value); } catch { /* a closed store */ }
}

function byZone(rows) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  const fits = (row) => row.dataset.zones.split(" ").some((name) => name && (zone === name || zone.startsWith(`${name}/`)));
  return (rows.find(fits) || rows[rows.length - 1]).dataset.country;
}

for (const calls of document.querySelectorAll("[data-calls]")) {
  const rows = [...calls.querySelectorAll("[data-country]")];
  const select = calls.querySelector("select");
  const show = (code) => {
    select.value = code;
    for (const row of rows) row.hidden = row.dataset.country !== code;
  };
  calls.querySelector("[data-picker]").hidden = false;
  const before = rows.some((row) => row.dataset.country === kept(CHOSEN)) ? kept(CHOSEN) : null;
  const settled = calls.dataset.chosen === "elsewhere" ? "" : calls.dataset.chosen;
  show(before || settled || byZone(rows));
  select.addEventListener("change", () => { keep(CHOSEN, select.value); show(select.value); });
}

const form = document.querySelector("[data-concerns]");
if (form) {
  const KEPT = `andante.concerns.${form.dataset.concerns}`;
  const answer = form.querySelector("[data-answer]");
  const words = (name) => form.querySelector(`[data-words="${name}"]`).content.textContent;
  const say = (text) => { answer.textContent = text; answer.hidden = text === ""; };
  const worst = () => ["now", "today", "soon"].find((level) => form.querySelector(`[data-level="${level}"]:checked`));

  form.addEventListener("change", () => {
    const level = worst();
    say(level ? words(level) : "");
    if (level === "now") document.querySelector("#help").scrollIntoView({ block: "start" });
  });

  const send = (flags) => {
    const body = new FormData(form);
    body.delete("flags");
    for (const flag of flags) body.append("flags", flag);
    return fetch(form.action || location.href, { method: "POST", body });
  };
  // Whoever is signed out meanwhile is led to signing in, and nothing is noted.
  const isNoted = (reply) => reply.ok && new URL(reply.url).pathname === location.pathname;
  form.addEventListener("submit", async (event) => {
    const flags = [...form.querySelectorAll("[name=flags]:checked")].map((box) => box.value);
    if (!flags.length) return;
    event.preventDefault();
    keep(KEPT, JSON.stringify(flags));
    try {
      const reply = await send(flags);
      if (!reply.ok) { form.submit(); return; }
      if (isNoted(reply)) keep(KEPT, null); // else it waits for signing in, which comes next
      location.assign(location.pathname);
    } catch {
      say(`${words(worst())} ${words("kept")}`);
    }
  });
  const waiting = kept(KEPT);
  const later = async () => {
    try { if (isNoted(await send(JSON.parse(kept(KEPT))))) { keep(KEPT, null); location.assign(location.pathname); } } catch { /* still none */ }
  };
  if (waiting) { later(); addEventListener("online", later); }
}
