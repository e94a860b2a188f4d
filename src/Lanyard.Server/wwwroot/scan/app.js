// The views of the phone scanner and what leads from one to the other.
import { h, dialog } from "./dom.js";
import { Camera } from "./camera.js";
import { allowSound, clock, isOn, meaning, signal, turn } from "./feedback.js";
import { finishRecording, isRecording, qualify } from "./qualify.js";
import * as queue from "./queue.js";
import * as sessions from "./session.js";
import * as store from "./store.js";
import { language, t } from "./texts.js";

const decoderFolder = document.querySelector("script[data-decoder]").dataset.decoder;
const shownScans = 100;
const root = document.getElementById("app");

let items = [];
let opened = null;
let current = null;
let isGone = false;
let isSafe = true;
let cameraFault;

const video = h("video", { playsinline: true, muted: true, "aria-hidden": "true" });
video.muted = true;
const result = h("button", { class: "result none", type: "button", onclick: () => current?.seq && openScan(current.id) });
const live = h("p", { class: "unseen", role: "status", "aria-live": "assertive" });
const camera = new Camera(video, decoderFolder, read);

start();

async function start() {
  document.documentElement.lang = language;
  navigator.serviceWorker?.register("/connect/scan/sw.js", { scope: "/connect/scan" });
  addEventListener("pointerdown", allowSound, { once: true });
  const secret = location.pathname.match(/\/join\/([^/]+)$/)?.[1];
  const known = await sessions.recall();
  if (secret && !known)
    return showJoin(secret);
  if (secret)
    history.replaceState(null, "", "/connect/scan");
  if (known)
    enter();
  const found = await sessions.refresh();
  if (found === "in") {
    isGone = false;
    known ? draw() : enter();
    queue.now();
  } else if (!known) {
    found === "out" ? showOut() : showOffline();
  } else if (found === "out") {
    isGone = true;
    secret ? showJoin(secret) : draw();
  }
}

function enter() {
  queue.onChange((what, all) => {
    if (what === "gone") {
      isGone = true;
      draw();
    } else {
      changed(all);
    }
  });
  queue.begin(() => isGone ? null : sessions.session());
  store.all().then(async all => {
    // What was sent long ago is only on the server.
    for (const item of all.filter(i => i.state === "sent").slice(0, -5 * shownScans))
      await store.remove(item.seq);
    changed(all);
  });
  navigator.storage?.persist?.().then(granted => {
    isSafe = granted;
    draw();
  });
  document.addEventListener("keydown", reader);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden")
      camera.stop();
    else if (!opened)
      startCamera();
  });
  setInterval(async () => {
    if (document.visibilityState === "visible" && await sessions.refresh() === "in" && isGone) {
      isGone = false;
      queue.now();
    }
  }, 120_000);
  draw();
  startCamera();
}

async function startCamera() {
  cameraFault = await camera.start();
  draw();
}

// A badge was read, by whatever.
async function read(code, seenAt = performance.now()) {
  const who = sessions.session();
  current = { kind: "scan", code, exhibitor: who.exhibitor.key, scanner: who.scanner.id };
  try {
    current = await queue.keep(current);
    current.seenAt = seenAt;
    current = { ...current, ...items.find(i => i.id === current.id) };
  } catch {
    current = { ...current, state: "failed" };
  }
  showResult();
}

function changed(all) {
  items = all;
  const now = current?.id && all.find(i => i.id === current.id);
  if (now && now.state !== current.state) {
    current = { ...now, seenAt: current.seenAt };
    showResult();
  }
  draw();
}

let said = "";

function showResult() {
  const found = meaning(current, sessions.session().timeZone);
  result.className = `result ${found.tone}`;
  result.replaceChildren(h("span", { class: "sign", "aria-hidden": "true" }, found.sign), h("span", { class: "words" },
    h("strong", { dir: "auto" }, found.title), found.company && h("span", { dir: "auto" }, found.company), h("span", { dir: "auto" }, found.detail)));
  result.dataset.state = current.state;
  result.dataset.took = Math.round(performance.now() - current.seenAt);
  const words = [found.title, found.company, found.detail].filter(w => w).join(". ");
  say(words);
  if (said !== `${current.id} ${found.tone}`)
    signal(found.tone);
  said = `${current.id} ${found.tone}`;
}

function say(words) {
  live.textContent = words;
}

// A reader that types ends with Enter, and types faster than people do.
let typed = "";
let typedAt = 0;

function reader(event) {
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey)
    return;
  if (performance.now() - typedAt > 300)
    typed = "";
  typedAt = performance.now();
  if (event.key.length === 1) {
    typed += event.key;
  } else if (event.key === "Enter" && typed.length > 3) {
    event.preventDefault();
    read(typed.trim());
    typed = "";
  }
}

const unsent = () => items.filter(queue.isUnsent);

