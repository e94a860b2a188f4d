// What waits on a phone as a file, and back from a file into a phone: of one that is lost, broken or must not send any more.
import * as store from "./store.js";

const kinds = ["scan", "answer", "memo", "removal", "image", "audio"];

/** What is not sent, a line of JSON each: nothing of it is left out. */
export async function asLines(items) {
  const scans = new Map(items.filter(i => i.kind === "scan").map(i => [i.id, i]));
  const lines = items.filter(i => i.state !== "sent").map(async item => {
    const { exhibitor, id, kind, time, code, of, question, options, text, note, blob } = item;
    const lead = item.lead ?? scans.get(of)?.lead;
    const data = blob && await base64(blob);
    return JSON.stringify({ exhibitor, id, kind, time, code, lead, of, question, options, text, note, type: blob?.type, data });
  });
  return (await Promise.all(lines)).join("\n") + "\n";
}

/**
 * Keeps what a file holds for whoever scans here, to be sent from this phone.
 * @param mark exhibitor, scanner and person of what is kept
 * @returns how many are kept, were here already, and are of another exhibitor and stay out; null when it is no such file.
 */
export async function bringIn(file, mark) {
  const found = (await file.text()).split("\n").filter(line => line.trim()).map(read);
  if (found.length === 0 || found.includes(null))
    return null;
  const here = new Set((await store.all()).map(item => item.id));
  const ours = found.filter(item => item.exhibitor === mark.exhibitor);
  const missing = ours.filter(item => !here.has(item.id));
  for (const item of missing)
    await store.add({ ...item, ...mark, state: "kept" });
  return { kept: missing.length, known: ours.length - missing.length, others: found.length - ours.length };
}

/** Null when the line is no item. */
function read(line) {
  try {
    const { exhibitor, id, kind, time, code, lead, of, question, options, text, note, type, data } = JSON.parse(line);
    if (!/^[0-9a-z]{13}$/.test(id) || !kinds.includes(kind) || Number.isNaN(Date.parse(time)))
      return null;
    const blob = data === undefined ? undefined : new Blob([Uint8Array.from(atob(data), c => c.charCodeAt(0))], { type });
    return { exhibitor, id, kind, time, code, lead, of, question, options, text, note, blob };
  } catch {
    return null;
  }
}

const base64 = blob => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
  reader.onerror = () => reject(reader.error);
  reader.readAsDataURL(blob);
});
