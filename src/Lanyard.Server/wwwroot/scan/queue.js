// Sends what the phone keeps: in its order, by one tab at a time, as long as it takes. One item that the server refuses or
// fails at holds no other up.
import * as store from "./store.js";

const batch = 50;
const longestWait = 60_000;
const changes = new BroadcastChannel("lanyard-scan");
const listeners = new Set();

let wait = 1_000;
let timer;
let session = () => null;
let isSending = false;
let isAskedAgain = false;

/** A new id of 13 characters that stands for no other thing. */
export function newId() {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return ((BigInt(high) << 32n) | BigInt(low)).toString(36).padStart(13, "0");
}

/** @param find gives the session; null while nobody is known to be signed in. */
export function begin(find) {
  session = find;
  addEventListener("online", now);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      store.changedElsewhere();
      now();
    }
  });
  changes.onmessage = () => {
    store.changedElsewhere();
    show();
  };
  now();
}

export const onChange = listener => listeners.add(listener);

/** Keeps an item on the disk and sends it as soon as that is possible. */
export async function keep(item) {
  const kept = { id: newId(), time: new Date().toISOString(), state: "kept", ...item };
  kept.seq = await store.add(kept);
  await added();
  return kept;
}

/** Tells everybody of what was kept, and sends it. */
export async function added() {
  now();
  await tell();
}

/** Sends at once what can be sent. */
export function now() {
  wait = 1_000;
  clearTimeout(timer);
  run();
}

export const isUnsent = item => item.state === "kept";

/** Who made an item, and for whom. A person who is signed in is another scanner at each exhibitor, and the same person. */
export const mark = who => ({ exhibitor: who.exhibitor.key, scanner: who.scanner.id, person: who.scanner.person });

/** Whether it was made by whoever is signed in now, and can be sent by them. */
export const isOwn = (item, who) => item.exhibitor === who.exhibitor.key && item.scanner === who.scanner.id
  || Boolean(item.person) && item.person === who.scanner.person && who.exhibitors.some(e => e.key === item.exhibitor);

/** Whether it is anything to whoever is signed in now: their own, or left on this phone by another scanner of the exhibitor. */
export const concerns = (item, who) => isOwn(item, who) || item.exhibitor === who.exhibitor.key;

/** Lets whoever is signed in now send what another scanner of the same exhibitor left on this phone. */
export async function takeOver(who) {
  for (const { seq, ...item } of await store.all())
    if (isUnsent(item) && item.exhibitor === who.exhibitor.key && !isOwn(item, who))
      await store.put(seq, { ...item, ...mark(who) });
  await added();
}

/** Forgets what was sent, except for the last so many of it, and for what something that waits was added to. */
export async function forgetSent(count) {
  const items = await store.all();
  const needed = new Set(items.filter(isUnsent).map(i => i.of));
  const sent = items.filter(i => i.state === "sent");
  for (const item of sent.slice(0, Math.max(0, sent.length - count)))
    if (!needed.has(item.id))
      await store.remove(item.seq);
  await tell();
}

function schedule(delay) {
  clearTimeout(timer);
  timer = setTimeout(run, delay);
}

async function run() {
  if (!session())
    return;
  if (isSending) {
    isAskedAgain = true;
    return;
  }
  isSending = true;
  isAskedAgain = false;
  try {
    const isDone = await navigator.locks.request("lanyard-scan-send", { ifAvailable: true }, lock => lock ? send() : false);
    if (isDone)
      wait = 1_000;
    else {
      schedule(wait + Math.random() * wait / 2);
      wait = Math.min(wait * 2, longestWait);
    }
  } catch {
    schedule(wait);
    wait = Math.min(wait * 2, longestWait);
  } finally {
    isSending = false;
    if (isAskedAgain)
      schedule(0);
  }
}

