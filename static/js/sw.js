// Gives a carer her list where there is no network, and takes it away when somebody logs in or out, or the
// shift is over. Only a page that the server says may be kept, and until when, is kept.
"use strict";
const CACHE = "heltom-list";
const KEPT_AS = "/min-liste/";
const LIST = /^\/(min-liste\/(\d+\/)?)?$/;
const FOR = "X-Heltom-Keep-For";
const UNTIL = "X-Heltom-Keep-Until";
const HASHED = /\.[0-9a-f]{12}\./;
const PATIENCE = 5000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST" && /^\/logg-(ut|inn)\//.test(pathname)) {
    event.respondWith(whoIsHere(request, pathname));
  } else if (request.method === "GET" && request.mode === "navigate") {
    event.respondWith(page(event, LIST.test(pathname)));
  } else if (request.method === "GET" && pathname.startsWith("/static/")) {
    event.respondWith(asset(request));
  }
});

// Logged out: the list goes. Logged in (a redirect, where a wrong password is a page): whoever it is.
async function whoIsHere(request, pathname) {
  const isOut = pathname === "/logg-ut/";
  if (isOut) await caches.delete(CACHE);
  const response = await fetch(request);
  if (!isOut && response.type === "opaqueredirect") await caches.delete(CACHE);
  return response;
}

async function page(event, isList) {
  const fresh = fetch(event.request).then((response) => {
    if (isList) event.waitUntil(keep(response.clone()));
    return response;
  });
  if (!isList) return fresh.catch(without);
  // Bad coverage is worse than none: after five seconds the list of before is better than a white page.
  const late = new Promise((done) => setTimeout(done, PATIENCE)).then(kept);
  const soonest = Promise.race([fresh, late.then((found) => found ?? fresh)]);
  return soonest.catch(async () => (await kept()) ?? without());
}

async function keep(response) {
  if (response.ok && response.headers.has(FOR)) {
    await (await caches.open(CACHE)).put(KEPT_AS, await dated(response));
  }
}

// A phone's clock may be wrong: the server says how long, and what is kept says until when by this clock.
async function dated(response) {
  const until = Date.now() + 1000 * Number(response.headers.get(FOR));
  const headers = new Headers(response.headers);
  headers.set(UNTIL, until);
  const text = await response.text();
  return new Response(text.replace(/data-keep-for="\d+"/, `data-keep-until="${until}"`), { headers });
}

// The list that was kept last, while it may be shown
async function kept() {
  const found = await caches.match(KEPT_AS, { cacheName: CACHE });
  if (found && Date.now() < Number(found.headers.get(UNTIL))) return found;
  if (found) await caches.delete(CACHE);
  return undefined;
}

// A name with a hash in it never changes, so what is kept under it is right; another is asked for first
async function asset(request) {
  const found = await caches.match(request, { cacheName: CACHE });
  if (found && HASHED.test(request.url)) return found;
  return fetch(request).catch((fault) => {
    if (found) return found;
    throw fault;
  });
}

function without() {
  const text = `<!doctype html><html lang="nb"><meta charset="utf-8">
    <meta name="viewport" content="width=device-width"><title>Uten nett – HeltOm</title>
    <main><h1>Uten nett</h1><p>Denne siden ligger ikke i telefonen.</p>
    <p><a href="${KEPT_AS}">Til lista di</a></p></main></html>`;
  return new Response(text, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}
