// The views of the phone scanner and what leads from one to the other.
import { h } from "./dom.js";
import { Camera } from "./camera.js";
import { showSettings, showUnsent, typeCode } from "./dialogs.js";
import { joinView, offlineView, outView, signIn } from "./entry.js";
import { allowSound, meaning, signal } from "./feedback.js";
import { finishRecording, isRecording, qualify } from "./qualify.js";
import * as queue from "./queue.js";
import { ScanView } from "./scan-view.js";
import * as sessions from "./session.js";
import * as store from "./store.js";
import { language, t } from "./texts.js";
import { watchVersion } from "./version.js";

const decoderFolder = document.querySelector("script[data-decoder]").dataset.decoder;
const shownScans = 100;
const root = document.getElementById("app");

let items = [];
let opened = null;
let current = null;
let isGone = false;
let isSafe = true;
let isOld = false;
let isJoining = false;
let isLinkLeft = false;
let cameraFault;

const video = h("video", { playsinline: true, muted: true, "aria-hidden": "true" });
video.muted = true;
const camera = new Camera(video, decoderFolder, read);
const scanning = new ScanView(video, camera, {
  start: startCamera,
  light: () => camera.light(!camera.isLit).catch(() => {}).then(() => draw(true)),
  next: async () => {
    await startCamera(camera.next());
    say(camera.name);
  },
  type: () => typeCode(read),
  open: openScan,
  last: () => current?.seq && openScan(current.id),
});
const head = h("header");
const notices = h("div", { class: "notices" });
const trouble = h("p", { class: "notice bad", hidden: true });
// Stays where it is: what is said in a region that moves is not read out.
const live = h("p", { class: "unseen", role: "status", "aria-live": "assertive" });

start();

async function start() {
  document.documentElement.lang = language;
  document.body.append(live);
  watchVersion(() => {
    isOld = true;
    draw();
  });
  addEventListener("pointerdown", allowSound, { once: true });
  addEventListener("keydown", allowSound, { once: true });
  const secret = location.pathname.match(/\/join\/([^/]+)$/)?.[1];
  const known = await sessions.recall();
  if (secret && !known)
    return showJoin(secret);
  if (secret)
    history.replaceState(null, "", "/connect/scan");
  if (known)
    await enter();
  const found = await sessions.refresh();
  if (found === "in") {
    isGone = false;
    isLinkLeft = Boolean(secret);
    known ? draw() : await enter();
    queue.now();
  } else if (!known) {
    root.replaceChildren(found === "out" ? outView() : offlineView());
  } else if (found === "out") {
    await gone();
    if (secret)
      showJoin(secret);
  }
}

function showJoin(secret) {
  isJoining = true;
  camera.stop();
  root.replaceChildren(joinView(secret));
}