/** True when nothing is left that can be sent. */
async function send() {
  let size = batch;
  const failed = new Set();
  for (;;) {
    const items = await store.all();
    const scans = new Map(items.filter(i => i.kind === "scan").map(i => [i.id, i]));
    const who = session();
    if (!who)
      return false;
    const ready = items.filter(i => isUnsent(i) && isOwn(i, who) && !failed.has(i.seq) && (i.kind === "scan" || i.lead || scans.get(i.of)?.lead));
    await refuseOrphans(items, scans);
    if (ready.length === 0)
      return failed.size === 0 && !(await store.all()).some(i => isUnsent(i) && isOwn(i, who));
    const file = ready[0].blob;
    const some = file ? [ready[0]] : ready.slice(0, size).filter(i => !i.blob && i.exhibitor === ready[0].exhibitor);
    const answer = await post(who, some, scans);
    if (answer.results) {
      // By id: an answer that lost one leaves it for the next time.
      const results = new Map(answer.results.map(result => [result.id, result]));
      const settled = some.map(item => settle(item, results.get(item.id)));
      // People do not wait for the disk here: what it does not get is sent again, which changes nothing.
      await show();
      (await Promise.all(settled)).forEach((isSettled, i) => isSettled || failed.add(some[i].seq));
      await tell();
    } else if (answer.isGone && ready[0].exhibitor !== who.exhibitor.key) {
      // This person no longer scans for the other exhibitor.
      some.forEach(item => failed.add(item.seq));
    } else if (answer.isGone) {
      listeners.forEach(listen => listen("gone"));
      return false;
    } else if (!answer.isAtFault) {
      return false;
    } else if (some.length > 1) {
      // One of them is more than the server can take: fewer at once, until it stands alone.
      size = Math.max(1, some.length >> 1);
    } else if (answer.refusal) {
      await settle(some[0], { error: answer.refusal });
      await tell();
    } else {
      failed.add(some[0].seq);
    }
  }
}

async function post(who, items, scans) {
  const skew = Date.parse(who.now) - who.received;
  // A phone whose clock is far ahead would be refused.
  const shift = skew < -300_000 ? skew : 0;
  const stop = AbortSignal.timeout(items[0].blob ? 120_000 : 30_000);
  const query = `exhibitor=${encodeURIComponent(items[0].exhibitor)}`;
  try {
    const sent = wire(items[0], scans, shift);
    const response = items[0].blob
      ? await fetch(`/connect/scan/files/${sent.lead}/${sent.id}?${query}&kind=${sent.kind}&time=${encodeURIComponent(sent.time)}`,
        { method: "POST", body: items[0].blob, signal: stop })
      : await fetch(`/connect/scan/items?${query}`, {
        method: "POST", headers: { "Content-Type": "application/json" }, signal: stop,
        body: JSON.stringify({ items: items.map(i => wire(i, scans, shift)) }),
      });
    if (response.status === 401)
      return { isGone: true };
    if (response.ok)
      return items[0].blob ? { results: [{ id: items[0].id }] } : await response.json();
    if ([408, 429, 502, 503, 504].includes(response.status))
      return {};
    const problem = response.status < 500 ? await response.json().catch(() => ({})) : null;
    return { isAtFault: true, refusal: problem && { code: problem.code ?? "invalid_request", detail: problem.detail ?? "" } };
  } catch {
    return {};
  }
}

/** False when the item must be sent again later. */
async function settle(item, result) {
  if (!result || result.error?.code === "internal_error")
    return false;
  const { seq, ...kept } = item;
  const { blob, ...light } = kept;
  if (result.error)
    await store.put(seq, { ...kept, state: "refused", error: result.error });
  else if (result.lead)
    // A badge code is not kept longer than it is needed.
    await store.put(seq, { ...light, code: undefined, state: "sent", lead: result.lead.id, found: result.lead });
  else
    await store.put(seq, { ...light, state: "sent" });
  return true;
}

/** What was added to a scan that the server refused has nowhere to go. */
async function refuseOrphans(items, scans) {
  const orphans = items.filter(i => isUnsent(i) && i.of && scans.get(i.of)?.state === "refused");
  for (const { seq, ...item } of orphans)
    await store.put(seq, { ...item, state: "refused", error: scans.get(item.of).error });
  if (orphans.length > 0)
    await tell();
}

function wire(item, scans, shift) {
  const { id, kind, code, question, options, text, note } = item;
  const lead = item.lead ?? scans.get(item.of)?.lead;
  return { id, kind, time: new Date(Date.parse(item.time) + shift).toISOString(), code, lead: kind === "scan" ? undefined : lead, question, options, text, note };
}

/** Shows what this page changed, and lets the others look. */
async function tell() {
  changes.postMessage("changed");
  await show();
}

async function show() {
  const items = await store.all();
  listeners.forEach(listen => listen("changed", items));
}
