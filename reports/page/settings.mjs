// SPDX-License-Identifier: Apache-2.0
//
// How else the kernels were timed: where nothing was timed as it was asked, some other setting may have an answer.

import { choose } from './choose.mjs';
import { timing } from './model.mjs';
import { count } from './numbers.mjs';
import { question } from './query.mjs';

const MOST_TRIED = 60;
const MOST_NAMED = 6;

// Every {metric, inputs, n} that some kernel was timed with, on one thread. Latency has no length.
function timed(kernels) {
  const settings = new Map();
  for (const row of kernels.flatMap((kernel) => kernel.throughput)) {
    if (row.threads !== 1) continue;
    const setting = row.mode === 'latency' ? { metric: row.mode, inputs: row.inputs } : { metric: row.mode, inputs: row.inputs, n: row.n };
    if (kernels.some((kernel) => timing(kernel, setting) !== null)) settings.set(JSON.stringify(setting), setting);
  }
  return [...settings.values()];
}

/** "throughput, normal inputs, 4,096 elements a call". */
export const settingText = ({ metric, inputs, n }) =>
  `${metric}, ${inputs} inputs${metric === 'latency' ? '' : `, ${count(n)} ${n === 1 ? 'element' : 'elements'} a call`}`;

/**
 * The settings other than those of `query` with which it has an answer, those that change least first:
 * [{setting, gives}]. Where none has, those with which some relaxation helps, `gives` being null.
 */
export function otherSettings(report, kernels, query) {
  const changes = (setting) => Object.keys(setting).filter((name) => setting[name] !== query[name]).length;
  const candidates = timed(kernels).filter((setting) => changes(setting) > 0).sort((a, b) => changes(a) - changes(b));
  const answered = [];
  const relaxed = [];
  for (const setting of candidates.slice(0, MOST_TRIED)) {
    const { winner, relaxations } = choose(report, question({ ...query, ...setting }));
    if (winner !== null) answered.push({ setting, gives: { name: winner.name, isa: winner.isa } });
    else if (relaxations.length > 0) relaxed.push({ setting, gives: null });
    if (answered.length === MOST_NAMED) break;
  }
  return answered.length > 0 ? answered : relaxed.slice(0, MOST_NAMED);
}
