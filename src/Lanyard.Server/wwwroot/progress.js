// Renews the part of the page that tells how far something is, until it is over; then loads the page.
const wait = 1000;

async function renew() {
  try {
    const response = await fetch(location.href, { headers: { Accept: 'text/html' } });
    const next = new DOMParser().parseFromString(await response.text(), 'text/html').querySelector('[data-progress]');
    const shown = document.querySelector('[data-progress]');
    if (!response.ok || !next)
      return location.reload();
    shown.replaceChildren(...next.childNodes);
  } catch {
    // The connection is gone for a moment.
  }
  setTimeout(renew, wait);
}

setTimeout(renew, wait);
