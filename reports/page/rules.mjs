// SPDX-License-Identifier: Apache-2.0
//
// Whether one kernel fits a question, and if not, why: reports/choose/rules.cc, line by line. The golden cases of
// reports/choose/cases.json keep the two the same.

import { bound, count, general, input, toNumber } from './numbers.mjs';

/** What may be required, beside the names of checks. */
export const REQUIREMENTS = {
  nan: ['nan_propagates'],
  range: ['range'],
  monotone: ['monotone'],
  symmetric: ['symmetric'],
  subnormals: ['subnormal_results'],
  flags: ['no_spurious_flags', 'inexact_flag', 'underflow_flag'],
  rounding_modes: ['rounding_modes'],
  position: ['position_independent', 'neighbour_independent'],
};

const STRENGTH = ['sampled', 'proved', 'exhaustive'];
const strength = (evidence) => STRENGTH.indexOf(evidence);

const intervalOf = ({ lo, hi }) => ({ lo: toNumber(lo), hi: toNumber(hi) });
const contains = (outer, inner) => outer.lo <= inner.lo && inner.hi <= outer.hi;
const touches = (a, b) => a.lo <= b.hi && b.lo <= a.hi;
const wantedOf = (query) => intervalOf({ lo: query.domain[0], hi: query.domain[1] });

// The maximum of a row on `wanted`, which it covers: its own, or that of the envelope's bins that touch the part.
function maxUlpOn(row, wanted) {
  if (contains(wanted, intervalOf(row.domain)) || row.envelope.length === 0) return row.max_ulp;
  const bins = row.envelope.filter((bin) => touches(intervalOf(bin), wanted));
  return Math.min(Math.max(0, ...bins.map((bin) => bin.max_ulp)), row.max_ulp); // bins are rounded up
}

const isPart = (row) => row.domain.name === 'interval';

// Whether a row speaks for the question's inputs: all of them, which rows of whole domains do, or a part.
const covers = (row, query) =>
  (query.domain === null || !isPart(row) ? !isPart(row) : contains(intervalOf(row.domain), wantedOf(query)));

/**
 * Whether the row is about more inputs than the question: then its ULP error is that of the bins that touch the part,
 * and the other figures may come from elsewhere.
 */
export const fromTheWhole = (error, query) =>
  query.domain !== null && !isPart(error.row) && !contains(wantedOf(query), intervalOf(error.row.domain));

/** What is known of the error of a kernel for a question, or null if no accuracy row is about it. */
export function errorOf(kernel, query) {
  let error = null;
  for (const row of kernel.accuracy) {
    if (row.rounding !== query.rounding || !covers(row, query)) continue;
    const one = {
      max_ulp: query.domain === null ? row.max_ulp : maxUlpOn(row, wantedOf(query)),
      max_abs: row.max_abs, nonfinite: row.nonfinite, evidence: row.evidence, row,
    };
    if (error === null || strength(one.evidence) > strength(error.evidence)) {
      error = one;
      continue;
    }
    if (strength(one.evidence) < strength(error.evidence)) continue;
    // Sampled maxima are lower bounds, and the largest says most; the others are upper bounds, and the smallest does.
    const better = one.evidence === 'sampled' ? Math.max : Math.min;
    if (better(one.max_ulp, error.max_ulp) !== error.max_ulp) error.row = one.row;
    for (const name of ['max_ulp', 'max_abs', 'nonfinite']) error[name] = better(one[name], error[name]);
  }
  return error;
}

/** The timed row that a question is about, or null. */
export function speedOf(kernel, query) {
  let best = null;
  const before = (a, b) => a.working_set < b.working_set || (a.working_set === b.working_set && a.n > b.n);
  for (const row of kernel.throughput) {
    if (row.mode !== query.metric || row.inputs !== query.inputs || row.threads !== 1) continue;
    if (query.n !== null && row.n !== query.n) continue;
    if (query.yardstick !== null && row.yardstick !== query.yardstick) continue;
    if (best === null || before(row, best)) best = row;
  }
  return best;
}

const at = (row) => (typeof row.witness?.x === 'string' ? ` at x = ${input(row.witness.x)}` : '');

// Why a check keeps a kernel out, or nothing. A check that does not apply is one that nothing can violate.
function missed(kernel, query, check) {
  const everyRounding = check === 'rounding_modes'; // it is about the others
  const rows = kernel.behaviour.filter((row) => row.check === check && row.observed !== 'not_run' &&
    (everyRounding || row.rounding === query.rounding));
  if (rows.length === 0) return `${check} was not measured${query.rounding === 'nearest' ? '' : `, ${query.rounding}`}`;
  const violated = rows.filter((row) => row.observed === 'violated');
  if (violated.length === 0) return null;
  const violations = violated.reduce((sum, row) => sum + row.violations, 0);
  return `${check} is violated ${violations === 1 ? 'once' : `${count(violations)} times`}${at(violated[0])}`;
}

