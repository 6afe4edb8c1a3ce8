// SPDX-License-Identifier: Apache-2.0
//
// The page decides as `sigmark choose` does: the same golden cases.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { choose } from './choose.mjs';

const { digest, cases } = JSON.parse(readFileSync(new URL('../choose/cases.json', import.meta.url), 'utf8'));

// What a golden case states of an answer, as in choose_test.cc.
function essence({ winner, ties, runners_up: runnersUp, rejected, relaxations }) {
  const fit = ({ name, isa, max_ulp: maxUlp, why }) => ({ name, isa, max_ulp: maxUlp, why });
  return {
    winner: winner === null ? null : fit(winner), ties: ties.map(fit), runners_up: runnersUp.map(fit), rejected,
    relaxations,
  };
}

test('there are golden cases', () => assert.ok(cases.length >= 25));

for (const { name, query, answer } of cases) {
  test(`decides: ${name}`, () => assert.deepEqual(essence(choose(digest, query)), answer));
}

test('every kernel of the function and format is in one list, once', () => {
  for (const { query } of cases) {
    const answer = choose(digest, query);
    const listed = [answer.winner, ...answer.ties, ...answer.runners_up, ...answer.rejected].filter(Boolean);
    const asked = digest.kernels.filter((kernel) => kernel.format === answer.query.format);
    const names = (list) => list.map(({ name, isa }) => `${name} ${isa}`).sort();
    assert.deepEqual(names(listed), names(asked));
  }
});

test('a relaxation that is named helps', () => {
  const { relaxations } = choose(digest, { max_ulp: 0.6, require: ['monotone'] });
  assert.deepEqual(relaxations.map(({ flags }) => flags), [['--max-ulp=2.3'], ['without --require=monotone']]);
  const loosened = choose(digest, { max_ulp: 2.3, require: ['monotone'] });
  assert.equal(loosened.winner.name, relaxations[0].gives.name);
});
