// Finds QR codes in a picture: by the browser itself where it can, else by a decoder that the phone loads once.
const longestSide = 1024;

/** @param folder where the decoder lies @returns a function from a video to the texts that it shows. */
export async function decoder(folder) {
  if (await isBuiltIn()) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async video => (await detector.detect(video)).map(found => found.rawValue);
  }
  const worker = new Worker(new URL("./decode-worker.js", import.meta.url));
  const waiting = new Map();
  let number = 0;
  worker.onmessage = ({ data }) => {
    waiting.get(data.number)?.(data.texts);
    waiting.delete(data.number);
  };
  await new Promise((resolve, reject) => {
    waiting.set(0, texts => texts ? resolve() : reject(new Error("no decoder")));
    worker.onerror = () => reject(new Error("no decoder"));
    worker.postMessage({ number: 0, folder });
  });
  const ask = (message, carried) => new Promise(resolve => {
    waiting.set(++number, resolve);
    worker.postMessage({ number, ...message }, carried);
  });
  // The whole picture goes to the worker where it can make it smaller by itself; else it is made so here.
  let isWhole = typeof OffscreenCanvas === "function" && typeof VideoFrame === "function";
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async video => {
    if (isWhole) {
      const frame = new VideoFrame(video);
      const texts = await ask({ frame, longestSide }, [frame]);
      isWhole = texts !== null;
      return texts ?? [];
    }
    const scale = Math.min(1, longestSide / Math.max(video.videoWidth, video.videoHeight));
    [canvas.width, canvas.height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    return await ask({ picture }, [picture.data.buffer]) ?? [];
  };
}

async function isBuiltIn() {
  try {
    return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
  } catch {
    return false;
  }
}