async function enter() {
  // Before anything is shown: "all sent" is not said of what was not looked at.
  items = await store.all().catch(() => []);
  queue.onChange((what, all) => what === "gone" ? gone() : changed(all));
  queue.begin(() => isGone ? null : sessions.session());
  // What was sent long ago is only on the server.
  queue.forgetSent(5 * shownScans);
  navigator.storage?.persist?.().then(granted => {
    isSafe = granted;
    draw();
  });
  document.addEventListener("keydown", reader);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden")
      camera.stop();
    else if (isOld && !opened && !isInUse())
      location.reload();
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

/** Nobody is signed in any more: what waits stays, and nobody's name is shown. */
async function gone() {
  isGone = true;
  await queue.forgetSent(0);
  draw();
}

async function startCamera(starting) {
  const fault = await (starting instanceof Promise ? starting : camera.start());
  if (fault === undefined)
    return;
  cameraFault = fault;
  draw();
}

// A badge was read, by whatever.
async function read(code, seenAt = performance.now()) {
  current = { kind: "scan", code, ...queue.mark(sessions.session()) };
  try {
    current = await queue.keep(current);
    current.seenAt = seenAt;
    current = { ...current, ...items.find(i => i.id === current.id) };
  } catch {
    current = { ...current, seenAt, state: "failed" };
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
  scanning.show(found, current.state, performance.now() - current.seenAt);
  say([found.title, found.company, found.detail].filter(w => w).join(". "));
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
  // When the key was pressed: on a busy phone it is seen later.
  if (event.timeStamp - typedAt > 300)
    typed = "";
  typedAt = event.timeStamp;
  if (event.key.length === 1) {
    typed += event.key;
  } else if (event.key === "Enter" && typed.length > 3) {
    event.preventDefault();
    if (opened)
      close();
    read(typed.trim());
    typed = "";
  }
}

/** @param isForced also while somebody writes or presses. */
function draw(isForced = false) {
  const who = sessions.session();
  if (!who || isJoining)
    return;
  const focused = document.activeElement?.id;
  const isWaiting = !isForced && root.contains(head) && isInUse();
  isOutdated = isWaiting;
  const concerned = items.filter(i => queue.concerns(i, who));
  const waiting = concerned.filter(queue.isUnsent).length;
  if (!isPressed || !isWaiting) {
    head.replaceChildren(
      h("div", { class: "who" }, h("strong", { dir: "auto" }, who.exhibitor.name), h("span", { dir: "auto" }, t("as {0}", who.scanner.name))),
      h("button", { type: "button", class: `count ${waiting ? "some" : ""}`, id: "unsent", "data-count": waiting, onclick: () => showUnsent(concerned) },
        waiting ? t("{0} not sent", waiting) : t("All sent")),
      h("button", { type: "button", class: "icon", id: "settings", "aria-label": t("Settings"), onclick: () => showSettings(concerned, () => {
        draw();
        queue.now();
      }) }, "☰"));
    drawNotices(who, waiting);
  }
  if (!isWaiting)
    drawView(who);
  if (focused && document.activeElement?.id !== focused)
    document.getElementById(focused)?.focus({ preventScroll: true });
}

function drawNotices(who, waiting) {
  notices.replaceChildren(...[
    isOld && h("p", { class: "notice again", role: "status" }, t("There is a new version. Nothing is lost by taking it."), " ",
      h("button", { id: "take-version", type: "button", onclick: () => location.reload() }, t("Take it now"))),
    isGone && h("p", { class: "notice bad", role: "alert" },
      t("You are no longer signed in. What was scanned stays on this phone until you sign in again."), " ", signIn()),
    isLinkLeft && h("p", { class: "notice kept", role: "status" },
      t("This phone scans for {0} already. To use the link for another company, leave under ☰ and open it again.", who.exhibitor.name)),
    !isSafe && waiting > 0 && h("p", { class: "notice kept" },
      t("This browser may delete what is not sent when the phone's storage is full or the app is unused for days. Send it the same day; on an iPhone, add the app to the home screen.")),
  ].filter(part => part));
}

function drawView(who) {
  const scan = opened && items.find(i => i.id === opened);
  let view = scanning.element;
  if (scan) {
    view = h("main", {}, h("h1", {}, t("Qualify")), h("button", { id: "back", type: "button", class: "back", onclick: close }, "‹ ", t("Back")),
      trouble, qualify(who, items, scan, (words, isBad) => {
        say(words);
        [trouble.textContent, trouble.hidden] = [words, !isBad];
      }));
  } else {
    const scans = items.filter(i => i.kind === "scan" && i.exhibitor === who.exhibitor.key && queue.isOwn(i, who));
    scanning.draw(who, cameraFault, scans.slice(-shownScans));
  }
  if (notices.parentElement !== view)
    view.prepend(notices);
  if (!root.contains(view))
    root.replaceChildren(head, view);
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

function openScan(id) {
  opened = id;
  trouble.hidden = true;
  camera.stop();
  draw(true);
  scrollTo(0, 0);
  document.getElementById("back").focus();
}

function close() {
  // What was written and not saved is saved, not lost.
  for (const form of root.querySelectorAll("form.ask"))
    if ([...form.elements].some(field => "defaultValue" in field && field.value !== field.defaultValue))
      form.requestSubmit();
  finishRecording();
  const id = opened;
  opened = null;
  draw(true);
  document.getElementById(`scan-${id}`)?.focus({ preventScroll: true });
  startCamera();
}
