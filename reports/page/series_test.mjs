// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import test from 'node:test';
import { accuracyEvidence, captions, machineText, timingEvidence } from './captions.mjs';
import { FUNCTION_FACTS, graph } from './functions.mjs';
import { frontOf, inputClasses, kernelsOf, keyOf, lengths, timing } from './model.mjs';
import { suggested } from './select.mjs';
import { byInputs, envelope, latency, logTicks, maxUlpText, pareto, workingSets } from './series.mjs';
import { sorted } from './table.mjs';
import { dataOf, fixture, report } from './testing.mjs';

const [subject] = dataOf(report(fixture()).folder).reports;
const kernels = kernelsOf(subject, 'logistic', 'binary32');
const shape = { metric: 'throughput', inputs: 'normal', n: 4096 };
const named = (name, isa) => kernels.find((kernel) => kernel.name === name && (isa === undefined || kernel.isa === isa));
const front = frontOf(kernels, shape);
const size = { width: 700, height: 330 };
const scatter = (options = {}) =>
  pareto(kernels, { front, coloured: [], winner: null, fits: () => true, shape, format: 'binary32', size, ...options });

test('kernels are condensed as in the Markdown report', () => {
  assert.equal(kernels.length, 10);
  assert.equal(maxUlpText(named('simd/vector', 'AVX3')), '≥ 2.481');
  assert.equal(named('fast/careless').maxUlp, Infinity);
  assert.equal(maxUlpText(named('fast/careless')), 'not finite');
  assert.equal(named('fast/crash').validated, false);
  assert.deepEqual(named('textbook/split').checks.get('monotone'), { observed: 'violated', violations: 207059, claimed: false });
  assert.equal(named('textbook/naive').checks.get('nan_propagates').observed, 'holds');
  assert.deepEqual(inputClasses(kernels), ['normal', 'uniform', 'saturated', 'subnormal']);
  assert.deepEqual(lengths(kernels, 'normal'), [1, 4096, 262144]);
  assert.deepEqual(lengths(kernels, 'uniform'), [4096]);
});

test('the front holds what nothing validated beats, fastest first', () => {
  assert.deepEqual(front, ['fast/bits AVX2', 'simd/vector AVX3', 'textbook/split libm', 'textbook/wider libm'].map((label) =>
    kernels.find((kernel) => kernel.label === label).key));
  // Were fast/crash valid, it would be on it: it is faster than simd/vector.
  const honest = kernels.map((kernel) => ({ ...kernel, validated: true }));
  assert.ok(frontOf(honest, shape).includes(named('fast/crash').key));
});

test('the scatter shows failures as such, and what is beyond its axis at its edge', () => {
  const { data, params, beyond, notValidated } = scatter();
  const of = (name) => data.kernels.find((row) => row.tip.startsWith(name));
  assert.equal(of('fast/crash').state, 'not validated');
  assert.equal(of('fast/careless').state, 'beyond the axis');
  assert.ok(of('fast/careless').shownUlp > params.ulpMax / 1.5);
  assert.ok(data.kernels.every((row) => row === of('fast/careless') || row.shownUlp < of('fast/careless').shownUlp));
  assert.equal(of('simd/vector AVX3').state, 'on the front');
  assert.equal(of('peers/copyleft').state, 'validated');
  assert.deepEqual([beyond, notValidated], [1, 1]);
  for (const row of data.kernels) {
    assert.ok(row.ns >= params.nsMin && row.ns <= params.nsMax && row.shownUlp >= params.ulpMin && row.shownUlp <= params.ulpMax, row.tip);
  }
});

test('an error of 0 is drawn at the lower edge', () => {
  const exact = kernels.map((kernel) => (kernel.name === 'textbook/wider' ? { ...kernel, maxUlp: 0 } : kernel));
  const { data, params } = pareto(exact, { front, coloured: [], winner: null, fits: () => true, shape, format: 'binary32', size });
  assert.equal(data.kernels.find((row) => row.tip.startsWith('textbook/wider')).shownUlp, params.ulpMin);
});

test('names of the front neither overlap nor leave the chart', () => {
  const { data, params } = scatter();
  const perDecade = size.height / Math.log10(params.ulpMax / params.ulpMin);
  const heights = data.front.map((row) => -Math.log10(row.labelUlp) * perDecade);
  for (let i = 1; i < heights.length; ++i) assert.ok(heights[i] - heights[i - 1] >= 14.9, data.front[i].label);
  const scale = size.width / Math.log10(params.nsMax / params.nsMin);
  for (const row of data.front) {
    assert.ok(Math.log10(row.labelNs / params.nsMin) * scale >= row.label.length * 7, row.label);
  }
  assert.deepEqual(scatter({ size: { width: 280, height: 200 } }).data.front.map((row) => row.label), ['1', '2', '3', '4']);
});

test('envelopes are staircases within the axis, with marks where results fail', () => {
  const { data, params } = envelope([named('textbook/naive'), named('fast/bits'), named('fast/careless')]);
  const naive = data.bins.filter((point) => point.label === 'textbook/naive libm');
  assert.ok(naive.length >= 2 * 40);
  assert.ok(naive.every((point, i) => i === 0 || point.x >= naive[i - 1].x), 'in order of x');
  for (const point of [...data.bins, ...data.marks]) {
    assert.ok(point.x >= params.xMin && point.x <= params.xMax && point.ulp >= params.ulpMin && point.ulp <= params.ulpMax, point.tip);
  }
  const marks = (label) => data.marks.filter((mark) => mark.label === label).map((mark) => mark.what);
  assert.deepEqual(marks('textbook/naive libm'), ['largest error', '0 from here on']);
  assert.ok(marks('fast/careless AVX2').includes('not finite'));
  const flushed = data.marks.find((mark) => mark.what === '0 from here on');
  assert.equal(flushed.x, -88.72283935546875);
});

