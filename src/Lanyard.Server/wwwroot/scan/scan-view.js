// The view that scans. It stays in the page while what is around the picture changes: a video that is moved stands still.
import { h } from "./dom.js";
import { clock, meaning } from "./feedback.js";
import { t } from "./texts.js";

const faults = {
  denied: "The camera may not be used. Allow it in the browser's settings, or type the code.",
  missing: "There is no camera. Type the code, or use a reader.",
  busy: "Another app uses the camera.",
  decoder: "The decoder could not be loaded. It needs a network once.",
};

export class ScanView {
  #over = h("div");
  #controls = h("div", { class: "controls" });
  #list = h("div");
  #lines = new Map();
  #result;
  #camera;
  #does;

  /**
   * @param camera the camera whose picture the video shows
   * @param does what is done: start (the camera), next (to the next camera), type (a code), open (a scan), last (what was scanned last)
   */
  constructor(video, camera, does) {
    [this.#camera, this.#does] = [camera, does];
    this.#result = h("button", { class: "result none", id: "result", type: "button", onclick: does.last },
      h("span", { class: "words" }, t("Hold a badge before the camera")));
    this.element = h("main", {}, h("h1", { class: "unseen" }, t("Scan")), h("div", { class: "picture" }, video, this.#over),
      this.#result, this.#controls, h("h2", {}, t("Last scans")), this.#list);
  }

  /** Shows what a scan came to. @param took milliseconds since the picture was taken */
  show(found, state, took) {
    this.#result.className = `result ${found.tone}`;
    this.#result.replaceChildren(h("span", { class: "sign", "aria-hidden": "true" }, found.sign), words(found, h("span", { dir: "auto" }, found.detail)));
    this.#result.dataset.state = state;
    this.#result.dataset.took = Math.round(took);
  }

  /** @param fault why there is no picture @param scans the latest last */
  draw(who, fault, scans) {
    this.#over.replaceChildren(fault ? h("p", { class: "fault" }, t(faults[fault]), " ",
      h("button", { id: "start", type: "button", onclick: this.#does.start }, t("Try again"))) : h("div", { class: "frame", "aria-hidden": "true" }));
    this.#controls.replaceChildren(...this.#buttons(fault).filter(button => button));
    const before = this.#lines;
    // What says the same stays as it is.
    this.#lines = new Map(scans.map(item => {
      const key = `${item.id} ${item.state} ${who.timeZone}`;
      return [key, before.get(key) ?? this.#line(item, who.timeZone)];
    }));
    if (before.size === this.#lines.size && before.size > 0 && [...this.#lines.keys()].every(key => before.has(key)))
      return;
    this.#list.replaceChildren(scans.length === 0 ? h("p", { class: "hint" }, t("Nothing scanned yet."))
      : h("ul", { class: "scans" }, [...this.#lines.values()].reverse()));
  }

  #buttons(fault) {
    const camera = this.#camera;
    const { torch, zoom } = camera.abilities;
    return [
      torch && h("button", { id: "light", type: "button", "aria-pressed": String(camera.isLit), onclick: this.#does.light }, t("Light")),
      !fault && camera.count > 1 && h("button", { id: "camera", type: "button", onclick: this.#does.next }, t("Camera")),
      h("button", { id: "type", type: "button", onclick: this.#does.type }, t("Type a code")),
      zoom && h("label", { class: "zoom" }, t("Zoom"), h("input", {
        id: "zoom", type: "range", min: zoom.min, max: zoom.max, step: zoom.step || .1, value: camera.zoomed ?? zoom.min,
        oninput: event => camera.zoom(Number(event.target.value)),
      })),
    ];
  }

  #line(item, zone) {
    const found = meaning(item, zone);
    return h("li", {}, h("button", { id: `scan-${item.id}`, type: "button", class: found.tone, onclick: () => this.#does.open(item.id) },
      h("span", { class: "sign", "aria-hidden": "true" }, found.sign), words(found), h("time", {}, clock(item.time, zone))));
  }
}

const words = (found, ...more) => h("span", { class: "words" },
  h("strong", { dir: "auto" }, found.title), found.company && h("span", { dir: "auto" }, found.company), ...more);