function notFinite(error, query) {
  const x = error.row.nonfinite_witness?.x;
  const where = typeof x === 'string' ? `, such as at x = ${input(x)}` : '';
  return `${count(error.nonfinite)} results are not finite${where}` +
    (fromTheWhole(error, query) ? ', perhaps only outside of this domain; measure it with --domain' : '');
}

function tooLarge(error, query, name) {
  const ulp = name === 'max_ulp';
  const part = fromTheWhole(error, query);
  const text = `max ${error.evidence === 'sampled' && !part ? '≥ ' : ''}${bound(error[name])} ${ulp ? 'ulp' : 'absolute'}` +
    `${part && ulp ? ' in the bins of this domain' : ''}, more than ${general(query[name], 6)}`;
  // The witness is of the whole row: in the bins of a part the maximum is elsewhere.
  const witness = ulp && !part ? at(error.row) : '';
  return text + (witness === '' ? '' : `,${witness}`) +
    (part && !ulp ? ', perhaps only outside of this domain; measure it with --domain' : '');
}

const checksOf = (requirement) => REQUIREMENTS[requirement] ?? [requirement];

/** The first rule, but for those in the set `ignored`, that `kernel` breaks: {rule, reason}, or null. */
export function firstObjection(kernel, implementation, query, ignored) {
  const binds = (rule) => !ignored.has(rule);
  if (!kernel.validated) return { rule: 'validated', reason: `not validated: ${kernel.reason}` };
  if (binds('isa') && query.isa.length > 0 && !query.isa.includes(kernel.isa)) {
    return { rule: 'isa', reason: `is for ${kernel.isa}, not ${query.isa.join(' or ')}` };
  }
  const error = errorOf(kernel, query);
  if (error === null) {
    const where = query.domain === null ? '' : ' on this domain';
    return { rule: 'rounding', reason: `accuracy was not measured${where}, ${query.rounding}` };
  }
  if (binds('evidence') && strength(error.evidence) < strength(query.evidence)) {
    return { rule: 'evidence', reason: `its accuracy is ${error.evidence}, not ${query.evidence}` };
  }
  // A bound asks for finite results too, and loosening it does not make them so.
  const bounded = query.max_ulp !== null || query.max_abs !== null;
  if (bounded && error.nonfinite > 0) return { rule: 'finite', reason: notFinite(error, query) };
  for (const name of ['max_ulp', 'max_abs']) {
    if (query[name] === null || !binds(name)) continue;
    if (error[name] > query[name]) return { rule: name, reason: tooLarge(error, query, name) };
  }
  for (const requirement of query.require) {
    const rule = `require:${requirement}`;
    if (!binds(rule)) continue;
    for (const check of checksOf(requirement)) {
      const reason = missed(kernel, query, check);
      if (reason !== null) return { rule, reason };
    }
  }
  if (binds('license') && query.license === 'permissive' && !implementation.permissive) {
    return { rule: 'license', reason: `its licence, ${implementation.license}, is not known to be permissive` };
  }
  if (binds('dependencies') && query.no_dependencies && implementation.dependencies.length > 0) {
    return { rule: 'dependencies', reason: `needs ${implementation.dependencies[0].name}` };
  }
  if (speedOf(kernel, query) === null) {
    const n = query.n === null ? '' : `, n = ${query.n}`;
    const yardstick = query.yardstick === null ? '' : `, against ${query.yardstick}`;
    return { rule: 'speed', reason: `${query.metric} was not timed with ${query.inputs} inputs${n}${yardstick}` };
  }
  return null;
}

/**
 * The rules that a question makes, in order: what can be relaxed, each with the flag that stands for it. A bound's
 * flag is empty: it depends on what there is.
 */
export function demands(query) {
  const list = [];
  if (query.isa.length > 0) list.push({ rule: 'isa', flag: `--isa=${query.isa.join(',')}` });
  if (query.evidence !== 'sampled') list.push({ rule: 'evidence', flag: `--evidence=${query.evidence}` });
  for (const name of ['max_ulp', 'max_abs']) if (query[name] !== null) list.push({ rule: name, flag: '' });
  for (const requirement of query.require) {
    list.push({ rule: `require:${requirement}`, flag: `--require=${requirement}` });
  }
  if (query.license === 'permissive') list.push({ rule: 'license', flag: '--license=permissive' });
  if (query.no_dependencies) list.push({ rule: 'dependencies', flag: '--no-dependencies' });
  return list;
}
