// What the scanner shows to somebody who does not scan yet.
import { h } from "./dom.js";
import * as sessions from "./session.js";
import { t } from "./texts.js";

export function joinView(secret) {
  const field = h("input", { type: "text", name: "name", maxlength: 60, required: true, autocomplete: "name", "aria-label": t("Your name") });
  const told = h("p", { role: "alert", class: "told" });
  return h("main", { class: "card" }, h("h1", {}, t("Who scans?")), h("p", { class: "hint" }, t("Your name stands on the leads that you scan.")),
    h("form", { onsubmit: async event => {
      event.preventDefault();
      const problem = await sessions.join(secret, field.value);
      if (problem) {
        told.textContent = problem.code === "not_found" ? t("This link works no more. Ask for the new one.") : t("That did not work. Try again.");
        return;
      }
      location.replace("/connect/scan");
    } }, field, told, h("button", { class: "main" }, t("Start scanning"))));
}

export const outView = () => h("main", { class: "card" }, h("h1", {}, t("Sign in to scan")),
  h("p", {}, t("Sign in, or open the link that your company's manager shows you as a QR code.")), signIn());

export const offlineView = () => h("main", { class: "card" }, h("h1", {}, t("Scan")),
  h("p", {}, t("There is no network. The first time needs one.")),
  h("button", { type: "button", class: "main", onclick: () => location.reload() }, t("Try again")));

export const signIn = () => h("a", { class: "button main", href: "/organise/sign-in?to=/connect/scan" }, t("Sign in"));
