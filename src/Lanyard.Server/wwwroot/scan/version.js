// A new version of the app comes in the background; this page runs on with its own until somebody takes the new one.
const address = "/connect/scan/sw.js";
const every = 3_600_000;

/** @param told is called when the next start of the page is a new version. */
export async function watchVersion(told) {
  const workers = navigator.serviceWorker;
  if (!workers)
    return;
  let isFirst = !workers.controller;
  workers.addEventListener("controllerchange", () => {
    if (!isFirst)
      told();
    isFirst = false;
  });
  const registration = await workers.register(address, { scope: "/connect/scan" }).catch(() => null);
  // Browsers look by themselves only when a page is opened, and an installed app may stay open for days.
  const look = () => registration?.update().catch(() => {});
  addEventListener("online", look);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  setInterval(look, every);
}
