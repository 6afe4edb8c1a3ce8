// SPDX-License-Identifier: Apache-2.0
//
// Many kernels in few rows: families fold, and variants that give the same results are one row.

import { h } from './dom.mjs';
import { resultsKey } from './model.mjs';
import { familiesOf } from './series.mjs';

const FEW = 30; // so many are shown whole
const USUAL_FORMS = ['textbook/naive', 'textbook/split', 'textbook/tanh_half'];

// What is shown whatever is folded: the front, the answer, and what everybody writes first.
const isPinned = ({ front, winner }) => (kernel) =>
  front.includes(kernel.key) || kernel.key === winner || kernel.name === USUAL_FORMS[0];

// Variants with equal texts are one row. Its verdict speaks for all of them.
const rowOf = (kernel) =>
  (kernel.family === 'variants' && kernel.main !== null ? `${resultsKey(kernel)} ${kernel.validated}` : kernel.key);

function groupBy(list, keyOf) {
  const groups = new Map();
  for (const item of list) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
}

const usualForms = (kernels) => new Map(kernels
  .filter((kernel) => USUAL_FORMS.includes(kernel.name) && kernel.main !== null)
  .map((kernel) => [resultsKey(kernel), kernel.name]));

/**
 * `kernels` (fastest first) as the rows of a table. Variants with the same results are one, that of the fastest or of
 * what `standing` ({front, winner}) pins: `rest` are the others, `fold` is what the fragment calls the group, and `like`
 * the usual form that gives the same results, if any.
 */
export function merged(kernels, standing) {
  const pinned = isPinned(standing);
  const forms = usualForms(kernels);
  return groupBy(kernels, rowOf).flatMap((members) => {
    if (members[0].family !== 'variants') return members;
    const [lead, ...others] = [...members.filter(pinned), ...members.filter((kernel) => !pinned(kernel))];
    const [fold] = members.map((kernel) => kernel.label).sort();
    const like = lead.main === null ? null : forms.get(resultsKey(lead)) ?? null;
    const row = (kernel, rest) => ({ ...kernel, rest, fold, like });
    return [row(lead, others.filter((kernel) => !pinned(kernel))), ...others.filter(pinned).map((kernel) => row(kernel, []))];
  });
}

const countOf = (rows) => rows.reduce((sum, row) => sum + 1 + (row.rest?.length ?? 0), 0);

/**
 * The parts of a table of kernels: [{family, count, onFront, rows}]. The first, of family null, is always shown; few
 * kernels are one part.
 */
export function partsOf(rows, standing) {
  if (countOf(rows) <= FEW) return [{ family: null, rows }];
  const pinned = isPinned(standing);
  const others = rows.filter((row) => !pinned(row));
  const part = (family) => {
    const own = rows.filter((row) => row.family === family);
    const onFront = own.filter((row) => standing.front.includes(row.key)).length;
    return { family, count: countOf(own), onFront, rows: others.filter((row) => row.family === family) };
  };
  return [{ family: null, rows: rows.filter(pinned) }, ...familiesOf(others).map(part)];
}

/**
 * A button that unfolds what is called `name`. `folds` are those of one table: {table, isOpen(name), fold(names, open)}.
 */
export function foldButton(name, folds, ...words) {
  const open = folds.isOpen(name);
  return h('button', {
    type: 'button', class: 'fold', 'aria-expanded': String(open), dataset: { fold: `${folds.table}:${name}` },
    on: { click: () => folds.fold([name], !open) },
  }, h('span', { class: 'arrow', 'aria-hidden': 'true' }, open ? '▼' : '▶'), words);
}

/** What stands above the rows of a part among `parts`, or null where there is but one. */
export function partHeading({ family, count, onFront }, parts, folds) {
  if (parts.length === 1) return null;
  if (family === null) return h('small', {}, 'The front, the answer and textbook/naive');
  const many = `${count} ${count === 1 ? 'kernel' : 'kernels'}`;
  return foldButton(family, folds, family, ' ', h('small', {}, many, onFront > 0 ? `, ${onFront} on the front` : ''));
}

/** Whether the rows of a part are shown. */
export const isShown = ({ family }, folds) => family === null || folds.isOpen(family);

/** A button that unfolds everything, or folds it where everything is open; null where nothing folds. */
export function foldAllButton(parts, folds) {
  const rows = parts.flatMap((part) => part.rows).filter((row) => row.rest?.length > 0);
  const names = [...parts.map((part) => part.family).filter((family) => family !== null), ...rows.map((row) => row.fold)];
  if (names.length < 2) return null;
  const open = !names.every(folds.isOpen);
  return h('button', {
    type: 'button', class: 'quiet', dataset: { fold: `${folds.table}:` }, on: { click: () => folds.fold(names, open) },
  }, open ? 'Unfold everything' : 'Fold everything');
}
