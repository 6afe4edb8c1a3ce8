// SPDX-License-Identifier: Apache-2.0
//
// Which implementation to ship: reports/choose/choose.cc, line by line. Its header says what a question and an answer
// are; the golden cases of reports/choose/cases.json keep the two the same.

import { bound, number } from './numbers.mjs';
import { demands, errorOf, firstObjection, fromTheWhole, speedOf } from './rules.mjs';

const UNASKED = {
  function: 'logistic', format: 'binary32', rounding: 'nearest', isa: [], max_ulp: null, max_abs: null, domain: null,
  require: [], metric: 'throughput', inputs: 'normal', n: null, yardstick: null, license: 'any', no_dependencies: false,
  evidence: 'sampled',
};

const nameAndIsa = (kernel) => `${kernel.name} (${kernel.isa})`;
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const faster = (a, b) =>
  b.speed.relative - a.speed.relative || compare(nameAndIsa(a.kernel), nameAndIsa(b.kernel));
const moreAccurate = (a, b) =>
  compare(a.error.nonfinite !== 0, b.error.nonfinite !== 0) || compare(a.error.max_ulp, b.error.max_ulp) || faster(a, b);

// Those that break no rule but `ignored`, fastest first. What the others break goes to `rejected` if it is wanted.
function fitting(digest, query, ignored, rejected) {
  const implementations = new Map(digest.implementations.map((entry) => [entry.name, entry]));
  const fits = [];
  for (const kernel of digest.kernels) {
    if (kernel.function !== query.function || kernel.format !== query.format) continue;
    const implementation = implementations.get(kernel.name);
    const objection = firstObjection(kernel, implementation, query, ignored);
    if (objection === null) {
      fits.push({ kernel, implementation, error: errorOf(kernel, query), speed: speedOf(kernel, query) });
    } else {
      rejected?.push({ name: kernel.name, isa: kernel.isa, build: kernel.build, ...objection });
    }
  }
  return fits.sort(faster);
}

// The value that most have; of several, the largest.
function mostFrequent(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || compare(b[0], a[0]));
  return ranked.length === 0 ? null : ranked[0][0];
}

// Completes what a question leaves to the measurements: the yardstick and the length of calls.
function complete(digest, question) {
  const query = { ...UNASKED, ...question };
  query.require = [...new Set(query.require)];
  const timed = () => digest.kernels
    .filter((kernel) => kernel.function === query.function && kernel.format === query.format)
    .map((kernel) => speedOf(kernel, query)).filter((row) => row !== null);
  query.yardstick ??= mostFrequent(timed().map((row) => row.yardstick));
  query.n ??= mostFrequent(timed().map((row) => row.n));
  return query;
}

// Wider than this ratio, an interval does not tell who is faster.
const NOISY = 1.1;

// What surely is reached by somebody: nobody slower than that, surely, is as fast as any.
const sureSpeed = (fits) => Math.max(0, ...fits.map((fit) => fit.speed.relative_ci95[0]));
const perhapsAsFast = (fit, sure) => fit.speed.relative_ci95[1] >= sure;
// Whoever surely reaches it is, whatever a file says of its median.
const asFast = (fit, sure) => fit.speed.relative_ci95[0] >= sure ||
  (perhapsAsFast(fit, sure) && fit.speed.relative * NOISY >= sure);

// Those that are as fast as any, as far as the intervals tell, the most accurate first.
function asFastAsAny(fits) {
  const sure = sureSpeed(fits);
  return fits.filter((fit) => asFast(fit, sure)).sort(moreAccurate);
}

function why(fit, fits, ties) {
  const [fastest] = [...ties].sort(faster);
  if (fit !== ties[0]) {
    const sure = sureSpeed(fits);
    if (asFast(fit, sure)) return 'as fast, as far as the intervals tell';
    if (perhapsAsFast(fit, sure)) return 'perhaps as fast: its interval is too wide to tell';
    return `${number(fastest.speed.relative / fit.speed.relative)} times slower`;
  }
  if (fits.length === 1) return 'the only one that fits';
  if (ties.length === 1) return `the fastest of ${fits.length} that fit`;
  const better = fit.error.nonfinite !== ties[1].error.nonfinite || fit.error.max_ulp < ties[1].error.max_ulp;
  if (fit === fastest) {
    return `the fastest of ${fits.length} that fit; ${ties.length - 1} more are as fast as far as the intervals tell, ` +
      `and ${better ? 'less accurate' : 'no more accurate'}`;
  }
  return `as fast as ${nameAndIsa(fastest.kernel)}, as far as the intervals tell, and more accurate`;
}

function describe(fit, query, fits, ties) {
  const { kernel, implementation, error, speed } = fit;
  return {
    name: kernel.name, isa: kernel.isa, build: kernel.build, max_ulp: error.max_ulp, max_abs: error.max_abs,
    nonfinite: error.nonfinite, from_whole: fromTheWhole(error, query), evidence: error.evidence, domain: error.row.domain, witness_x: error.row.witness?.x ?? null, speed,
    why: why(fit, fits, ties), usage: kernel.usage, license: implementation.license, duty: implementation.duty,
    dependencies: implementation.dependencies,
  };
}

// What giving up `dropped` would bring: the flags as they would have to be, and the kernel that fits then.
function relaxation(fits, dropped) {
  // A bound is not given up but loosened, to the least that helps.
  const loosened = dropped.find((demand) => demand.flag === '');
  let [best] = fits;
  if (loosened !== undefined) {
    for (const fit of fits) if (fit.error[loosened.rule] < best.error[loosened.rule]) best = fit;
  } else {
    [best] = asFastAsAny(fits);
  }
  const flags = dropped.map(({ rule, flag }) =>
    (flag !== '' ? `without ${flag}` : `--${rule.replace('_', '-')}=${bound(best.error[rule])}`));
  return { flags, gives: { name: best.kernel.name, isa: best.kernel.isa } };
}

// The smallest sets of demands without which something fits.
function relaxations(digest, query) {
  const all = demands(query);
  const subsets = 2 ** Math.min(all.length, 20);
  const bits = (subset) => subset.toString(2).replaceAll('0', '').length;
  for (let size = 1; size <= 4; ++size) {
    const found = [];
    for (let subset = 0; subset < subsets; ++subset) {
      if (bits(subset) !== size) continue;
      const dropped = all.filter((_, i) => ((subset >> i) & 1) !== 0);
      const fits = fitting(digest, query, new Set(dropped.map((demand) => demand.rule)), null);
      if (fits.length > 0) found.push(relaxation(fits, dropped));
    }
    if (found.length > 0) return found;
  }
  return [];
}

/** The answer to a question about a report, as results::Digest gives it. */
export function choose(digest, question) {
  const query = complete(digest, question);
  const unavailable = digest.implementations.filter(({ status }) => status === 'unavailable')
    .map(({ name, reason }) => ({ name, reason }));
  const answer = { query, winner: null, ties: [], runners_up: [], rejected: [], unavailable, relaxations: [] };
  const fits = fitting(digest, query, new Set(), answer.rejected);
  if (fits.length === 0) {
    answer.relaxations = relaxations(digest, query);
    return answer;
  }
  const ties = asFastAsAny(fits);
  const [winner, ...others] = ties.map((fit) => describe(fit, query, fits, ties));
  answer.winner = winner;
  answer.ties = others;
  answer.runners_up = fits.filter((fit) => !ties.includes(fit)).map((fit) => describe(fit, query, fits, ties));
  return answer;
}
