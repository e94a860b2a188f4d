// The camera: it runs on while badges are read one after the other.
import { decoder } from "./decoder.js";

// A badge that stays before the camera is read once; shown again after this, once more.
const again = 4_000;

export class Camera {
  #video;
  #folder;
  #read;
  #decode;
  #stream;
  #turn = 0;
  #seen = new Map();

  /** How many cameras there are, as far as the browser tells. */
  count = 0;
  isLit = false;
  zoomed;

  /** @param read is told each text, once. */
  constructor(video, folder, read) {
    [this.#video, this.#folder, this.#read] = [video, folder, read];
  }

  /** Null when it runs, undefined when it was stopped meanwhile, else why not: "denied", "missing", "busy" or "decoder". */
  async start() {
    this.stop();
    const turn = this.#turn;
    if (!navigator.mediaDevices?.getUserMedia)
      return "missing";
    this.#decode ??= decoder(this.#folder);
    // Looked at below.
    this.#decode.catch(() => {});
    let stream;
    try {
      stream = await open();
    } catch (fault) {
      if (turn !== this.#turn)
        return undefined;
      return fault.name === "NotAllowedError" ? "denied" : fault.name === "NotReadableError" ? "busy" : "missing";
    }
    if (turn !== this.#turn) {
      end(stream);
      return undefined;
    }
    this.#stream = stream;
    this.#video.srcObject = stream;
    await this.#video.play().catch(() => {});
    this.count = (await cameras()).length;
    this.zoomed = this.#track?.getSettings().zoom;
    try {
      await this.#decode;
    } catch {
      this.#decode = undefined;
      return turn === this.#turn ? "decoder" : undefined;
    }
    if (turn !== this.#turn)
      return undefined;
    this.#watch(stream);
    return null;
  }

  stop() {
    this.#turn++;
    end(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
    this.isLit = false;
  }

  get isRunning() {
    return this.#stream?.active === true;
  }

  /** What this camera can: { torch, zoom: { min, max, step } or undefined }. */
  get abilities() {
    const can = this.#track?.getCapabilities?.() ?? {};
    return { torch: can.torch === true, zoom: can.zoom?.max > can.zoom?.min ? can.zoom : undefined };
  }

  /** Turns the light on or off; it stays as it was where the camera does not obey. */
  async light(isOn) {
    await this.#track?.applyConstraints({ advanced: [{ torch: isOn }] });
    this.isLit = isOn;
  }

  zoom(value) {
    this.zoomed = value;
    return this.#track?.applyConstraints({ advanced: [{ zoom: value }] }).catch(() => {});
  }

  /** Goes on to the next camera of the phone. */
  async next() {
    const all = await cameras();
    const now = all.findIndex(c => c.deviceId === this.#track?.getSettings().deviceId);
    localStorage.setItem("scan-camera", all[(now + 1) % all.length]?.deviceId ?? "");
    return this.start();
  }

  /** How the browser calls the camera that runs. */
  get name() {
    return this.#track?.label ?? "";
  }

  get #track() {
    return this.#stream?.getVideoTracks()[0];
  }

  async #watch(stream) {
    const decode = await this.#decode;
    const frame = () => new Promise(resolve => this.#video.requestVideoFrameCallback
      ? this.#video.requestVideoFrameCallback(resolve) : requestAnimationFrame(resolve));
    while (this.#stream === stream) {
      await Promise.race([frame(), new Promise(resolve => setTimeout(resolve, 500))]);
      if (this.#stream !== stream || this.#video.readyState < 2)
        continue;
      const seenAt = performance.now();
      const texts = await decode(this.#video).catch(() => []);
      for (const text of new Set(texts.map(t => t.trim()).filter(t => t))) {
        const last = this.#seen.get(text) ?? -again;
        this.#seen.set(text, performance.now());
        if (performance.now() - last > again)
          this.#read(text, seenAt);
      }
    }
  }
}

const end = stream => stream?.getTracks().forEach(track => track.stop());

const cameras = async () => (await navigator.mediaDevices.enumerateDevices()).filter(d => d.kind === "videoinput");

/** The camera that was chosen; where that one is gone or cannot be opened, the one at the phone's back. */
async function open() {
  const chosen = localStorage.getItem("scan-camera");
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  const back = { facingMode: { ideal: "environment" }, ...size };
  try {
    return await navigator.mediaDevices.getUserMedia({ video: chosen ? { deviceId: { exact: chosen }, ...size } : back });
  } catch (fault) {
    if (!chosen || fault.name === "NotAllowedError")
      throw fault;
    localStorage.removeItem("scan-camera");
    return navigator.mediaDevices.getUserMedia({ video: back });
  }
}
