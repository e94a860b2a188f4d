// Asks every few seconds whether leads are new or have changed, and shows them where that disturbs nobody.
const list = document.getElementById("lead-list");
const news = document.getElementById("lead-news");
const pause = 5_000;

async function ask() {
  if (document.visibilityState !== "visible")
    return;
  try {
    const answer = await fetch(`${list.dataset.from}?after=${list.dataset.head}`, { redirect: "error" });
    if (answer.status !== 200)
      return;
    const text = new DOMParser().parseFromString(await answer.text(), "text/html").body.textContent.trim();
    if (!isBusy())
      await renew();
    say(text);
  } catch {
    // The next round tries again.
  }
}

// Somebody chooses leads or writes: the list stays as it is.
function isBusy() {
  return list.contains(document.activeElement) || list.querySelector("input:checked, details[open]") !== null;
}

async function renew() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("lead-list");
  if (!answer.ok || !fresh || isBusy())
    return;
  list.replaceChildren(...fresh.childNodes);
  list.dataset.head = fresh.dataset.head;
}

function say(text) {
  if (news.textContent !== text)
    news.textContent = text;
  news.hidden = false;
}

if (list)
  setInterval(ask, pause);
