// What is written without a network waits here, in this browser, and is sent once. Every entry has an id of its own, so
// a second try makes no second entry.
const person = document.querySelector("[data-person]")?.dataset.person || "";
const KEPT = `andante.outbox.${person}`;

function kept() { try { return JSON.parse(localStorage.getItem(KEPT)) || []; } catch { return []; } }
function keep(entries) { localStorage.setItem(KEPT, JSON.stringify(entries)); }

// What became of the entry: "stored", "same", "both kept", or "refused"; null when it was not sent. The key is fetched
// fresh: this page may be older than the sign-in.
async function post(entry) {
  const asked = await fetch("/diary/send/", { redirect: "error" });
  if (!asked.ok) return null;
  const { token, person: whose } = await asked.json();
  if (whose !== person) return null;
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  const body = JSON.stringify({ person, entries: [entry] });
  const reply = await fetch("/diary/send/", { method: "POST", headers, body, redirect: "error" });
  return reply.ok ? (await reply.json()).entries[0].outcome : null;
}

async function drain() {
  for (const entry of kept()) {
    const outcome = await post(entry);
    if (outcome === null) return;
    if (outcome !== "refused") keep(kept().filter((each) => each.client_id !== entry.client_id));
  }
}

// Whether the entry has reached the diary; when not, it is kept and tried again.
export async function sendEntry(entry) {
  keep([...kept(), entry]);
  try { await drain(); } catch { /* no network: it waits */ }
  return !kept().some((each) => each.client_id === entry.client_id);
}

export async function unsent() { return kept().length; }

const again = () => drain().catch(() => {});
addEventListener("online", again);
again();
