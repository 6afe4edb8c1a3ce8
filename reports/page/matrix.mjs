// SPDX-License-Identifier: Apache-2.0
//
// Checks × implementations. Each cell is a symbol with words behind it, so that neither colour nor sight is needed.

import { h, nameOf, scroller, spoken } from './dom.mjs';
import { foldAllButton, isShown, partHeading, partsOf } from './folding.mjs';
import { CHECKS } from './model.mjs';
import { count } from './numbers.mjs';
import { partLine } from './table.mjs';

const SYMBOLS = {
  holds: ['✓', 'holds'],
  violated: ['✗', 'violated'],
  not_applicable: ['–', 'not applicable'],
  not_run: ['', 'not run'],
};

// 302k rather than 302,016: the column is narrow, and the table below has the number in full.
function shortCount(value) {
  for (const [size, suffix] of [[1e9, 'G'], [1e6, 'M'], [1e3, 'k']]) {
    if (value >= size) return `${(value / size).toPrecision(3).replace(/\.?0+$/, '')}${suffix}`;
  }
  return String(value);
}

function cell(state) {
  const { observed, violations, claimed } = state ?? { observed: 'not_run', violations: 0, claimed: false };
  const [symbol, words] = SYMBOLS[observed];
  const violated = observed === 'violated';
  return h('td', { class: `check ${observed}${violated && claimed ? ' claimed' : ''}` },
    h('span', { 'aria-hidden': 'true' }, symbol),
    violated ? h('small', { 'aria-hidden': 'true' }, shortCount(violations), claimed ? ' claimed' : '') : null,
    spoken(violated ? `${words} ${count(violations)} times${claimed ? ', although claimed' : ''}` : words));
}

const names = (id) => id.replaceAll('_', ' ');

/** The matrix of `kernels`; `winner` is the key of the answer, or null; `folds` are those of folding.mjs. */
export function matrix(kernels, { front, winner, folds }) {
  const measured = kernels.filter((kernel) => kernel.checks.size > 0);
  const checks = Object.keys(CHECKS).filter((check) => measured.some((kernel) => kernel.checks.has(check)));
  if (checks.length === 0) return h('p', { class: 'empty' }, 'Behaviour was not measured.');
  const parts = partsOf(measured, { front, winner });
  const line = (kernel) => h('tr', { class: kernel.key === winner ? 'winner' : null },
    h('th', { scope: 'row' }, nameOf(kernel.name), ' ', h('span', { class: 'isa' }, kernel.isa)),
    checks.map((check) => cell(kernel.checks.get(check))));
  return [foldAllButton(parts, folds), scroller('Behaviour of each kernel',
    h('table', { class: 'matrix', id: 'matrix' },
      h('caption', { class: 'spoken' }, 'Checks of behaviour by kernel'),
      h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'implementation'),
        checks.map((check) => h('th', { scope: 'col', class: 'upright', title: CHECKS[check] }, h('span', {}, names(check)))))),
      parts.map((part) => h('tbody', {}, partLine(partHeading(part, parts, folds), checks.length + 1),
        isShown(part, folds) ? part.rows.map(line) : null))))];
}

/** What the headings mean, for those who cannot hover. */
export const glossary = () => h('details', {}, h('summary', {}, 'What the checks mean'),
  h('dl', { class: 'glossary' }, Object.entries(CHECKS).map(([id, text]) => [h('dt', {}, names(id)), h('dd', {}, text)])));
