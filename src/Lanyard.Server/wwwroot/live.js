// Fetches the figures of the live page every ten seconds while somebody looks at it.
const part = document.getElementById("live");
const pause = 10_000;

async function renew() {
  if (document.visibilityState !== "visible")
    return;
  try {
    const answer = await fetch(part.dataset.from, { headers: { Accept: "text/html" }, redirect: "error" });
    if (!answer.ok)
      return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    keep(fresh);
  } catch {
    // The next round tries again; the time of the figures tells how old they are.
  }
}

// What is open stays open, the focus stays where it is, and the time's element stays: a new one would not be read out.
function keep(fresh) {
  const open = [...part.querySelectorAll("details")].map(d => d.open);
  fresh.querySelectorAll("details").forEach((d, i) => { d.open = open[i] ?? false; });
  const [time, freshTime] = [part.querySelector("[aria-live]"), fresh.querySelector("[aria-live]")];
  if (!time || !freshTime || part.contains(document.activeElement)) {
    if (!part.contains(document.activeElement))
      part.replaceChildren(...fresh.childNodes);
    return;
  }
  time.textContent = freshTime.textContent;
  freshTime.remove();
  for (const node of [...part.childNodes]) {
    if (node !== time)
      node.remove();
  }
  part.append(...fresh.childNodes);
}

setInterval(renew, pause);
document.addEventListener("visibilitychange", renew);
