// What is asked and told beside scanning.
import { h, dialog } from "./dom.js";
import { isOn, turn } from "./feedback.js";
import { asLines, bringIn } from "./file.js";
import * as queue from "./queue.js";
import * as sessions from "./session.js";
import { t } from "./texts.js";

export function typeCode(read) {
  const field = h("input", { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: 512, "aria-label": t("Code on the badge"), name: "code" });
  const shown = dialog(t("Type a code"), h("form", { method: "dialog", onsubmit: () => field.value.trim() && read(field.value.trim()) },
    field, h("div", { class: "row" }, h("button", { class: "main" }, t("Scan")), back(() => shown))));
}

/** @param items what concerns whoever is signed in */
export function showUnsent(items) {
  const who = sessions.session();
  const waiting = items.filter(queue.isUnsent);
  const others = waiting.filter(i => !queue.isOwn(i, who)).length;
  const shown = dialog(waiting.length ? t("{0} not sent", waiting.length) : t("All sent"),
    others > 0 && h("p", {}, t("{0} of another name", others)),
    others > 0 && h("button", { type: "button", onclick: () => queue.takeOver(who).then(() => shown.close()) }, t("Send them as {0}", who.scanner.name)),
    waiting.length > 0 && fileHint(),
    h("div", { class: "row" },
      waiting.length > 0 && h("button", { type: "button", class: "main", onclick: () => {
        queue.now();
        shown.close();
      } }, t("Send now")),
      items.some(i => i.state !== "sent") && fileButton(items), back(() => shown)));
}

/** @param items what concerns whoever is signed in @param changed is called when it is for another exhibitor that they scan */
export function showSettings(items, changed) {
  const who = sessions.session();
  const told = h("p", { role: "status" });
  const choice = who.exhibitors.length > 1 && h("label", {}, t("Scanning for"), h("select", { onchange: async event => {
    if (await sessions.refresh(event.target.value) !== "in") {
      event.target.value = who.exhibitor.key;
      told.textContent = t("This needs a network.");
      return;
    }
    shown.close();
    changed();
  } }, who.exhibitors.map(e => h("option", { value: e.key, selected: e.key === who.exhibitor.key }, `${e.name}, ${e.event}`))));
  const toggle = (what, words) => h("label", { class: "toggle" },
    h("input", { type: "checkbox", checked: isOn(what), onchange: event => turn(what, event.target.checked) }), words);
  const file = h("input", { type: "file", accept: ".jsonl", class: "unseen", onchange: async () => {
    const [chosen] = file.files;
    file.value = "";
    told.textContent = chosen ? await take(chosen) : "";
  } });
  const shown = dialog(t("Settings"),
    h("p", { dir: "auto" }, `${who.exhibitor.name}, ${who.exhibitor.event}`), choice,
    toggle("sound", t("Sound")), toggle("vibration", t("Vibration")), told,
    h("div", { class: "row" },
      h("label", { class: "button" }, t("Bring in a file"), file),
      h("button", { type: "button", onclick: () => {
        shown.close();
        showLeave(who, items);
      } }, leaving(who)),
      h("button", { type: "button", class: "main", onclick: () => shown.close() }, t("Back"))));
}

/** Brings in a file; says what came of it. */
async function take(file) {
  try {
    const found = await bringIn(file, queue.mark(sessions.session()));
    await queue.added();
    return found === null ? t("This is not a file of the scanner.")
      : [t("{0} brought in, {1} were here already.", found.kept, found.known),
        found.others > 0 && t("{0} are of another exhibitor and stay out.", found.others)].filter(part => part).join(" ");
  } catch {
    return t("Not saved");
  }
}

function showLeave(who, items) {
  const waiting = items.filter(queue.isUnsent).length;
  const told = h("p", { role: "alert" });
  const shown = dialog(waiting ? t("Not sent yet") : leaving(who),
    h("p", {}, waiting ? t("{0} items are on this phone alone. Leaving now means that they cannot be sent from here. Take the file first.", waiting)
      : t("This phone then scans no more for {0}.", who.exhibitor.name)),
    waiting > 0 && fileHint(),
    told,
    h("div", { class: "row" },
      h("button", { type: "button", class: "main", onclick: () => shown.close() }, t("Stay")),
      waiting > 0 && fileButton(items),
      h("button", { type: "button", onclick: async () => {
        if (!await sessions.leave()) {
          told.textContent = t("The server cannot be reached. Leave when there is a network.");
          return;
        }
        await queue.forgetSent(0);
        location.assign("/connect/scan");
      } }, waiting ? t("Leave anyway") : leaving(who))));
}

const leaving = who => who.scanner.isDevice ? t("Leave") : t("Sign out");

const back = shown => h("button", { type: "button", onclick: () => shown().close() }, t("Back"));

const fileHint = () => h("p", { class: "hint" },
  t("The file holds badge codes and everything that was added. Give it only to your company's manager, who brings it in under ☰ in a scanner."));

function fileButton(items) {
  return h("button", { type: "button", onclick: async () => {
    const address = URL.createObjectURL(new Blob([await asLines(items)], { type: "application/jsonl" }));
    h("a", { href: address, download: "scans.jsonl" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } }, t("Take a file"));
}
