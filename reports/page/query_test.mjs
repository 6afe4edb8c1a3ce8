// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { relaxationText } from './answer.mjs';
import { choose } from './choose.mjs';
import { step } from './controls.mjs';
import { command, defaultQuery, formatState, parseBound, parseState, question, relax, resultsFile } from './query.mjs';
import { dataOf, fixture, otherCpu, report, shell } from './testing.mjs';

const { reports } = dataOf(report(fixture(), otherCpu()).folder);

test('no fragment is the usual question, and the usual question no fragment', () => {
  const state = parseState('', reports);
  assert.equal(state.query.max_ulp, 4);
  assert.equal(state.query.n, 4096);
  assert.deepEqual(state.query, defaultQuery(reports[0]));
  assert.equal(formatState(state, reports), '');
});

test('a state survives the fragment', () => {
  const states = [
    { cpu: 'arm-1-2-3-beef', show: ['textbook/naive libm', 'simd/vector AVX3'], sort: { table: 'kernels', column: 'max_ulp', down: true },
      families: ['peers', 'fast'], open: ['kernels:simd', 'matrix:fast/bits AVX2'],
      query: { function: 'logistic', format: 'binary32', isa: ['AVX2', 'libm'], max_ulp: 0.6, require: ['nan', 'monotone'], metric: 'latency',
        inputs: 'normal', n: 4096, license: 'permissive', no_dependencies: true, evidence: 'exhaustive' } },
    { cpu: 'amd-25-1-1-3f9c', show: [], sort: null, families: [], open: [],
      query: { ...defaultQuery(reports[0], 'logistic', 'binary64'), max_ulp: null, n: 262144 } },
  ];
  for (const state of states) {
    const fragment = formatState(state, reports);
    assert.deepEqual(parseState(`#${fragment}`, reports), state, fragment);
  }
  assert.equal(formatState(states[0], reports), 'cpu=arm-1-2-3-beef&isa=AVX2,libm&max-ulp=0.6&require=nan,monotone&metric=latency' +
    '&license=permissive&no-dependencies&evidence=exhaustive&show=textbook/naive+libm,simd/vector+AVX3&sort=kernels:max_ulp:down' +
    '&family=peers,fast&open=kernels:simd,matrix:fast/bits+AVX2');
});

test('nonsense in the fragment is as if it were not there', () => {
  const usual = parseState('', reports);
  for (const fragment of ['#%', '#cpu=<script>', '#function=constructor&format=__proto__', '#max-ulp=-1', '#max-ulp=NaN', '#n=7',
    '#sort=kernels', '#sort=<b>:x', '#require=toString,__proto__', '#isa=javascript:alert(1)', '#metric=', '#evidence=1',
    '#family=', '#family=constructor,<b>', '#open=kernels', '#open=losers:fast,kernels:,matrix:__proto__']) {
    assert.deepEqual(parseState(fragment, reports), usual, fragment);
  }
  assert.deepEqual(parseState('#show=<img>,textbook/naive+libm', reports).show, ['textbook/naive libm']);
  assert.deepEqual(parseState('#family=fast,fast', reports).families, ['fast']);
});

test('bounds are positive numbers, or none', () => {
  assert.equal(parseBound(' 2.5 '), 2.5);
  assert.equal(parseBound('1e6'), 1e6);
  assert.equal(parseBound('.5'), 0.5);
  assert.equal(parseBound('2,500'), 2500);
  assert.equal(parseBound('2,500,000.25'), 2500000.25);
  assert.equal(parseBound(''), null);
  assert.equal(parseBound('inf'), null);
  for (const text of ['-1', '0', 'x', 'Infinity', '1 2', '2,5', '2,5000', '0,500', ',500', '25,00,000', '2500,000', '2.500,5', '1,2e', '.', '1e999', '0x10']) assert.equal(parseBound(text), undefined, text);
});

test('steps are by magnitude, and meet each other', () => {
  assert.equal(step(4, true), 5);
  assert.equal(step(4, false), 3);
  assert.equal(step(100, true), 200);
  assert.equal(step(0.5, false), 0.5);
  assert.equal(step(5e7, true), null);
  assert.equal(step(null, false), 1e7);
  let value = 0.5;
  while (step(value, true) !== null) {
    assert.equal(step(step(value, true), false), value);
    value = step(value, true);
  }
});

