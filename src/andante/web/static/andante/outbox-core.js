// What is written without a connection waits here, in this browser (IndexedDB), and is sent once. Every entry has an id of
// its own and the server knows it again, so a retry, a second tab or the service worker make no second entry. A plain
// script, for pages and the service worker alike; pages use it through outbox.js.
(() => {
  const NAME = "andante", STORE = "entries", AT_ONCE = 20, LOCK = "andante-outbox";

  function opened() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "client_id" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  // Runs `work` on the store and gives its answer once the transaction is safely through.
  async function inside(mode, work) {
    const database = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const options = mode === "readwrite" ? { durability: "strict" } : undefined;
        const transaction = database.transaction(STORE, mode, options);
        const asked = work(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
    } finally { database.close(); }
  }

  const everything = async () => {
    const found = await inside("readonly", (store) => store.getAll());
    return found.sort((a, b) => a.kept_at - b.kept_at);
  };
  const of = async (person) => (await everything()).filter((each) => each.person === person);
  const keep = (item) => inside("readwrite", (store) => store.put(item));
  const forget = (client_id) => inside("readwrite", (store) => store.delete(client_id));

  async function post(person, items) {
    const asked = await fetch("/diary/send/", { headers: { Accept: "application/json" }, redirect: "error", cache: "no-store" });
    if (!asked.ok) return null;
    const known = await asked.json();
    if (known.person !== person) return null;
    const reply = await fetch("/diary/send/", {
      method: "POST", redirect: "error", cache: "no-store",
      headers: { "Content-Type": "application/json", "X-CSRFToken": known.token },
      body: JSON.stringify({ person, entries: items.map((each) => each.entry) }),
    });
    return reply.ok ? (await reply.json()).entries : null;
  }

  async function settle(items, outcomes) {
    const by_id = new Map(outcomes.map((each) => [each.client_id, each]));
    for (const item of items) {
      const outcome = by_id.get(item.client_id);
      if (!outcome) continue;
      if (outcome.outcome !== "refused") await forget(item.client_id);
      else await keep({ ...item, state: outcome.retry ? "waiting" : "refused", reason: outcome.reason });
    }
    return items.some((item) => by_id.get(item.client_id)?.outcome === "refused" && by_id.get(item.client_id).retry);
  }

  // Sends what waits of `person`, oldest first. A failure leaves everything where it is.
  async function drain(person) {
    const sending = async () => {
      for (;;) {
        const items = (await of(person)).filter((each) => each.state === "waiting").slice(0, AT_ONCE);
        if (!items.length) return;
        const outcomes = await post(person, items);
        if (!outcomes || await settle(items, outcomes)) return;
      }
    };
    try {
      if (globalThis.navigator?.locks) await navigator.locks.request(LOCK, sending);
      else await sending();
    } catch (error) { if (!(error instanceof TypeError)) throw error; /* no network: it waits */ }
  }

  globalThis.andanteOutbox = { everything, of, keep, forget, post, drain };
})();
