// What the phone keeps: IndexedDB, each value encrypted by a key that never leaves the browser. A value counts as kept
// only when the disk has it.
const name = "lanyard-scan";
let opened;

function open() {
  return opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys");
      request.result.createObjectStore("items", { keyPath: "seq", autoIncrement: true });
      request.result.createObjectStore("values");
    };
    request.onsuccess = () => {
      request.result.onclose = () => {
        opened = undefined;
        changedElsewhere();
      };
      // A later version of the app may need another form of it, and must not wait for this page.
      request.result.onversionchange = () => {
        request.result.close();
        opened = undefined;
      };
      resolve(request.result);
    };
    request.onerror = () => {
      opened = undefined;
      reject(request.error);
    };
  });
}

async function transact(store, mode, work, durability = "strict") {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability });
    const request = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("not kept"));
  });
}

let cipher;

function key() {
  return cipher ??= navigator.locks.request("lanyard-scan-key", async () => {
    const known = await transact("keys", "readonly", keys => keys.get("content"));
    if (known)
      return known;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await transact("keys", "readwrite", keys => keys.put(made, "content"));
    return made;
  }).catch(fault => {
    cipher = undefined;
    throw fault;
  });
}

async function seal(value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const { blob, ...rest } = value;
  const text = new TextEncoder().encode(JSON.stringify({ ...rest, type: blob && (blob.type || "application/octet-stream") }));
  const file = blob ? new Uint8Array(await blob.arrayBuffer()) : new Uint8Array();
  const plain = new Uint8Array(4 + text.length + file.length);
  new DataView(plain.buffer).setUint32(0, text.length);
  plain.set(text, 4);
  plain.set(file, 4 + text.length);
  return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), plain) };
}

async function unseal({ iv, sealed }) {
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), sealed);
  const length = new DataView(plain).getUint32(0);
  const { type, ...value } = JSON.parse(new TextDecoder().decode(new Uint8Array(plain, 4, length)));
  return type ? { ...value, blob: new Blob([plain.slice(4 + length)], { type }) } : value;
}

// What the disk has, as far as this page read or wrote it.
const known = new Map();
let isFresh = false;
let changes = 0;

/** Another page may have changed something: the disk is read again. */
export function changedElsewhere() {
  isFresh = false;
  changes++;
}

/** Keeps a new item; its number, in the order of time, when the disk has it. */
export async function add(item) {
  const sealed = await seal(item);
  const seq = await transact("items", "readwrite", items => items.add(sealed));
  changes++;
  known.set(seq, { mark: String(sealed.iv), item: { ...item, seq } });
  return seq;
}

/** Keeps a changed item. Were the change lost, it would come about again: neither this page nor its reader waits for the disk. */
export async function put(seq, item) {
  changes++;
  const entry = { item: { ...item, seq } };
  known.set(seq, entry);
  const sealed = await seal(item);
  entry.mark = String(sealed.iv);
  await transact("items", "readwrite", items => items.put({ ...sealed, seq }), "relaxed");
}

export async function remove(seq) {
  changes++;
  known.delete(seq);
  await transact("items", "readwrite", items => items.delete(seq));
}

/** All items in their order, with their numbers. One that cannot be read is passed over. */
export async function all() {
  while (!isFresh)
    await look();
  return [...known.values()].map(k => ({ ...k.item })).sort((a, b) => a.seq - b.seq);
}

async function look() {
  const before = changes;
  const found = new Map();
  for (const row of await transact("items", "readonly", items => items.getAll())) {
    const mark = String(row.iv);
    const entry = known.get(row.seq);
    try {
      found.set(row.seq, entry?.mark === mark ? entry : { mark, item: { ...await unseal(row), seq: row.seq } });
    } catch {
      // A row that was not written whole, or by another key.
    }
  }
  // What changed meanwhile is not in it: it is read again.
  if (before !== changes)
    return;
  known.clear();
  found.forEach((entry, seq) => known.set(seq, entry));
  isFresh = true;
}

export async function read(name) {
  const row = await transact("values", "readonly", values => values.get(name));
  return row && unseal(row);
}

export async function write(name, value) {
  const sealed = await seal(value);
  await transact("values", "readwrite", values => values.put(sealed, name));
}

export const forget = name => transact("values", "readwrite", values => values.delete(name));
