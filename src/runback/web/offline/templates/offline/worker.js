// The service worker: pages as they were last seen while Runback cannot be reached, and static files at once.
// It sends nothing: what was logged waits in the page's outbox (static/runback/outbox.js). It shows reminders, where they are on.
"use strict";

const { version, home, static: STATIC, shell, pages, offline, icon, sign_out: signOut } = JSON.parse('{{ settings|escapejs }}');
const SHELL = `shell-${version}`;
const PAGES = `pages-${home}`; // another home at this address has its own
const FRESH_MS = 60 * 60 * 1000;
const WAIT_MS = 10000; // after that the kept page, which says how old it is

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(shell)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== SHELL && name !== PAGES) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "update") self.skipWaiting();
  if (event.data.warm) event.waitUntil(warm(event.data.warm));
});

// Fetch the pages that open without a connection, one after the other; what is fresh and in this language stays, so that it
// continues where it was cut off.
async function warm(language) {
  const cache = await caches.open(PAGES);
  for (const page of pages) {
    const kept = await cache.match(page);
    const isFresh = kept && Date.now() - Date.parse(kept.headers.get("Date")) < FRESH_MS;
    if (isFresh && kept.headers.get("Content-Language") === language) continue;
    try {
      const answer = await keep(cache, page, await fetch(page));
      await keepDrawings(await answer.text());
    } catch {
      return;
    }
  }
}

// The moving drawings that a page's playlist names.
async function keepDrawings(text) {
  const shelf = await caches.open(SHELL);
  for (const [, address] of text.matchAll(/"(\/player\/motion\/[^"]+)"/g)) {
    if (!(await shelf.match(address))) await keep(shelf, address, await fetch(address));
  }
}

async function keep(cache, address, answer) {
  if (answer.ok && !answer.redirected) await cache.put(address, answer.clone());
  return answer;
}

async function fromShell(request) {
  const kept = await caches.match(request);
  return kept || keep(await caches.open(SHELL), request, await fetch(request));
}

async function fromNetwork(request, path) {
  const cache = await caches.open(PAGES);
  const kept = await cache.match(path);
  const asked = fetch(request).then((answer) => (pages.includes(path) && !new URL(request.url).search ? keep(cache, path, answer) : answer));
  if (!kept) return asked.catch(() => caches.match(offline));
  const late = new Promise((resolve) => { setTimeout(() => resolve(kept), WAIT_MS); });
  return Promise.race([asked.catch(() => kept), late]);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST" && pathname === signOut) event.waitUntil(Promise.all([caches.delete(PAGES), endReminders()]));
  if (request.method !== "GET") return;
  if (pathname.startsWith(STATIC) || pathname.startsWith("/player/motion/")) event.respondWith(fromShell(request));
  else if (request.mode === "navigate") event.respondWith(fromNetwork(request, pathname));
});

// A reminder; the next one takes its place. A message that cannot be read is shown too: browsers ask for that.
self.addEventListener("push", (event) => {
  let message = {};
  try {
    message = event.data.json();
  } catch { /* nothing in it that can be read */ }
  const { title = "Runback", text = "", path = "/" } = message;
  event.waitUntil(self.registration.showNotification(title, { body: text, tag: "runback", icon, data: { path } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const to = new URL(event.notification.data?.path ?? "/", self.location.origin);
  event.waitUntil(openPage(to.origin === self.location.origin ? to.href : self.location.origin));
});

// The page on a window of Runback that is open, else on a new one.
async function openPage(address) {
  const [window] = await self.clients.matchAll({ type: "window" });
  if (!window) return self.clients.openWindow(address);
  await window.focus().catch(() => {}); // without a tap a browser may refuse
  return window.navigate(address);
}

// Whoever signs out here is shown nothing here any more.
async function endReminders() {
  const subscription = await self.registration.pushManager?.getSubscription();
  if (subscription) await subscription.unsubscribe();
}
