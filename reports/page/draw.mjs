// SPDX-License-Identifier: Apache-2.0
//
// From a compiled chart to a Vega view, in the browser and in Node. Expressions are interpreted, never compiled, so
// that the page's content security policy can forbid eval.

import * as encoders from 'vega-encode';
import { transforms } from 'vega-dataflow';
import { expressionInterpreter } from 'vega-interpreter';
import { parse } from 'vega-parser';
import * as dataTransforms from 'vega-transforms';
import { View } from 'vega-view';
import * as viewTransforms from 'vega-view-transforms';
import { visible } from './dom.mjs';

// Of Vega's packages only those that the charts need.
Object.assign(transforms, dataTransforms, viewTransforms, encoders);

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const SERIES = [1, 2, 3, 4, 5, 6, 7, 8];

/** Vega's config; `colour` turns a name of palette.json into what an SVG attribute may hold. */
function config(colour) {
  const text = { labelColor: colour('muted'), titleColor: colour('ink'), labelFont: FONT, titleFont: FONT };
  return {
    background: 'transparent',
    font: FONT,
    range: { category: SERIES.map((i) => colour(`series${i}`)) },
    axis: {
      ...text, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal', titlePadding: 10, labelPadding: 6,
      domainColor: colour('rule'), tickColor: colour('rule'), gridColor: colour('grid'), tickSize: 4,
    },
    legend: { ...text, labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal', orient: 'bottom',
      labelLimit: 260, columnPadding: 18, rowPadding: 5, symbolStrokeWidth: 1.5, offset: 14, symbolDirection: 'horizontal',
      symbolBaseFillColor: colour('muted'), symbolBaseStrokeColor: colour('muted'),
      layout: { bottom: { direction: 'vertical', anchor: 'start', margin: 10 } } },
    text: { font: FONT, fontSize: 12, fill: colour('ink') },
    title: { font: FONT, color: colour('ink'), subtitleColor: colour('muted'), subtitleFont: FONT },
    style: { cell: { stroke: 'transparent' }, 'guide-label': { font: FONT }, 'guide-title': { font: FONT } },
  };
}

// "@ink" anywhere in a chart is a colour by name.
function paint(value, colour) {
  if (typeof value === 'string') return value.startsWith('@') ? colour(value.slice(1)) : value;
  if (Array.isArray(value)) return value.map((item) => paint(item, colour));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, paint(item, colour)]));
}

// What is shown of a row or a signal, in words that stay in their order; a key is compared, never shown.
function shownWords(value) {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(shownWords);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, name === 'key' ? item : shownWords(item)]));
}

// Vega marks the rows it is given: a copy, and its colour, if it names one.
function painted(row, colour) {
  const copy = shownWords(row);
  return row.colour === undefined ? copy : { ...copy, colour: colour(row.colour) };
}

/**
 * A view of `chart` (compiled by build.mjs) with `series` ({data, params}) in it, not yet run.
 * `options`: colour (name → text), width, height (both optional), title ({text, subtitle}, optional), and those of
 * Vega's View.
 */
export function createView(chart, series, { colour, width, height, title, ...viewOptions }) {
  const spec = { ...paint(chart, colour), ...(title ? { title: shownWords(title) } : {}) };
  const view = new View(parse(spec, config(colour), { ast: true }), {
    expr: expressionInterpreter, renderer: 'none', ...viewOptions,
  });
  for (const [name, value] of Object.entries(series.params)) view.signal(name, shownWords(value));
  for (const [name, rows] of Object.entries(series.data)) view.data(name, rows.map((row) => painted(row, colour)));
  if (width) view.width(width);
  if (height) view.height(height);
  return view;
}
