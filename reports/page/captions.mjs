// SPDX-License-Identifier: Apache-2.0
//
// The line under each figure: on what its numbers stand. Plain text.

import { timing } from './model.mjs';
import { bytes, count, decimal } from './numbers.mjs';

/** "glibc 2.36 (fma)". */
export function libmText(machine) {
  const { version, variant } = machine.libm;
  return version + (variant ? ` (${variant})` : '');
}

/** "AMD EPYC (amd-26-2-1-1c9e), glibc 2.36 (fma), effort quick". */
export const machineText = ({ machine, run }) =>
  `${machine.brand} (${machine.cpu_id}), ${libmText(machine)}, effort ${run.effort}`;

/** "all: 4,278,190,080 inputs, exhaustive": what an accuracy row was measured on. */
export function domainText(row) {
  const { name, lo, hi, count: inputs } = row.domain;
  const where = name === 'interval' ? `${decimal(lo)} to ${decimal(hi)}` : name;
  return `${where}: ${count(inputs)} inputs, ${row.evidence}`;
}

// What most of `texts` say, and whether others say something else.
function common(texts) {
  const times = new Map();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  const [first] = [...times].sort((a, b) => b[1] - a[1]);
  return { text: first?.[0] ?? '', others: times.size - 1 };
}

/** On which inputs the maxima of `kernels` were found. */
export function accuracyEvidence(kernels) {
  const rows = kernels.map((kernel) => kernel.worst).filter((row) => row !== null);
  if (rows.length === 0) return 'Accuracy was not measured.';
  const { text, others } = common(rows.map(domainText));
  const sampled = rows.some((row) => row.evidence === 'sampled');
  return `Accuracy to nearest on ${text}${others > 0 ? '; a few on other domains, named in the table' : ''}.` +
    (sampled ? ' Sampled maxima are lower bounds.' : '');
}

/** How the `shape` ({metric, inputs, n}) of `kernels` was timed. */
export function timingEvidence(kernels, shape) {
  const rows = kernels.map((kernel) => timing(kernel, shape)).filter((row) => row !== null);
  if (rows.length === 0) return 'Nothing was timed so.';
  const yardstick = common(rows.map((row) => row.yardstick));
  const beside = `beside ${yardstick.others > 0 ? 'its yardstick' : yardstick.text} in one process`;
  if (shape.metric === 'latency') return `Latency: ${shape.inputs} inputs, one thread, ${beside}.`;
  const set = common(rows.map((row) => bytes(row.working_set)));
  const size = set.others > 0 ? '' : ` (${set.text})`;
  return `Time: ${shape.inputs} inputs, ${count(shape.n)} elements a call${size}, one thread, ${beside}.`;
}

/** Which results of `rows` are too noisy to rank by: an interval wider than a tenth. */
export const isNoisy = (row) => row.relative_ci95[1] > row.relative_ci95[0] * 1.1;

const list = (words) => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`);

/**
 * All captions, by the name of the chart: alt says what the figure shows, evidence what it stands on.
 * `context`: report, kernels, shown, front, shape, functionName, format, scatter (of series.pareto, or null).
 */
export function captions({ report, kernels, shown, front, shape, functionName, format, scatter, alt }) {
  const what = `${functionName} in ${format}`;
  const on = `On ${machineText(report)}.`;
  const labels = list(shown.map((kernel) => kernel.label));
  const byKey = new Map(kernels.map((kernel) => [kernel.key, kernel.label]));
  const edge = scatter === null || scatter.beyond === 0 ? ''
    : ' Triangles at the upper edge: errors beyond the axis, or results that are not finite.';
  const failed = scatter === null || scatter.notValidated === 0 ? ''
    : ` Crosses: ${scatter.notValidated} not validated, never ranked.`;
  const throughput = { ...shape, metric: 'throughput' };
  return {
    pareto: {
      title: 'Speed against accuracy',
      alt: `Maximum error against time per element, ${what}. On the front, fastest first: ` +
        `${list(front.map((key) => byKey.get(key)))}.`,
      evidence: `${accuracyEvidence(kernels)} ${timingEvidence(kernels, shape)}${edge}${failed} ${on}`,
    },
    envelope: {
      title: 'Error along x',
      alt: `Largest error in each bin of inputs, ${what}, for ${labels}.`,
      evidence: `${accuracyEvidence(shown)} The largest error of each bin; errors below 0.01 ulp are drawn as that. ${on}`,
    },
    working_sets: {
      title: 'Throughput by working set',
      alt: `Speed relative to the yardstick by length of array, ${what}, for ${labels}.`,
      evidence: `Time: ${shape.inputs} inputs, one thread; bars are 95 % intervals of the median ratio. ${on}`,
    },
    inputs: {
      title: 'Throughput by class of inputs',
      alt: `Speed relative to the yardstick by class of inputs, ${what}, for ${labels}.`,
      evidence: `${timingEvidence(shown, throughput).replace(`${shape.inputs} inputs`, 'each class of inputs')} ` +
        `Bars are 95 % intervals of the median ratio. ${on}`,
    },
    latency: {
      title: 'Latency',
      alt: `Latency in nanoseconds, ${what}, for ${labels}.`,
      evidence: `${timingEvidence(shown, { ...shape, metric: 'latency' })} Each input depends on the result before. ${on}`,
    },
    function: {
      title: 'The function',
      alt,
      evidence: 'Drawn from the formula, not measured.',
    },
  };
}
