/** An element. Children are text or elements: what comes from a badge is never markup. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on"))
      element.addEventListener(name.slice(2), value);
    else if (value === true)
      element.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null)
      element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** A dialog that is shown; gone when it closes. */
export function dialog(title, ...children) {
  const shown = h("dialog", { "aria-label": title, onclose: () => shown.remove() }, h("h2", {}, title), ...children);
  document.body.append(shown);
  shown.showModal();
  return shown;
}
