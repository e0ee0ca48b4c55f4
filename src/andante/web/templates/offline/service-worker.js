// Lets andante open without a connection. Pages with anything personal on them are never kept, but for the timer, which is
// forgotten when the person is signed out. Version {{ version }}.
importScripts("{{ core }}");
const SHELL = "andante-shell-{{ version }}", PRIVATE = "andante-private";
const KEPT = {{ kept|safe }}, OFFLINE = "{{ offline }}", HELP = "{{ help }}", TIMER = "{{ timer }}", SIGN_IN = "{{ sign_in }}", STATIC = "{{ static }}";
const PATIENCE_MS = 8000;

addEventListener("install", (event) => {
  const fresh = KEPT.map((path) => new Request(path, { cache: "reload" }));
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(fresh)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => event.waitUntil((async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("andante-shell-") && name !== SHELL).map((name) => caches.delete(name)));
  await clients.claim();
})()));

addEventListener("message", (event) => {
  if (event.data?.do === "forget") event.waitUntil(caches.delete(PRIVATE));
});

// The browser says there is a connection again, perhaps with no page open.
addEventListener("sync", (event) => {
  if (event.tag !== "andante-outbox") return;
  event.waitUntil((async () => {
    const items = await andanteOutbox.everything();
    for (const person of new Set(items.map((each) => each.person))) await andanteOutbox.drain(person);
  })());
});

// A tap on a notice opens what it is about: the check-in of its day, or the timer.
addEventListener("notificationclick", (event) => {
  event.notification.close();
  const link = event.notification.data?.link || TIMER;
  event.waitUntil((async () => {
    const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = open.find((each) => new URL(each.url).pathname === link);
    await (there ? there.focus() : clients.openWindow(link));
  })());
});

addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url.pathname));
  else if (request.method === "GET" && url.pathname.startsWith(STATIC)) event.respondWith(file(request));
});

const kept = async (path, name = SHELL) => (await caches.open(name)).match(path);

// Newest first: a page of a newer andante must not get files of an older one.
async function file(request) {
  try { return await fetch(request); } catch (error) {
    const found = await kept(new URL(request.url).pathname);
    if (found) return found;
    throw error;
  }
}

const patience = () => new Promise((_, give_up) => { setTimeout(() => give_up(new Error("no answer")), PATIENCE_MS); });

// The network first, and not for ever; then what is kept for this page, else the page for having no connection.
async function page(request, path) {
  try {
    // What is being written is never given up on: only a page may take too long.
    const found = await (request.method === "GET" ? Promise.race([fetch(request), patience()]) : fetch(request));
    if (path === TIMER && found.ok && !found.redirected) await (await caches.open(PRIVATE)).put(path, found.clone());
    if (path === SIGN_IN && found.ok) await caches.delete(PRIVATE); // nobody is signed in any more, whoever ended that
    return found;
  } catch {
    const mine = path === TIMER && await kept(path, PRIVATE);
    return mine || kept(path === HELP || path.startsWith("/worry/") ? HELP : OFFLINE);
  }
}
