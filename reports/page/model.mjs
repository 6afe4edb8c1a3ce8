// SPDX-License-Identifier: Apache-2.0
//
// What the page says of each kernel: its rows, condensed. The same choices of rows as in reports/report/kernels.cc.

import { toNumber } from './numbers.mjs';

export const FUNCTIONS = ['logistic', 'derivative', 'log_logistic', 'logit', 'tanh'];
export const FORMATS = ['binary32', 'binary64', 'bfloat16', 'binary16'];

/** Precision of each format, hidden bit included. */
export const PRECISION = { binary16: 11, bfloat16: 8, binary32: 24, binary64: 53 };

/** Checks in the order of the schema, with what they mean to a reader. */
export const CHECKS = {
  nan_propagates: 'NaN in, NaN out',
  quiet_nan_payload: 'the payload of a quiet NaN is kept',
  signaling_nan: 'a signalling NaN gives a quiet NaN and the invalid flag',
  positive_infinity: 'the limit at +∞ is exact',
  negative_infinity: 'the limit at −∞ is exact',
  zero: 'the value at ±0 is exact',
  range: 'results never leave the range of the function',
  monotone: 'a larger input never gives a result on the wrong side',
  symmetric: 'σ(x) + σ(−x) = 1 to the last place',
  subnormal_results: 'small results are not flushed to zero',
  saturation: 'far out, results are the limit or next to it',
  no_spurious_flags: 'raises no exception flag that the exact result does not',
  inexact_flag: 'raises inexact exactly where the result is',
  underflow_flag: 'raises underflow exactly where the result is tiny and inexact',
  rounding_modes: 'right in every rounding mode that is tried',
  ftz_daz: 'with flush-to-zero on, only subnormal results change',
  position_independent: 'the same input gives the same result wherever it stands in the array',
  neighbour_independent: 'special values beside an input do not change its result',
  length_1_to_64: 'short arrays give the same results as long ones',
  unaligned: 'works at any alignment',
  in_place: 'x and y may be the same array',
  no_out_of_bounds: 'touches nothing outside the arrays',
  writes_all: 'writes every result',
  preserves_fp_state: 'leaves the floating-point state as it was',
  deterministic: 'the same call gives the same bits',
  thread_safe: 'concurrent calls give the same bits',
};

/** The data with its envelopes as in a results file: there each bin stands once, and the rows name it by number. */
export function unpack(data) {
  for (const report of data.reports) {
    for (const row of report.kernels.flatMap((kernel) => kernel.accuracy)) {
      row.envelope = row.envelope.map(([bin, max_ulp]) => ({ lo: report.bins[bin][0], hi: report.bins[bin][1], max_ulp }));
    }
  }
  return data;
}

/** Identity of a kernel in one report, function and format. */
export const keyOf = (kernel) => `${kernel.name} ${kernel.isa} ${kernel.build}`;

const larger = (better) => (a, b) => (b === null || better(a, b) ? a : b);
const pick = (rows, better) => rows.reduce((best, row) => larger(better)(row, best), null);

// Of the rows to nearest: the one with most inputs, which speaks for the kernel, and the one with the largest error.
function accuracyRows(kernel) {
  const rows = kernel.accuracy.filter((row) => row.rounding === 'nearest');
  const weight = (row) => (row.effort === 'full' ? 2 ** 64 : 0) + row.domain.count;
  const main = pick(rows, (a, b) => weight(a) > weight(b));
  const worst = pick(rows, (a, b) => a.max_ulp > b.max_ulp);
  return { main, worst: worst !== null && worst.max_ulp === main.max_ulp ? main : worst, rows };
}

// A sweep calls on thousands of inputs at a time: what short calls, other places and special values give is not in it.
const NOT_SWEPT = ['nan_propagates', 'positive_infinity', 'negative_infinity', 'position_independent',
  'neighbour_independent', 'length_1_to_64', 'unaligned', 'in_place'];

/**
 * The fingerprint of the main row, with what it was measured on and how often special values and placements violated
 * their checks: equal keys, equal results. It has to have that row.
 */
