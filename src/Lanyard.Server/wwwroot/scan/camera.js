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
  #seen = new Map();

  /** @param read is told each text, once. */
  constructor(video, folder, read) {
    [this.#video, this.#folder, this.#read] = [video, folder, read];
  }

  /** Null when it runs, else why not: "denied", "missing", "busy" or "decoder". */
  async start() {
    this.stop();
    if (!navigator.mediaDevices?.getUserMedia)
      return "missing";
    const chosen = localStorage.getItem("scan-camera");
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia({
        video: chosen ? { deviceId: { ideal: chosen }, ...size } : { facingMode: { ideal: "environment" }, ...size },
      });
    } catch (fault) {
      return fault.name === "NotAllowedError" ? "denied" : fault.name === "NotReadableError" ? "busy" : "missing";
    }
    this.#video.srcObject = this.#stream;
    await this.#video.play().catch(() => {});
    try {
      this.#decode ??= await decoder(this.#folder);
    } catch {
      return "decoder";
    }
    this.#watch(this.#stream);
    return null;
  }

  stop() {
    this.#stream?.getTracks().forEach(track => track.stop());
    this.#stream = null;
    this.#video.srcObject = null;
  }

  get isRunning() {
    return this.#stream?.active === true;
  }

  /** What this camera can: { torch, zoom: { min, max, step } or undefined }. */
  get abilities() {
    const can = this.#track?.getCapabilities?.() ?? {};
    return { torch: can.torch === true, zoom: can.zoom?.max > can.zoom?.min ? can.zoom : undefined };
  }

  torch(isOn) {
    return this.#track?.applyConstraints({ advanced: [{ torch: isOn }] });
  }

  zoom(value) {
    return this.#track?.applyConstraints({ advanced: [{ zoom: value }] });
  }

  /** Goes on to the next camera of the phone. */
  async next() {
    const cameras = (await navigator.mediaDevices.enumerateDevices()).filter(d => d.kind === "videoinput");
    const now = cameras.findIndex(c => c.deviceId === this.#track?.getSettings().deviceId);
    localStorage.setItem("scan-camera", cameras[(now + 1) % cameras.length]?.deviceId ?? "");
    return this.start();
  }

  get #track() {
    return this.#stream?.getVideoTracks()[0];
  }

  async #watch(stream) {
    const frame = () => new Promise(resolve => this.#video.requestVideoFrameCallback
      ? this.#video.requestVideoFrameCallback(resolve) : requestAnimationFrame(resolve));
    while (this.#stream === stream) {
      await Promise.race([frame(), new Promise(resolve => setTimeout(resolve, 500))]);
      if (this.#stream !== stream || this.#video.readyState < 2)
        continue;
      const seenAt = performance.now();
      const texts = await this.#decode(this.#video).catch(() => []);
      for (const text of new Set(texts.map(t => t.trim()).filter(t => t))) {
        const last = this.#seen.get(text) ?? -again;
        this.#seen.set(text, performance.now());
        if (performance.now() - last > again)
          this.#read(text, seenAt);
      }
    }
  }
}
