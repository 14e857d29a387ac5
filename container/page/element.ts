/** Makes an element; text is always set as text, so no answer or file name can become markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** The element that index.html declares under this id. */
export function find<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no element #${id}`);
  return found as T;
}

export function onClick(id: string, act: () => void): HTMLButtonElement {
  const button = find<HTMLButtonElement>(id);
  button.addEventListener('click', act);
  return button;
}
