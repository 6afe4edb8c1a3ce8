// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import test from 'node:test';
import { merged, partsOf } from './folding.mjs';
import { frontOf, kernelsOf, timing } from './model.mjs';
import { familiesOf, familyColour, pareto } from './series.mjs';
import { crowd, dataOf, report } from './testing.mjs';

const shape = { metric: 'throughput', inputs: 'normal', n: 4096 };
const load = (results) => kernelsOf(dataOf(report(results).folder).reports[0], 'logistic', 'binary32')
  .sort((a, b) => (timing(b, shape)?.relative ?? 0) - (timing(a, shape)?.relative ?? 0));
const kernels = load(crowd(200));
const front = frontOf(kernels, shape);
const winner = kernels.find((kernel) => kernel.name === 'peers/copyleft_3').key;
const standing = { front, winner };

test('few kernels are one part, whole', () => {
  const few = kernels.filter((kernel) => kernel.family !== 'variants').slice(0, 30);
  assert.deepEqual(partsOf(merged(few, standing), standing), [{ family: null, rows: few }]);
});

test('every kernel is in one part once, and the front, the answer and textbook/naive in the first', () => {
  const parts = partsOf(merged(kernels, standing), standing);
  const all = parts.flatMap((part) => part.rows).flatMap((row) => [row, ...(row.rest ?? [])]).map((row) => row.key);
  assert.equal(all.length, kernels.length);
  assert.deepEqual(new Set(all), new Set(kernels.map((kernel) => kernel.key)));
  assert.deepEqual(parts.map((part) => part.family), [null, 'fast', 'simd', 'peers', 'variants'], 'all of textbook is in the first');
  const first = parts[0].rows.map((row) => row.key);
  for (const key of [...front, winner, kernels.find((kernel) => kernel.name === 'textbook/naive').key]) assert.ok(first.includes(key), key);
  for (const { family, count, onFront } of parts.slice(1)) {
    assert.equal(count, kernels.filter((kernel) => kernel.family === family).length, family);
    assert.equal(onFront, kernels.filter((kernel) => kernel.family === family && front.includes(kernel.key)).length, family);
  }
});

test('variants with the same results are one row, that of the fastest', () => {
  const rows = merged(kernels, standing).filter((row) => row.family === 'variants');
  assert.deepEqual(rows.map((row) => [row.name, row.rest.length, row.like]).sort(), [
    ['variants/bits_1', 16, null], ['variants/naive_0', 16, 'textbook/naive'], ['variants/vector_2', 15, null],
  ]);
  assert.equal(new Set(rows.map((row) => row.fold)).size, 3);
});

test('a variant of the front keeps a row of its own, and one that is not validated is never behind one that is', () => {
  const [leader, other] = kernels.filter((kernel) => kernel.name.startsWith('variants/naive')).slice(-2);
  const rows = merged(kernels, { front: [leader.key], winner: other.key }).filter((row) => row.like !== null && row.family === 'variants');
  assert.deepEqual(rows.map((row) => [row.key, row.rest.length]).sort(), [[leader.key, 15], [other.key, 0]].sort());
  const failed = kernels.map((kernel) => (kernel === leader ? { ...kernel, validated: false } : kernel));
  assert.equal(merged(failed, standing).find((row) => row.key === leader.key).rest.length, 0);
});

test('the fragment calls a row by one name, whatever is the fastest', () => {
  const names = (list) => merged(list, standing).filter((row) => row.rest?.length > 0).map((row) => row.fold).sort();
  assert.deepEqual(names([...kernels].reverse()), names(kernels));
});

test('the scatter colours the front and what is asked for, on top of the rest', () => {
  const rows = (coloured) => pareto(kernels, { front, coloured, winner, fits: () => true, shape, format: 'binary32', size: { width: 700, height: 330 } }).data.kernels;
  const familyOf = (row) => row.key.split('/')[0];
  const plain = rows([]);
  for (const row of plain) assert.equal(row.colour, front.includes(row.key) ? familyColour(familyOf(row)) : 'rule', row.key);
  assert.deepEqual(plain.slice(-front.length).map((row) => row.key).sort(), [...front].sort());
  for (const row of rows(['peers'])) {
    assert.equal(row.colour, front.includes(row.key) || familyOf(row) === 'peers' ? familyColour(familyOf(row)) : 'rule', row.key);
  }
});

test('families have colours of their own, and one that is unknown none of theirs', () => {
  const names = ['sigmark', 'textbook', 'fast', 'simd', 'peers', 'plugin', 'variants', 'another'];
  assert.equal(new Set(names.map(familyColour)).size, names.length);
  assert.deepEqual(familiesOf([...names].reverse().map((family) => ({ family }))), names);
});
