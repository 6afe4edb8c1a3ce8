// SPDX-License-Identifier: Apache-2.0
//
// The answer in words: what ties differ in, what else was timed, and what could not be asked.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { build } from 'esbuild';
import { browser, fixture, here, open, report } from './testing.mjs';

const chromium = await browser();
after(() => chromium.close());

/** A test on the page of some results, at a fragment. */
function on(name, results, fragment, run) {
  test(name, async () => {
    const { page, problems, close } = await open(chromium, `${report(results).page}${fragment}`);
    await run(page);
    assert.deepEqual(problems, []);
    await close();
  });
}

const title = (page) => page.locator('#answer-title').innerText();
const lede = (page) => page.locator('#answer .lede').innerText();
const settings = (page) => page.locator('#answer .settings li').allInnerTexts();

/** The fixture with some of its timings. */
function timed(keep) {
  const results = fixture();
  results.measurements = results.measurements.filter((row) => row.kind !== 'throughput' || keep(row));
  return results;
}

/** The fixture, where simd/vector on AVX2 is as fast as on AVX3, as far as the intervals tell; both err alike. */
function equalTie() {
  const results = fixture();
  for (const row of results.measurements) {
    if (row.kind === 'throughput' && row.impl === 'vector' && row.isa === 'AVX2') Object.assign(row, { relative: 10.1, relative_ci95: [10, 10.2] });
  }
  return results;
}

on('a tie that errs as little is not called less accurate', equalTie(), '', async (page) => {
  assert.equal(await title(page), 'Ship simd/vector AVX3');
  assert.equal(await page.locator('.ties').innerText(), 'A tie: as fast, as far as the intervals tell: simd/vector AVX2 ' +
    '(max ≥ 2.481 ulp), and as accurate; named second by speed.');
  const row = await page.locator('#losers tbody tr', { hasText: 'simd/vector AVX2' }).innerText();
  assert.match(row, /as fast, as far as the intervals tell, and as accurate; named second by speed/);
  assert.doesNotMatch(row, /accuracy:/);
});

on('a tie that errs more is', fixture(), '#n=1', async (page) => {
  assert.match(await page.locator('.ties').innerText(), /^A tie: as fast, as far as the intervals tell: peers\/copyleft AVX2 .*, but less accurate\.$/);
});

on('where throughput was not timed, latency is offered', timed((row) => row.mode === 'latency'), '', async (page) => {
  assert.equal(await title(page), 'Nothing fits');
  assert.doesNotMatch(await lede(page), /no setting/);
  assert.match(await lede(page), /was timed so: throughput, normal inputs, 4,096 elements a call/);
  assert.deepEqual(await settings(page), ['Latency, normal inputs gives textbook/wider libm']);
  await page.click('#answer .settings button');
  assert.equal(await title(page), 'Ship textbook/wider libm');
  assert.ok(await page.isChecked('#metric-latency'));
});

on('where latency was not timed, throughput is offered, the nearest first', timed((row) => row.mode === 'throughput'), '#metric=latency', async (page) => {
  assert.doesNotMatch(await lede(page), /no setting/);
  assert.equal((await settings(page))[0], 'Throughput, normal inputs, 4,096 elements a call gives simd/vector AVX3');
  await page.click('#answer .settings button >> nth=0');
  assert.equal(await title(page), 'Ship simd/vector AVX3');
});

on('where what was timed misses the bound too, both are said', timed((row) => row.mode === 'latency'), '#max-ulp=0.5', async (page) => {
  assert.doesNotMatch(await lede(page), /no setting/);
  assert.deepEqual(await settings(page), ['Latency, normal inputs leaves something to relax']);
  await page.click('#answer .settings button');
  assert.match(await page.locator('#answer .demands').innerText(), /Allow 0\.5001 ulp/);
});

on('what no setting changes is said to be so', timed(() => false), '', async (page) => {
  assert.match(await lede(page), /^All \d+ kernels lost for reasons that no setting here can change\.$/);
  assert.deepEqual(await settings(page), []);
});

on('what could not be asked here is listed', fixture(), '', async (page) => {
  await page.click('.absent summary');
  assert.match(await page.locator('.absent li').innerText(), /\/absent: needs libabsent-dev$/);
});

test('an answer shows what was not available, and ties by name', async () => {
  const { outputFiles: [script] } = await build({
    stdin: { contents: "import { renderAnswer } from './answer.mjs'; globalThis.renderAnswer = renderAnswer;", resolveDir: here('.') },
    bundle: true, write: false, format: 'iife',
  });
  const page = await chromium.newPage();
  await page.setContent('<section id="answer"></section>');
  await page.addScriptTag({ content: script.text });
  const fit = (name, more) => ({
    name, isa: 'AVX2', build: 'b', max_ulp: 2, evidence: 'exhaustive', domain: { name: 'all', count: 1 }, why: '', license: 'MIT', duty: '',
    speed: { relative: 2, relative_ci95: [1.9, 2.1], ns_per_element: 1, yardstick: 'textbook/naive' }, dependencies: [],
    usage: { code: '', cmake: [], pkg_config: '' }, ...more,
  });
  const answer = {
    query: { function: 'logistic', format: 'binary32', metric: 'latency' }, winner: fit('a/a'),
    ties: [fit('b/b'), fit('c/c', { nonfinite: 3, max_ulp: 1 })], runners_up: [], rejected: [], relaxations: [],
    unavailable: [{ name: 'peers/absent', reason: 'needs <b>libabsent-dev</b>' }],
  };
  await page.evaluate((given) => globalThis.renderAnswer(document.getElementById('answer'), given, { settings: [], sort: null }), answer);
  assert.deepEqual(await page.locator('.ties li').allInnerTexts(), ['b/b AVX2 (max 2 ulp), and as accurate; named second by name',
    'c/c AVX2 (max 1 ulp), but less accurate']);
  assert.equal(await page.locator('.absent summary').innerText(), 'Not available here, and not asked: 1');
  await page.click('.absent summary');
  assert.equal(await page.locator('.absent li').innerText(), 'peers/absent: needs <b>libabsent-dev</b>');
  await page.evaluate((given) => globalThis.renderAnswer(document.getElementById('answer'), given, { settings: [], sort: null }),
    { ...answer, unavailable: undefined });
  assert.equal(await page.locator('.absent').count(), 0);
  await page.close();
});
