// SPDX-License-Identifier: Apache-2.0
//
// Elements. Text comes in as text nodes only: what a results file says is never markup, an address or a script.

// Attributes whose value could do something. None of them ever takes text from a results file, so none is let in.
const FORBIDDEN = /^(on|href$|src|style$|action$|formaction$)/i;

/** What turns the order of the characters after it about. */
export const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text in which what would turn the order of its characters about is spelt out: ⟨U+202E⟩. Otherwise a name could show
 * as another, and a licence, a file or code as what it is not.
 */
export const visible = (text) => String(text).replace(TURNING,
  (control) => `⟨U+${control.codePointAt(0).toString(16).toUpperCase()}⟩`);

// Attributes that are read, by people or aloud; the others are compared with data, or are words of the page's own.
const READ = new Set(['aria-label', 'title', 'placeholder', 'label']);

/**
 * An element: `props` are attributes, but for class, dataset, and functions under `on` ({click: f}); true is an empty
 * attribute, false and null are none. Children are nodes, texts, or lists of them; null and false are nothing.
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') {
      for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    } else if (name === 'dataset') {
      Object.assign(element.dataset, value);
    } else if (FORBIDDEN.test(name)) {
      throw new Error(`attribute ${name}`);
    } else {
      element.setAttribute(name, value === true ? '' : READ.has(name) ? visible(value) : String(value));
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(visible(child)));
  }
}

/** Puts other children into an element. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** The name of an implementation, which may break after its family and its words where there is no room. */
export const nameOf = (name) => h('span', { class: 'name' },
  name.split(/(?<=[/_])/).map((part, index) => (index === 0 ? part : [h('wbr'), part])));

/** Text for those who hear the page only. */
export const spoken = (text) => h('span', { class: 'spoken' }, text);

/** A button that copies `text`, as it is shown, and says so. */
export function copyButton(text, what) {
  const status = h('span', { class: 'copied', role: 'status' });
  const button = h('button', { type: 'button', class: 'copy', 'aria-label': `Copy ${what}`, on: { click: copy } }, 'Copy');
  async function copy() {
    let done = true;
    try {
      await navigator.clipboard.writeText(visible(text));
    } catch {
      // Without permission or a secure origin: what is selected can be copied by hand.
      done = select(button.parentElement.querySelector('pre') ?? button);
    }
    status.textContent = done === true ? 'Copied' : 'Selected: press Ctrl+C';
    setTimeout(() => { status.textContent = ''; }, 2500);
  }
  return [button, status];
}

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  return document.execCommand?.('copy') ?? false;
}

/** A box of its own for what is wider than the page: it scrolls, the page does not. */
export const scroller = (label, ...children) =>
  h('div', { class: 'scroller', role: 'region', 'aria-label': label, tabindex: 0 }, children);
