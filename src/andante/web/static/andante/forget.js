// After being erased: nothing of the person stays in this browser. Where the page came over HTTPS the browser has done so
// already (Clear-Site-Data); at an address of the home network without it, it has not.
for (const store of [localStorage, sessionStorage]) store.clear();
indexedDB.deleteDatabase("andante");
if ("caches" in globalThis) caches.keys().then((names) => names.forEach((name) => caches.delete(name)));
