// What staff add to a lead: answers, a memo, a photo, a voice note. Each is kept at once, also without a network.
import { h } from "./dom.js";
import * as queue from "./queue.js";
import { clock, meaning } from "./feedback.js";
import { t } from "./texts.js";

const longestSide = 1600;
const longestRecording = 120_000;
// Of less, browsers make a file that does not play.
const shortestRecording = 500;

/**
 * @param items everything on the phone
 * @param scan what was scanned
 * @param said is told what came about, and whether it is bad
 */
export function qualify(who, items, scan, said) {
  const own = items.filter(i => i.of === scan.id);
  const notes = own.filter(i => i.kind !== "answer");
  const add = async what => {
    try {
      await queue.keep({ exhibitor: scan.exhibitor, scanner: scan.scanner, person: scan.person, of: scan.id, ...what });
      said(t("Saved"), false);
      return true;
    } catch {
      said(t("Not saved"), true);
      return false;
    }
  };
  const found = meaning(scan, who.timeZone);
  return h("section", { class: "qualify" },
    h("div", { class: `result ${found.tone}` }, h("span", { class: "sign", "aria-hidden": "true" }, found.sign),
      h("div", {}, h("h2", { dir: "auto" }, found.title), found.company && h("p", { dir: "auto" }, found.company), h("p", {}, found.detail),
        h("p", {}, t("Scan at {0}", clock(scan.time, who.timeZone))))),
    who.questions.map(question => ask(question, own, add)),
    memo(add),
    h("div", { class: "row" }, photo(add, said), voice(add, said)),
    notes.length > 0 && h("div", {}, h("h3", {}, t("Added")), h("ul", { class: "added" }, notes.map(i =>
      h("li", {}, h("span", { dir: "auto" }, i.text ?? (i.kind === "image" ? t("Photo") : t("Recording"))), " · ", clock(i.time, who.timeZone), " · ",
        i.state === "sent" ? "✓" : i.state === "kept" ? t("Saved, not yet sent") : t("Refused"))))));
}

function ask(question, own, add) {
  const last = own.findLast(i => i.kind === "answer" && i.question === question.id);
  const chosen = new Set(last?.options ?? []);
  if (question.type === "text") {
    const field = h("input", { id: `q-${question.id}`, type: "text", maxlength: 10000, value: last?.text ?? "", "aria-label": question.name, dir: "auto" });
    return h("form", { class: "ask", onsubmit: event => {
      event.preventDefault();
      field.defaultValue = field.value;
      add({ kind: "answer", question: question.id, options: [], text: field.value });
    } }, h("h3", { dir: "auto" }, question.name), h("div", { class: "row" }, field, h("button", { id: `s-${question.id}` }, t("Save answer"))));
  }
  return h("fieldset", { class: "ask" }, h("legend", { dir: "auto" }, question.name), h("div", { class: "options" }, question.options.map(option =>
    h("button", {
      id: `o-${option.id}`, type: "button", dir: "auto", "aria-pressed": String(chosen.has(option.id)), onclick: () => {
        const isOn = chosen.has(option.id);
        const options = question.type === "radio" ? (isOn ? [] : [option.id])
          : isOn ? [...chosen].filter(id => id !== option.id) : [...chosen, option.id];
        add({ kind: "answer", question: question.id, options });
      },
    }, option.name))));
}

function memo(add) {
  const field = h("textarea", { id: "memo", rows: 3, maxlength: 10000, "aria-label": t("Memo"), dir: "auto" });
  return h("form", { class: "ask", onsubmit: async event => {
    event.preventDefault();
    const text = field.value;
    if (!text.trim())
      return;
    field.value = "";
    if (!await add({ kind: "memo", text }))
      field.value = text;
  } }, h("h3", {}, t("Memo")), field, h("button", { id: "save-memo" }, t("Save memo")));
}

function photo(add, said) {
  const field = h("input", { id: "photo", type: "file", accept: "image/*", capture: "environment", class: "unseen", onchange: async () => {
    const [file] = field.files;
    field.value = "";
    const picture = file && await smaller(file).catch(() => said(t("This picture cannot be read."), true));
    if (picture)
      await add({ kind: "image", blob: picture });
  } });
  return h("label", { class: "button" }, t("Photo"), field);
}

/** Small enough to be sent over a poor network, and without what the camera wrote into the file. */
async function smaller(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  const canvas = h("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => canvas.toBlob(blob => blob ? resolve(blob) : reject(new Error("no picture")), "image/jpeg", .85));
}

let recorder;
let isAsked = false;

export const isRecording = () => Boolean(recorder);

/** Ends the recording that runs; it is kept. */
export function finishRecording() {
  if (recorder?.state === "recording")
    recorder.stop();
}

function voice(add, said) {
  const button = h("button", { id: "record", type: "button", hidden: !window.MediaRecorder, onclick: async () => {
    if (recorder || isAsked) {
      finishRecording();
      return;
    }
    isAsked = true;
    try {
      record(await navigator.mediaDevices.getUserMedia({ audio: true }), button, add, said);
    } catch {
      said(t("The microphone may not be used."), true);
    }
    isAsked = false;
  } }, t("Record"));
  return button;
}

function record(stream, button, add, said) {
  const type = ["audio/webm", "audio/mp4", "audio/ogg"].find(kind => MediaRecorder.isTypeSupported(kind));
  const parts = [];
  const started = recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32_000 });
  const limit = setTimeout(finishRecording, longestRecording);
  recorder.ondataavailable = event => parts.push(event.data);
  recorder.onstop = async () => {
    clearTimeout(limit);
    stream.getTracks().forEach(track => track.stop());
    recorder = null;
    button.textContent = t("Record");
    if (performance.now() - startedAt < shortestRecording)
      said(t("Too short: nothing was recorded."), true);
    else
      await add({ kind: "audio", blob: new Blob(parts, { type: started.mimeType }) });
  };
  const startedAt = performance.now();
  recorder.start();
  button.textContent = t("Stop and save");
}
