// Keeps the app on the phone. What was scanned lies in IndexedDB, which no version of this file touches.
const decoder = "/connect/scan/a/{decoder}/";
const base = "/connect/scan/a/{version}/";
const shell = "/connect/scan";
const cacheName = "scan {version}";
const decoderCache = "scan-decoder {decoder}";

self.addEventListener("install", event => event.waitUntil((async () => {
  try {
    // What is sent need not wait until this worker is awake.
    await event.addRoutes?.({ condition: { requestMethod: "POST" }, source: "network" });
  } catch {
    // A browser that knows other conditions: then it waits.
  }
  const cache = await caches.open(cacheName);
  await cache.addAll([new Request(shell, { cache: "reload" }), ...["{files}"].map(name => base + name)]);
  // A shell of another version came in between: this version is given up, and the next look finds the other.
  const html = await (await cache.match(shell)).text();
  if (!html.includes(base)) {
    await caches.delete(cacheName);
    throw new Error("The server changed its version meanwhile.");
  }
  await self.skipWaiting();
})()));

self.addEventListener("activate", event => event.waitUntil((async () => {
  // Pages that are open run on with the version before this one, and may load parts of it yet: it is kept until the next.
  const names = (await caches.keys()).filter(name => name.startsWith("scan "));
  const old = names.filter(name => name !== cacheName);
  await Promise.all(old.slice(0, -1).map(name => caches.delete(name)));
  await Promise.all((await caches.keys())
    .filter(name => name.startsWith("scan-decoder ") && name !== decoderCache).map(name => caches.delete(name)));
  await self.clients.claim();
})()));

self.addEventListener("fetch", event => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin)
    return;
  if (event.request.mode === "navigate" && (url.pathname === shell || url.pathname.startsWith(shell + "/join/")))
    event.respondWith(fromCache(shell, event.request));
  else if (url.pathname.startsWith(decoder))
    event.respondWith(keepDecoder(event.request));
  else if (url.pathname.startsWith("/connect/scan/a/"))
    event.respondWith(fromCache(event.request, event.request));
});

async function fromCache(key, request) {
  // Its own version first: several caches hold the shell.
  return await (await caches.open(cacheName)).match(key) ?? await caches.match(key) ?? fetch(request);
}

async function keepDecoder(request) {
  const cache = await caches.open(decoderCache);
  const kept = await cache.match(request);
  if (kept)
    return kept;
  const answer = await fetch(request);
  if (answer.ok)
    await cache.put(request, answer.clone());
  return answer;
}
