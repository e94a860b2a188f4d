// Shows new leads by themselves, every ten seconds, while somebody looks at the list and is not working in it.
const pause = 10_000;

async function renew() {
  const part = document.getElementById("live");
  if (!part || document.visibilityState !== "visible" || isBusy(part))
    return;
  try {
    const answer = await fetch(part.dataset.from, { headers: { Accept: "text/html" }, redirect: "error" });
    if (!answer.ok)
      return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
    if (fresh && !isBusy(part))
      part.replaceWith(fresh);
  } catch {
    // The next round tries again.
  }
}

function isBusy(part) {
  return part.contains(document.activeElement) || part.querySelector("input:checked") !== null
    || [...part.querySelectorAll("input:not([type=checkbox]):not([type=hidden])")].some(i => i.value !== "");
}

setInterval(renew, pause);
document.addEventListener("visibilitychange", renew);
