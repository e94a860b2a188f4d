// What staff add to a lead: answers, a memo, a photo, a voice note. Each is kept at once, also without a network.
import { h } from "./dom.js";
import * as queue from "./queue.js";
import { clock, meaning } from "./feedback.js";
import { t } from "./texts.js";

const longestSide = 1600;
const longestRecording = 120_000;

/** @param items everything on the phone @param scan what was scanned. */
export function qualify(who, items, scan, said) {
  const own = items.filter(i => i.of === scan.id);
  const add = async (what, words) => {
    try {
      await queue.keep({ exhibitor: scan.exhibitor, scanner: scan.scanner, of: scan.id, ...what });
      said(words ?? t("Saved"));
      return true;
    } catch {
      said(t("Not saved"));
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
    h("div", { class: "row" }, photo(add), voice(add, said)),
    own.length > 0 && h("div", {}, h("h3", {}, t("Added")), h("ul", { class: "added" }, own.filter(i => i.kind !== "answer").map(i =>
      h("li", {}, h("span", { dir: "auto" }, i.text ?? (i.kind === "image" ? t("Photo") : t("Recording"))), " · ", clock(i.time, who.timeZone), " · ",
        i.state === "sent" ? "✓" : i.state === "kept" ? t("Saved, not yet sent") : t("Refused"))))));
}

function ask(question, own, add) {
  const last = own.findLast(i => i.kind === "answer" && i.question === question.id);
  const chosen = new Set(last?.options ?? []);
  if (question.type === "text") {
    const field = h("input", { type: "text", maxlength: 10000, value: last?.text ?? "", "aria-label": question.name, dir: "auto" });
    return h("form", { class: "ask", onsubmit: event => {
      event.preventDefault();
      field.defaultValue = field.value;
      add({ kind: "answer", question: question.id, options: [], text: field.value });
    } }, h("h3", { dir: "auto" }, question.name), h("div", { class: "row" }, field, h("button", {}, t("Save answer"))));
  }
  return h("fieldset", { class: "ask" }, h("legend", { dir: "auto" }, question.name), h("div", { class: "options" }, question.options.map(option =>
    h("button", {
      type: "button", dir: "auto", "aria-pressed": String(chosen.has(option.id)), onclick: () => {
        const isOn = chosen.has(option.id);
        const options = question.type === "radio" ? (isOn ? [] : [option.id])
          : isOn ? [...chosen].filter(id => id !== option.id) : [...chosen, option.id];
        add({ kind: "answer", question: question.id, options });
      },
    }, option.name))));
}

function memo(add) {
  const field = h("textarea", { rows: 3, maxlength: 10000, "aria-label": t("Memo"), dir: "auto" });
  return h("form", { class: "ask", onsubmit: async event => {
    event.preventDefault();
    const text = field.value;
    if (!text.trim())
      return;
    field.value = "";
    if (!await add({ kind: "memo", text }))
      field.value = text;
  } }, h("h3", {}, t("Memo")), field, h("button", {}, t("Save memo")));
}

function photo(add) {
  const field = h("input", { type: "file", accept: "image/*", capture: "environment", class: "unseen", onchange: async () => {
    if (field.files[0])
      await add({ kind: "image", blob: await smaller(field.files[0]) });
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

export const isRecording = () => Boolean(recorder);

/** Ends the recording that runs; it is kept. */
export const finishRecording = () => recorder?.stop();

function voice(add, said) {
  const button = h("button", { type: "button", hidden: !window.MediaRecorder, onclick: async () => {
    if (recorder) {
      recorder.stop();
      return;
    }
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      said(t("The microphone may not be used."));
      return;
    }
    const type = ["audio/webm", "audio/mp4", "audio/ogg"].find(kind => MediaRecorder.isTypeSupported(kind));
    const parts = [];
    recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32_000 });
    recorder.ondataavailable = event => parts.push(event.data);
    recorder.onstop = async () => {
      stream.getTracks().forEach(track => track.stop());
      recorder = null;
      button.textContent = t("Record");
      await add({ kind: "audio", blob: new Blob(parts, { type }) });
    };
    recorder.start();
    setTimeout(() => recorder?.stop(), longestRecording);
    button.textContent = t("Stop and save");
  } }, t("Record"));
  return button;
}