/** @param isForced also while somebody writes or presses. */
function draw(isForced = false) {
  const who = sessions.session();
  if (!who)
    return;
  const waiting = unsent().length;
  const header = h("header", {},
    h("div", { class: "who" }, h("strong", { dir: "auto" }, who.exhibitor.name), h("span", { dir: "auto" }, t("as {0}", who.scanner.name))),
    h("button", { type: "button", class: `count ${waiting ? "some" : ""}`, id: "unsent", "data-count": waiting, onclick: showUnsent },
      waiting ? t("{0} not sent", waiting) : t("All sent")),
    h("button", { type: "button", class: "icon", "aria-label": t("Settings"), onclick: showSettings }, "☰"));
  const gone = isGone && h("p", { class: "notice bad", role: "alert" },
    t("You are no longer signed in. What was scanned stays on this phone until you sign in again."), " ",
    h("a", { href: "/organise/sign-in?to=/connect/scan" }, t("Sign in")));
  const warning = !isSafe && waiting > 0 && h("p", { class: "notice kept" },
    t("This browser may delete what is not sent when the phone's storage is full or the app is unused for days. Send it the same day; on an iPhone, add the app to the home screen."));
  const scan = opened && items.find(i => i.id === opened);
  const before = root.querySelector("header");
  if (before && !isForced && isInUse()) {
    isOutdated = true;
    if (!isPressed)
      before.replaceWith(header);
    return;
  }
  isOutdated = false;
  const view = scan ? h("main", {}, h("h1", {}, t("Qualify")), h("button", { type: "button", class: "back", onclick: close }, "‹ ", t("Back")),
    qualify(who, items, scan, words => {
      say(words);
      current = null;
    })) : scanView(who);
  view.prepend(...[gone, warning].filter(part => part));
  view.append(live);
  root.replaceChildren(header, view);
  if (!scan && camera.isRunning && video.paused)
    video.play().catch(() => {});
}

// What somebody writes, records or presses at this moment stays as it is; it is drawn again afterwards.
let isPressed = false;
let isOutdated = false;

addEventListener("pointerdown", () => isPressed = true, true);
for (const end of ["pointerup", "pointercancel"])
  addEventListener(end, () => setTimeout(() => {
    isPressed = false;
    if (isOutdated)
      draw();
  }), true);

function isInUse() {
  return isPressed || isRecording()
    || [...root.querySelectorAll("main textarea, main input[type=text]")].some(field => field.value !== field.defaultValue);
}

function scanView(who) {
  const faults = {
    denied: "The camera may not be used. Allow it in the browser's settings, or type the code.",
    missing: "There is no camera. Type the code, or use a reader.",
    busy: "Another app uses the camera.",
    decoder: "The decoder could not be loaded. It needs a network once.",
  };
  const { torch, zoom } = camera.abilities;
  const list = items.filter(i => i.kind === "scan").slice(-shownScans).reverse();
  if (result.classList.contains("none"))
    result.replaceChildren(h("span", { class: "words" }, t("Hold a badge before the camera")));
  return h("main", {},
    h("h1", { class: "unseen" }, t("Scan")),
    h("div", { class: "picture" }, video, !cameraFault && h("div", { class: "frame", "aria-hidden": "true" }),
      cameraFault && h("p", { class: "fault" }, t(faults[cameraFault]), " ", h("button", { type: "button", onclick: startCamera }, t("Try again")))),
    result,
    h("div", { class: "controls" },
      torch && h("button", { type: "button", "aria-pressed": "false", onclick: event => {
        const on = event.target.getAttribute("aria-pressed") !== "true";
        camera.torch(on);
        event.target.setAttribute("aria-pressed", String(on));
      } }, t("Light")),
      !cameraFault && h("button", { type: "button", onclick: async () => {
        cameraFault = await camera.next();
        draw();
      } }, t("Camera")),
      h("button", { type: "button", id: "type", onclick: typeCode }, t("Type a code")),
      zoom && h("label", { class: "zoom" }, t("Zoom"), h("input", {
        type: "range", min: zoom.min, max: zoom.max, step: zoom.step ?? .1, value: zoom.min, oninput: event => camera.zoom(Number(event.target.value)),
      }))),
    h("h2", {}, t("Last scans")),
    list.length === 0 ? h("p", { class: "hint" }, t("Nothing scanned yet."))
      : h("ul", { class: "scans" }, list.map(item => {
        const found = meaning(item, who.timeZone);
        return h("li", {}, h("button", { type: "button", class: found.tone, onclick: () => openScan(item.id) },
          h("span", { class: "sign", "aria-hidden": "true" }, found.sign),
          h("span", { class: "words" }, h("strong", { dir: "auto" }, found.title), found.company && h("span", { dir: "auto" }, found.company)),
          h("time", {}, clock(item.time, who.timeZone))));
      })));
}

function openScan(id) {
  opened = id;
  camera.stop();
  draw();
  scrollTo(0, 0);
}

function close() {
  // What was written and not saved is saved, not lost.
  for (const form of root.querySelectorAll("form.ask"))
    if ([...form.elements].some(field => "defaultValue" in field && field.value !== field.defaultValue))
      form.requestSubmit();
  finishRecording();
  opened = null;
  draw(true);
  startCamera();
}

