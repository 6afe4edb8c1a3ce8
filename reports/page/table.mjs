// SPDX-License-Identifier: Apache-2.0
//
// Tables that sort. A heading is a button; aria-sort says which way its column goes.

import { h, scroller } from './dom.mjs';

// Numbers before texts, nothing last whichever way.
function order(a, b, down) {
  const missing = (value) => value === null || value === undefined || Number.isNaN(value);
  if (missing(a) || missing(b)) return Number(missing(a)) - Number(missing(b));
  const difference = typeof a === 'number' && typeof b === 'number' ? a - b || 0 : String(a).localeCompare(String(b), 'en');
  // Two infinities differ by NaN, which is none.
  return (down ? -1 : 1) * (Number.isNaN(difference) ? 0 : difference);
}

/** `rows` in the order of a column, as a new list; equal rows stay as they are. */
export function sorted(rows, column, down) {
  return [...rows].sort((a, b) => order(column.value(a), column.value(b), down));
}

/** The row above a part of a table, if it has a heading. */
export const partLine = (heading, columns) =>
  (heading === null ? null : h('tr', { class: 'part' }, h('th', { scope: 'rowgroup', colspan: columns }, heading)));

/**
 * A table in a box of its own. `columns`: {id, label, title, number (right-aligned), value(row) to sort by,
 * cell(row) → nodes or text, otherwise value}. The first column heads its row. `sort`: null or {column, down};
 * `onSort({column, down})` is told what the reader chose. In place of `rows`, `parts` [{heading, rows}], which sort each
 * for itself; `under(row)` are rows that belong to one and stay below it.
 */
export function table({ id, caption, columns, rows, parts = [{ heading: null, rows }], under = () => [], sort, onSort, rowClass = () => null }) {
  const by = columns.find((column) => column.id === sort?.column);
  const inOrder = (list) => (by === undefined ? list : sorted(list, by, sort.down));
  const heading = (column) => {
    const active = column === by;
    const direction = active ? (sort.down ? 'descending' : 'ascending') : 'none';
    // A second press turns the order round; numbers start with the largest where that is best.
    const next = { column: column.id, down: active ? !sort.down : Boolean(column.largestFirst) };
    return h('th', { scope: 'col', 'aria-sort': direction, class: column.number ? 'number' : null },
      h('button', { type: 'button', title: column.title, dataset: { sort: `${id}:${column.id}` }, on: { click: () => onSort(next) } },
        column.label, h('span', { class: 'arrow', 'aria-hidden': 'true' }, active ? (sort.down ? '▼' : '▲') : '')));
  };
  const cell = (column, index, row) => {
    const content = column.cell === undefined ? column.value(row) : column.cell(row);
    const properties = { class: column.number ? 'number' : null };
    return index === 0 ? h('th', { scope: 'row', ...properties }, content) : h('td', properties, content);
  };
  const line = (row, className) => h('tr', { class: className }, columns.map((column, index) => cell(column, index, row)));
  const lines = (row) => [line(row, rowClass(row)), inOrder(under(row)).map((one) => line(one, 'under'))];
  return scroller(caption,
    h('table', { id },
      h('caption', { class: 'spoken' }, caption),
      h('thead', {}, h('tr', {}, columns.map(heading))),
      parts.map((part) => h('tbody', {}, partLine(part.heading, columns.length), inOrder(part.rows).map(lines)))));
}
