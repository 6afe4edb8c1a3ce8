// SPDX-License-Identifier: Apache-2.0
//
// Charts on the page. Colours are custom properties of the style sheet, so that a change of theme, and printing, need
// no drawing.

import charts from 'sigmark:charts';
import { fill, h, visible } from './dom.mjs';
import { createView } from './draw.mjs';

const colour = (name) => `var(--${name})`;

let tooltip = null;

// What Vega calls at a mark with a text, and with none when the pointer leaves it.
function showTooltip(_, event, __, value) {
  tooltip ??= document.body.appendChild(h('div', { class: 'tooltip', 'aria-hidden': 'true' }));
  const text = typeof value === 'string' ? value : '';
  fill(tooltip, text);
  tooltip.hidden = text === '';
  if (tooltip.hidden) return;
  const { width, height } = tooltip.getBoundingClientRect();
  const left = Math.min(event.clientX + 14, document.documentElement.clientWidth - width - 8);
  const below = event.clientY + 18 + height < window.innerHeight;
  tooltip.style.left = `${Math.max(left, 8)}px`;
  tooltip.style.top = `${below ? event.clientY + 18 : event.clientY - height - 12}px`;
}

/** A figure that draws itself again when its data or its width change. */
export class Figure {
  #view = null;
  #drawn = '';
  #series = null;
  #width = 0;
  #make = null;

  /** `name` is that of the chart; `onPick(key)` is told which kernel's mark was pressed. */
  constructor(name, element, { height = null, onPick = null } = {}) {
    this.name = name;
    this.height = height;
    this.onPick = onPick;
    this.canvas = h('div', { class: 'canvas', role: 'img' });
    this.caption = h('figcaption', {});
    fill(element, this.canvas, this.caption);
    this.element = element;
    new ResizeObserver(() => this.#draw()).observe(this.canvas);
  }

  /**
   * Shows what `make(size)` returns for a size ({width, height} in pixels): {series, caption}, series being null
   * where there is no data. It is called again for other sizes.
   */
  update(make) {
    this.#make = make;
    this.#width = 0;
    this.#draw();
  }

  #draw() {
    const width = Math.floor(this.canvas.clientWidth);
    if (width === 0 || width === this.#width || this.#make === null) return;
    this.#width = width;
    const height = this.height === null ? undefined : Math.round(width < 500 ? this.height * 1.15 : this.height);
    const { series, caption } = this.#make({ width, height });
    this.canvas.setAttribute('aria-label', series === null ? 'No data' : visible(caption.alt));
    fill(this.caption, series === null ? '' : caption.evidence);
    const drawn = JSON.stringify([width, series]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#series = series;
    this.#view?.finalize();
    this.#view = null;
    if (series === null) {
      fill(this.canvas, h('p', { class: 'empty' }, 'Nothing was measured for this.'));
      return;
    }
    // One image with one description: Vega's own roles and marks would be noise, and stay out of sight.
    const host = h('div', { 'aria-hidden': 'true' });
    fill(this.canvas, host);
    const view = createView(charts[this.name], series, { colour, width, height, renderer: 'svg', tooltip: showTooltip });
    view.initialize(host).run();
    if (this.onPick !== null) {
      view.addEventListener('click', (_, item) => item?.datum?.key && this.onPick(item.datum.key));
    }
    this.#view = view;
  }
}
