// What a scan came to: sign, words, sound and vibration, each its own.
import { t } from "./texts.js";

const tones = { ok: [[880, 90]], again: [[660, 80], [660, 80]], kept: [[520, 130]], bad: [[220, 350]] };
const pulses = { ok: [60], again: [40, 60, 40], kept: [120], bad: [200, 80, 200] };
let audio;

/** @returns tone, sign, title and detail of a scan. */
export function meaning(item, zone) {
  if (item.state === "kept")
    return { tone: "kept", sign: "↑", title: t("Saved, not yet sent"), detail: t("The name comes when there is a network.") };
  if (item.state === "failed")
    return { tone: "bad", sign: "!", title: t("Not saved"), detail: t("The phone could not keep it. Scan it again.") };
  if (item.state === "refused")
    return { tone: "bad", ...refusal(item.error) };
  const { name, company, state, time, by, isFirst } = item.found;
  if (state === "noAccess")
    return { tone: "bad", sign: "⊘", title: t("Badge of another show"), detail: t("Kept, but nothing of it can be seen.") };
  if (state === "noLicense")
    return { tone: "kept", sign: "🔒", title: t("No seat: kept, opens with a seat"), detail: "" };
  const at = clock(time, zone);
  const words = isFirst ? t("New lead") : by ? t("Already scanned at {0} by {1}", at, by) : t("Already scanned at {0}", at);
  return { tone: isFirst ? "ok" : "again", sign: isFirst ? "✓" : "↻", title: name ?? company ?? "–", company: name ? company : null, detail: words };
}

function refusal({ code, detail }) {
  switch (code) {
    case "unknown_code": return { sign: "?", title: t("Unknown badge"), detail: t("No lead was made.") };
    case "not_consented": return { sign: "✕", title: t("Has not agreed"), detail: t("This person does not want to be scanned.") };
    case "no_access": return { sign: "⊘", title: t("Badge of another show"), detail: t("No lead was made.") };
    default: return { sign: "!", title: t("Refused"), detail };
  }
}

const clocks = new Map();

/** Hours and minutes in a zone. */
export function clock(time, zone) {
  if (!clocks.has(zone))
    clocks.set(zone, new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit", timeZone: zone }));
  return clocks.get(zone).format(new Date(time));
}

export const isOn = what => localStorage.getItem("scan-" + what) !== "off";
export const turn = (what, on) => localStorage.setItem("scan-" + what, on ? "on" : "off");

/** Browsers make a sound only after the first touch. */
export function allowSound() {
  audio ??= window.AudioContext && new AudioContext();
  audio?.resume();
}

export function signal(tone) {
  if (isOn("vibration") && navigator.userActivation?.hasBeenActive)
    navigator.vibrate?.(pulses[tone]);
  if (!isOn("sound") || audio?.state !== "running")
    return;
  let at = audio.currentTime;
  for (const [pitch, length] of tones[tone]) {
    const [source, volume] = [audio.createOscillator(), audio.createGain()];
    source.frequency.value = pitch;
    volume.gain.value = .15;
    source.connect(volume).connect(audio.destination);
    source.start(at);
    source.stop(at + length / 1000);
    at += length / 1000 + .06;
  }
}