export function resultsKey({ main: { fingerprint, effort, seed, domain }, checks }) {
  return JSON.stringify([fingerprint, effort, seed, domain.name, domain.lo, domain.hi, domain.count,
    ...NOT_SWEPT.map((check) => checks.get(check)?.violations ?? 0)]);
}

const OBSERVED = ['not_run', 'not_applicable', 'holds', 'violated'];

// All rows of one check together: violated if any is; claimed by a row that is violated, if any is.
function summariseChecks(rows) {
  const checks = new Map();
  for (const row of rows) {
    const state = checks.get(row.check) ?? { observed: 'not_run', violations: 0, claimed: false };
    const rank = (observed) => OBSERVED.indexOf(observed);
    if (rank(row.observed) > rank(state.observed)) {
      state.observed = row.observed;
      state.claimed = row.claimed;
    } else if (row.observed === state.observed) {
      state.claimed ||= row.claimed;
    }
    if (row.observed === 'violated') state.violations += row.violations;
    checks.set(row.check, state);
  }
  return checks;
}

/** The row that was timed like this, single-threaded, or null. Latency is of one element whatever `n` says. */
export function timing(kernel, { metric, inputs, n }) {
  const rows = kernel.throughput.filter((row) => row.mode === metric && row.inputs === inputs && row.threads === 1);
  if (metric === 'latency') return pick(rows, (a, b) => a.working_set < b.working_set);
  return rows.find((row) => row.n === n) ?? null;
}

/** The lengths of arrays that were timed with these inputs, ascending. */
export function lengths(kernels, inputs = null) {
  const rows = kernels.flatMap((kernel) => kernel.throughput);
  const timed = rows.filter((row) => row.mode === 'throughput' && (inputs === null || row.inputs === inputs));
  return [...new Set(timed.map((row) => row.n))].sort((a, b) => a - b);
}

/** The classes of inputs that were timed, the usual ones first. */
export function inputClasses(kernels) {
  const usual = ['normal', 'uniform', 'saturated', 'subnormal'];
  const rank = (name) => (usual.includes(name) ? usual.indexOf(name) : usual.length);
  const found = new Set(kernels.flatMap((kernel) => kernel.throughput.map((row) => row.inputs)));
  return [...found].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/**
 * The kernels of one function and format of a report, each with what the page shows of it:
 * key, label, family, main and worst accuracy row (null if not measured), maxUlp (∞ where results are not finite and
 * should be, or nothing was measured), sampled, checks.
 */
export function kernelsOf(report, functionName, format) {
  const group = report.kernels.filter((kernel) => kernel.function === functionName && kernel.format === format);
  const severalBuilds = new Set(group.map((kernel) => kernel.build)).size > 1;
  return group.map((kernel) => {
    const { main, worst, rows } = accuracyRows(kernel);
    const finite = worst !== null && rows.every((row) => row.nonfinite === 0);
    return {
      ...kernel,
      key: keyOf(kernel),
      label: `${kernel.name} ${kernel.isa}${severalBuilds ? ` (build ${kernel.build})` : ''}`,
      family: kernel.name.slice(0, kernel.name.indexOf('/')),
      main,
      worst,
      maxUlp: finite ? toNumber(worst.max_ulp) : Infinity,
      sampled: worst !== null && rows.some((row) => row.evidence === 'sampled'),
      checks: summariseChecks(kernel.behaviour),
    };
  });
}

/**
 * The keys of the Pareto front, fastest first: validated kernels that have a time, none other being at least as fast
 * and as accurate and better in one. Fast by the ratio to the yardstick, which was timed beside each.
 */
export function frontOf(kernels, shape) {
  const ranked = kernels
    .map((kernel) => ({ key: kernel.key, ulp: kernel.maxUlp, speed: timing(kernel, shape)?.relative, kernel }))
    .filter((one) => one.kernel.validated && one.speed !== undefined && Number.isFinite(one.ulp));
  const beats = (a, b) => a.speed >= b.speed && a.ulp <= b.ulp && (a.speed > b.speed || a.ulp < b.ulp);
  return ranked
    .filter((one) => !ranked.some((other) => beats(other, one)))
    .sort((a, b) => b.speed - a.speed)
    .map((one) => one.key);
}
