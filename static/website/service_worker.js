// Answers readers without a net: what they have read or saved of the published paper. With a net it changes nothing,
// so that a correction is read at once and what was withdrawn is gone.
"use strict";

const SAVED = "saved-issue";
const LIST = "/offline/issue.json";
const OFFLINE = "/offline/";
const MARK = "x-saved-as";

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  // What is new is never known from yesterday.
  if (address.pathname === LIST) return;
  event.respondWith(answer(event.request));
});

async function answer(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(SAVED);
    const kept = await cache.match(request, { ignoreSearch: request.mode === "navigate", ignoreVary: true });
    if (kept) return kept;
    const other = request.destination === "image" && (await otherSize(cache, new URL(request.url)));
    if (other) return other;
    if (request.mode === "navigate") return (await cache.match(OFFLINE, { ignoreVary: true })) || Response.error();
    throw error;
  }
}

/* Of a picture one file is saved; browsers ask for the size and format that suits them. */
async function otherSize(cache, address) {
  const base = address.pathname.replace(/-\d+\.\w+$/, "-");
  if (base === address.pathname) return null;
  const keys = await cache.keys();
  const same = keys.find((key) => new URL(key.url).pathname.startsWith(base));
  return same ? cache.match(same, { ignoreVary: true }) : null;
}

// -- saving the latest issue, and keeping what was saved as it stands --------------------------------------------------
self.addEventListener("message", (event) => {
  const port = event.ports[0];
  const said = event.data === "forget" ? forget() : save(event.data === "save", (done, all) => port?.postMessage({ done, all }));
  event.waitUntil(said.then((kept) => port?.postMessage({ kept }), () => port?.postMessage({ failed: true })));
});

async function forget() {
  await caches.delete(SAVED);
  return "";
}

/* Save what is listed; unless somebody asks for it, only where something was saved before. Answers which issue it is. */
async function save(isAsked, tell) {
  if (!isAsked && !(await caches.has(SAVED))) return "";
  const answered = await fetch(LIST, { cache: "no-cache" });
  if (!answered.ok) throw new Error("no list");
  const list = await answered.json();
  const cache = await caches.open(SAVED);
  for (const request of await cache.keys()) {
    if (!(new URL(request.url).pathname in list.files)) await cache.delete(request);
  }
  let done = 0;
  const waiting = Object.entries(list.files);
  await Promise.all([1, 2, 3, 4].map(async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      await keep(cache, ...one);
      done += 1;
      tell(done, Object.keys(list.files).length);
    }
  }));
  return list.edition;
}

async function keep(cache, address, mark) {
  const kept = await cache.match(address, { ignoreVary: true });
  if (kept?.headers.get(MARK) === mark) return;
  const answered = await fetch(address, { cache: "no-cache" });
  if (!answered.ok) { await cache.delete(address); return; }
  const headers = new Headers(answered.headers);
  headers.set(MARK, mark);
  await cache.put(address, new Response(await answered.blob(), { status: 200, headers }));
}