test('the command asks the same', () => {
  const query = { ...defaultQuery(reports[0]), max_ulp: 0.6, require: ['nan'], no_dependencies: true };
  assert.equal(command(query), 'sigmark choose results.json --max-ulp=0.6 --require=nan --n=4096 --no-dependencies');
  assert.equal(command({ ...query, metric: 'latency', max_ulp: null, require: [], no_dependencies: false }),
    'sigmark choose results.json --max-ulp=inf --metric=latency');
});

// The winners that the page and the command, as a shell reads it, name for a fragment.
function winners(data, folder, fragment, file) {
  const state = parseState(fragment, data);
  const { winner } = choose(data.find((one) => one.machine.cpu_id === state.cpu), question(state.query));
  const name = (one) => one && `${one.name} ${one.isa}`;
  const { stdout, stderr } = shell(`${command(state.query, file)} --json`, folder);
  assert.notEqual(stdout, '', `${fragment}: ${stderr}`);
  return [name(JSON.parse(stdout).winner), name(winner)];
}

test('the command, run, names the same winner', () => {
  const { folder } = report(fixture());
  const data = dataOf(folder).reports;
  const seen = new Set();
  for (const fragment of ['', '#max-ulp=', '#max-ulp=1', '#max-ulp=0.5', '#max-ulp=&require=nan', '#format=binary64&max-ulp=',
    '#metric=latency', '#n=1', '#max-ulp=&metric=latency', '#isa=SCALAR', '#no-dependencies&license=permissive', '#inputs=subnormal',
    '#evidence=exhaustive', '#function=derivative&max-ulp=']) {
    const [run, shown] = winners(data, folder, fragment);
    assert.equal(run, shown, fragment);
    seen.add(shown);
  }
  assert.ok(seen.size >= 4, [...seen].join());
});

test('the command says to the shell what the names are, and nothing else', () => {
  const name = "my file; touch pwned $(touch pwned) `touch pwned` 'it''s' \\ \"x\" ~ * \u202efdp\u2066.f32";
  const results = fixture();
  for (const row of results.measurements) if (row.inputs === 'saturated') row.inputs = name;
  const { folder } = report(results);
  const data = dataOf(folder).reports;
  const [run, shown] = winners(data, folder, `#inputs=${encodeURIComponent(name)}`);
  assert.equal(run, shown);
  assert.notEqual(run, null);
  assert.ok(!existsSync(join(folder, 'pwned')));
  assert.doesNotMatch(command({ ...defaultQuery(data[0]), inputs: name }), /[\u202a-\u202e\u2066-\u2069]/);
});

test('of several CPUs, the command names the file of one', () => {
  const { folder } = report(fixture(), otherCpu());
  const data = dataOf(folder).reports;
  for (const { machine } of data) {
    const [run, shown] = winners(data, folder, `#cpu=${machine.cpu_id}`, resultsFile(data, machine.cpu_id));
    assert.equal(run, shown, machine.cpu_id);
  }
  assert.equal(resultsFile(data.slice(0, 1), data[0].machine.cpu_id), 'results.json');
});

test('a relaxation is said in words', () => {
  assert.equal(relaxationText(['--max-ulp=2.4', 'without --require=monotone']), 'Allow 2.4 ulp and give up “Monotone”');
  assert.equal(relaxationText(['without --isa=AVX2,SSE4', 'without --evidence=exhaustive', 'without --license=permissive', 'without --no-dependencies']),
    'Allow more than AVX2, SSE4 and take sampled evidence and allow any licence and allow a library');
});

test('a relaxation, applied, gives what it says', () => {
  const query = { ...defaultQuery(reports[0]), max_ulp: 0.5, require: ['flags'], license: 'permissive', isa: ['SCALAR'], evidence: 'exhaustive' };
  const { relaxations, winner } = choose(reports[0], question(query));
  assert.equal(winner, null);
  assert.ok(relaxations.length > 0);
  for (const { flags, gives } of relaxations) {
    const answer = choose(reports[0], question(relax(query, flags)));
    assert.equal(answer.winner?.name, gives.name, flags.join());
  }
});