function typeCode() {
  const field = h("input", { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: 512, "aria-label": t("Code on the badge"), name: "code" });
  const shown = dialog(t("Type a code"), h("form", { method: "dialog", onsubmit: () => field.value.trim() && read(field.value.trim()) },
    field, h("div", { class: "row" }, h("button", { class: "main" }, t("Scan")), h("button", { type: "button", onclick: () => shown.close() }, t("Back")))));
}

function showUnsent() {
  const who = sessions.session();
  const waiting = unsent();
  const others = waiting.filter(i => i.exhibitor === who.exhibitor.key && i.scanner !== who.scanner.id).length;
  const shown = dialog(waiting.length ? t("{0} not sent", waiting.length) : t("All sent"),
    others > 0 && h("p", {}, t("{0} of another name", others)),
    others > 0 && h("button", { type: "button", onclick: () => queue.takeOver(who).then(() => shown.close()) }, t("Send them as {0}", who.scanner.name)),
    waiting.length > 0 && h("p", { class: "hint" }, t("The file holds badge codes, and no photos or recordings. Give it only to your company's manager.")),
    h("div", { class: "row" },
      waiting.length > 0 && h("button", { type: "button", class: "main", onclick: () => {
        queue.now();
        shown.close();
      } }, t("Send now")),
      items.some(i => i.state !== "sent") && fileButton(), h("button", { type: "button", onclick: () => shown.close() }, t("Back"))));
}

function fileButton() {
  return h("button", { type: "button", onclick: () => {
    const address = URL.createObjectURL(new Blob([queue.asLines(items)], { type: "application/jsonl" }));
    h("a", { href: address, download: "scans.jsonl" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } }, t("Take a file"));
}

function showSettings() {
  const who = sessions.session();
  const choice = who.exhibitors.length > 1 && h("label", {}, t("Scanning for"), h("select", { onchange: async event => {
    await sessions.refresh(event.target.value);
    shown.close();
    draw();
    queue.now();
  } }, who.exhibitors.map(e => h("option", { value: e.key, selected: e.key === who.exhibitor.key }, `${e.name}, ${e.event}`))));
  const toggle = (what, words) => h("label", { class: "toggle" },
    h("input", { type: "checkbox", checked: isOn(what), onchange: event => turn(what, event.target.checked) }), words);
  const shown = dialog(t("Settings"),
    h("p", { dir: "auto" }, `${who.exhibitor.name}, ${who.exhibitor.event}`), choice,
    toggle("sound", t("Sound")), toggle("vibration", t("Vibration")),
    h("div", { class: "row" },
      who.scanner.isDevice && h("button", { type: "button", onclick: () => {
        shown.close();
        showLeave(who);
      } }, t("Leave")),
      h("button", { type: "button", class: "main", onclick: () => shown.close() }, t("Back"))));
}

function showLeave(who) {
  const waiting = unsent().length;
  const told = h("p", { role: "alert" });
  const shown = dialog(waiting ? t("Not sent yet") : t("Leave"),
    h("p", {}, waiting ? t("{0} items are on this phone alone. Leaving now means that they cannot be sent from here. Take the file first.", waiting)
      : t("This phone then scans no more for {0}.", who.exhibitor.name)),
    waiting > 0 && h("p", { class: "hint" }, t("The file holds badge codes, and no photos or recordings. Give it only to your company's manager.")),
    told,
    h("div", { class: "row" },
      h("button", { type: "button", class: "main", onclick: () => shown.close() }, t("Stay")),
      waiting > 0 && fileButton(),
      h("button", { type: "button", onclick: async () => {
        if (await sessions.leave())
          location.assign("/connect/scan");
        else
          told.textContent = t("The server cannot be reached. Leave when there is a network.");
      } }, waiting ? t("Leave anyway") : t("Leave"))));
}

function showJoin(secret) {
  const field = h("input", { type: "text", name: "name", maxlength: 60, required: true, autocomplete: "name", "aria-label": t("Your name") });
  const told = h("p", { role: "alert", class: "told" });
  root.replaceChildren(h("main", { class: "card" }, h("h1", {}, t("Who scans?")), h("p", { class: "hint" }, t("Your name stands on the leads that you scan.")),
    h("form", { onsubmit: async event => {
      event.preventDefault();
      const problem = await sessions.join(secret, field.value);
      if (problem) {
        told.textContent = problem.code === "not_found" ? t("This link works no more. Ask for the new one.") : t("That did not work. Try again.");
        return;
      }
      location.replace("/connect/scan");
    } }, field, told, h("button", { class: "main" }, t("Start scanning")))));
}

function showOut() {
  root.replaceChildren(h("main", { class: "card" }, h("h1", {}, t("Sign in to scan")),
    h("p", {}, t("Sign in, or open the link that your company's manager shows you as a QR code.")),
    h("a", { class: "button main", href: "/organise/sign-in?to=/connect/scan" }, t("Sign in"))));
}

function showOffline() {
  root.replaceChildren(h("main", { class: "card" }, h("h1", {}, t("Scan")), h("p", {}, t("There is no network. The first time needs one.")),
    h("button", { type: "button", class: "main", onclick: () => location.reload() }, t("Try again"))));
}
