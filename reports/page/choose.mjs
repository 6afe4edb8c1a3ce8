// SPDX-License-Identifier: Apache-2.0
//
// Which implementation to ship: reports/choose/choose.cc, line by line. Its header says what a question and an answer
// are; the golden cases of reports/choose/cases.json keep the two the same.

import { bound, number } from './numbers.mjs';
import { demands, errorOf, firstObjection, speedOf } from './rules.mjs';

const UNASKED = {
  function: 'logistic', format: 'binary32', rounding: 'nearest', isa: [], max_ulp: null, max_abs: null, domain: null,
  require: [], metric: 'throughput', inputs: 'normal', n: null, license: 'any', no_dependencies: false,
  evidence: 'sampled',
};

const nameAndIsa = (kernel) => `${kernel.name} (${kernel.isa})`;
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

const faster = (a, b) =>
  b.speed.relative - a.speed.relative || compare(nameAndIsa(a.kernel), nameAndIsa(b.kernel));
const moreAccurate = (a, b) => compare(a.error.max_ulp, b.error.max_ulp) || faster(a, b);

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
      rejected?.push({ name: kernel.name, isa: kernel.isa, ...objection });
    }
  }
  return fits.sort(faster);
}

// Of those that are as fast as the leader as far as the intervals tell, the most accurate first.
const asFastAsTheFirst = (fits) =>
  fits.filter((fit) => fit.speed.relative_ci95[1] >= fits[0].speed.relative_ci95[0]).sort(moreAccurate);

function why(fit, fits, ties) {
  if (fit !== ties[0]) {
    if (ties.includes(fit)) return 'as fast, as far as the intervals tell';
    return `${number(ties[0].speed.relative / fit.speed.relative)} times slower`;
  }
  if (fits.length === 1) return 'the only one that fits';
  if (ties.length === 1) return `the fastest of ${fits.length} that fit`;
  if (fit === fits[0]) {
    return `the fastest and, of ${ties.length} that are as fast as far as the intervals tell, the most accurate`;
  }
  return `as fast as ${nameAndIsa(fits[0].kernel)}, as far as the intervals tell, and more accurate`;
}

function describe(fit, fits, ties) {
  const { kernel, implementation, error, speed } = fit;
  return {
    name: kernel.name, isa: kernel.isa, build: kernel.build, max_ulp: error.max_ulp, max_abs: error.max_abs,
    evidence: error.evidence, domain: error.row.domain, witness_x: error.row.witness?.x ?? null, speed,
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
    [best] = asFastAsTheFirst(fits);
  }
  const flags = dropped.map(({ rule, flag }) =>
    (flag !== '' ? `without ${flag}` : `--${rule.replace('_', '-')}=${bound(best.error[rule])}`));
  return { flags, gives: { name: best.kernel.name, isa: best.kernel.isa } };
}

// The smallest sets of demands without which something fits.
function relaxations(digest, query) {
  const all = demands(query);
  const subsets = 2 ** Math.min(all.length, 12);
  for (let size = 1; size <= all.length; ++size) {
    const found = [];
    for (let subset = 0; subset < subsets; ++subset) {
      const dropped = all.filter((_, i) => ((subset >> i) & 1) !== 0);
      if (dropped.length !== size) continue;
      const fits = fitting(digest, query, new Set(dropped.map((demand) => demand.rule)), null);
      if (fits.length > 0) found.push(relaxation(fits, dropped));
    }
    if (found.length > 0) return found;
  }
  return [];
}

/** The answer to a question about a report, as results::Digest gives it. */
export function choose(digest, question) {
  const query = { ...UNASKED, ...question };
  const answer = { query, winner: null, ties: [], runners_up: [], rejected: [], relaxations: [] };
  const fits = fitting(digest, query, new Set(), answer.rejected);
  if (fits.length === 0) {
    answer.relaxations = relaxations(digest, query);
    return answer;
  }
  const ties = asFastAsTheFirst(fits);
  const [winner, ...others] = ties.map((fit) => describe(fit, fits, ties));
  answer.winner = winner;
  answer.ties = others;
  answer.runners_up = fits.filter((fit) => !ties.includes(fit)).map((fit) => describe(fit, fits, ties));
  return answer;
}
