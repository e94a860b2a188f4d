// Who scans, kept on the phone so that it starts without a network.
import * as store from "./store.js";

let current = null;

export const session = () => current;

/** What the phone knows; null at the first time. */
export async function recall() {
  return current = await store.read("session") ?? null;
}

/** Asks the server: "in", "out" when nobody is signed in there, "offline" when it cannot be told. */
export async function refresh(exhibitor = current?.exhibitor.key) {
  try {
    const query = exhibitor ? `?exhibitor=${encodeURIComponent(exhibitor)}` : "";
    let response = await fetch("/connect/scan/session" + query, { cache: "no-store", signal: AbortSignal.timeout(15_000) });
    if (response.status === 401 && query)
      response = await fetch("/connect/scan/session", { cache: "no-store", signal: AbortSignal.timeout(15_000) });
    if (response.status === 401)
      return "out";
    if (!response.ok)
      return "offline";
    current = { ...await response.json(), received: Date.now() };
    await store.write("session", current);
    return "in";
  } catch {
    return "offline";
  }
}

/** Lets this phone scan by a scan-only link; null when it does, else a problem. */
export async function join(secret, name) {
  try {
    const response = await post("join", { secret, name });
    if (!response.ok)
      return await response.json().catch(() => ({ code: "internal_error" }));
    current = null;
    return null;
  } catch {
    return { code: "offline" };
  }
}

/** Ends this phone's right to scan, or signs out. False when the server cannot be reached: then it stays. */
export async function leave() {
  try {
    if (!(await post("leave?exhibitor=" + encodeURIComponent(current.exhibitor.key), {})).ok)
      return false;
  } catch {
    return false;
  }
  await store.forget("session");
  current = null;
  return true;
}

const post = (path, body) => fetch("/connect/scan/" + path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal: AbortSignal.timeout(15_000),
});
