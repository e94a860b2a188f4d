// Decodes beside the page, so that it never stands still.
/* global ZXingWASM */
self.onmessage = async ({ data: { number, folder, picture } }) => {
  let texts = [];
  try {
    if (folder) {
      importScripts(folder + "zxing.js");
      await ZXingWASM.prepareZXingModule({ overrides: { locateFile: file => folder + file }, fireImmediately: true });
    } else {
      const found = await ZXingWASM.readBarcodes(picture, { formats: ["QRCode"], maxNumberOfSymbols: 4, tryHarder: true });
      texts = found.filter(f => f.isValid).map(f => f.text);
    }
  } catch {
    texts = folder ? null : [];
  }
  self.postMessage({ number, texts });
};