test('speeds keep their intervals, and each series its colour', () => {
  const shown = [named('simd/vector', 'AVX3'), named('textbook/naive')];
  const sets = workingSets(shown, 'normal').data.speeds;
  assert.deepEqual([...new Set(sets.map((row) => row.length))], ['1', '4,096, 32 KiB', '262,144, 2 MiB']);
  const row = sets.find((speed) => speed.n === 4096 && speed.label.startsWith('simd'));
  assert.deepEqual([row.lo, row.hi], timing(shown[0], shape).relative_ci95);
  assert.ok(row.lo <= row.relative && row.relative <= row.hi);
  const { data, params } = byInputs(shown, 4096);
  assert.equal(data.speeds.length, 8);
  assert.deepEqual(params.names, ['normal', 'uniform', 'saturated', 'subnormal']);
  assert.equal(new Set(data.speeds.map((speed) => speed.colour)).size, 4);
  const waits = latency(kernels, 'normal').data.latencies;
  assert.deepEqual(waits.map((one) => one.ns), waits.map((one) => one.ns).sort((a, b) => a - b));
});

test('what was not measured gives no chart', () => {
  const bare = kernels.map((kernel) => ({ ...kernel, throughput: [], main: null, worst: null }));
  assert.equal(pareto(bare, { front: [], coloured: [], winner: null, fits: () => true, shape, format: 'binary32', size }), null);
  for (const drawn of [envelope(bare), workingSets(bare, 'normal'), byInputs(bare, 4096), latency(bare, 'normal')]) assert.equal(drawn, null);
});

test('ticks are few, round, and within', () => {
  assert.deepEqual(logTicks(0.3, 22), [0.5, 1, 2, 5, 10, 20]);
  assert.deepEqual(logTicks(0.1, 1e7), [0.1, 1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7]);
  assert.deepEqual(logTicks(0.1, 1e16), [1, 100, 1e4, 1e6, 1e8, 1e10, 1e12, 1e14, 1e16]);
});

test('the curves shown at first are the answer, naive and the accurate end of the front', () => {
  const keys = suggested(kernels, { ranked: [keyOf(named('simd/vector', 'AVX3')), keyOf(named('peers/copyleft'))], front });
  assert.equal(keys[0], named('simd/vector', 'AVX3').key);
  assert.equal(keys[1], named('textbook/naive').key);
  assert.ok(keys.length <= 6 && new Set(keys).size === keys.length);
  assert.ok(keys.includes(named('textbook/wider').key));
});

test('captions state CPU, effort, domain, n and evidence', () => {
  assert.match(machineText(subject), /^AMD EPYC \(amd-25-1-1-3f9c\), glibc 2\.36 \(fma\), effort quick$/);
  assert.match(accuracyEvidence(kernels), /315,016,322 inputs, sampled/);
  assert.match(accuracyEvidence(kernels), /lower bounds/);
  assert.match(timingEvidence(kernels, shape), /normal inputs, 4,096 elements a call \(32 KiB\), one thread, beside textbook\/naive/);
  const words = captions({ report: subject, kernels, shown: kernels.slice(0, 2), front, shape, functionName: 'logistic', format: 'binary32',
    scatter: scatter(), alt: graph('logistic').alt });
  assert.match(words.pareto.evidence, /Crosses: 1 not validated/);
  assert.match(words.pareto.alt, /fast\/bits AVX2, simd\/vector AVX3, textbook\/split libm and textbook\/wider libm/);
  for (const name of ['pareto', 'envelope', 'working_sets', 'inputs', 'latency']) {
    assert.match(words[name].evidence, /On AMD EPYC \(amd-25-1-1-3f9c\), .*effort quick\.$/, name);
  }
});

test('the functions are drawn as they are', () => {
  const { data } = graph('logistic');
  const at = (name, x) => data.curves.find((point) => point.name === name && Math.abs(point.x - x) < 1e-9).y;
  assert.equal(at('σ', 0), 0.5);
  assert.equal(at('σ′', 0), 0.25);
  assert.deepEqual(data.asymptotes.map((line) => line.y), [1, 0]);
  for (const name of Object.keys(FUNCTION_FACTS)) {
    assert.ok(graph(name).data.curves.every((point) => Number.isFinite(point.y)), name);
  }
});

test('columns sort by number or text, what is missing last', () => {
  const rows = [{ a: 10 }, { a: NaN }, { a: 9 }, { a: Infinity }, { a: null }];
  const column = { value: (row) => row.a };
  assert.deepEqual(sorted(rows, column, false).map((row) => row.a), [9, 10, Infinity, NaN, null]);
  assert.deepEqual(sorted(rows, column, true).map((row) => row.a), [Infinity, 10, 9, NaN, null]);
  assert.deepEqual(sorted([{ a: 'b' }, { a: 'A' }, { a: 'c' }], column, false).map((row) => row.a), ['A', 'b', 'c']);
});
