// Decodes beside the page, so that it never stands still.
/* global ZXingWASM */
let canvas;

self.onmessage = async ({ data: { number, folder, frame, longestSide, picture } }) => {
  let texts = null;
  try {
    if (folder) {
      importScripts(folder + "zxing.js");
      await ZXingWASM.prepareZXingModule({ overrides: { locateFile: file => folder + file }, fireImmediately: true });
      // The first picture takes longest: here nobody waits for it.
      await read(new ImageData(64, 64));
      texts = [];
    } else {
      texts = await read(picture ?? small(frame, longestSide));
    }
  } catch {
    // Null says that it cannot.
  } finally {
    frame?.close();
  }
  self.postMessage({ number, texts });
};

async function read(picture) {
  const found = await ZXingWASM.readBarcodes(picture, { formats: ["QRCode"], maxNumberOfSymbols: 4, tryHarder: true });
  return found.filter(f => f.isValid).map(f => f.text);
}

function small(frame, longestSide) {
  const scale = Math.min(1, longestSide / Math.max(frame.displayWidth, frame.displayHeight));
  const [width, height] = [Math.round(frame.displayWidth * scale), Math.round(frame.displayHeight * scale)];
  if (canvas?.width !== width || canvas.height !== height)
    canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(frame, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
