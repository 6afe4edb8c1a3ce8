// SPDX-License-Identifier: Apache-2.0
//
// A results file is somebody else's. Whatever its texts hold, they are shown as texts.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { browser, fixture, open, report } from './testing.mjs';

const chromium = await browser();
after(() => chromium.close());

// What an element, a script, a comment or an attribute could be ended or begun by; and what an address could be.
const ATTACKS = [
  '</script><script>globalThis.pwned = 1</script><img src=x onerror="globalThis.pwned = 1">"><svg onload=globalThis.pwned=1>' +
    '<!--<script>\u2028globalThis.pwned = 1\u2029',
  "javascript:globalThis.pwned=1;'-globalThis.pwned--'${globalThis.pwned = 1}",
];

// What the schema restricts, or what ties rows together, cannot hold just any text.
const BOUND = new Set(['schema', 'date', 'cpu_id', 'function', 'format', 'rounding', 'evidence', 'kind', 'check', 'observed', 'mode',
  'effort', 'stage', 'what', 'status', 'fingerprint', 'digest', 'x', 'got', 'exact', 'lo', 'hi', 'first_flushed', 'sum_ulp', 'max_rel',
  'name', 'build', 'family', 'impl', 'id', 'isa', 'inputs', 'yardstick', 'checks', 'functions', 'formats', 'roundings', 'shard',
  'platform', 'selection']);

/** The fixture with an attack in every free text. How many there are is returned as well. */
function hostile(attack) {
  let planted = 0;
  const poison = (value, key) => {
    if (typeof value === 'string') {
      if (BOUND.has(key)) return value;
      ++planted;
      return `${attack} ${value}`;
    }
    if (Array.isArray(value)) return value.map((item) => poison(item, key));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, poison(item, name)]));
  };
  const results = poison(fixture(), '');
  // The names, alike wherever they stand.
  const rename = (entry, member) => { entry[member] = `${attack.replaceAll('/', '∕')}${entry[member]}`; };
  for (const entry of results.implementations) if (entry.id !== 'naive') rename(entry, 'id');
  for (const row of results.measurements) {
    if (row.impl !== 'naive') rename(row, 'impl');
    rename(row, 'isa');
    rename(row, 'build');
    if (row.kind === 'throughput') rename(row, 'inputs');
    if (row.kind === 'behaviour') rename(row.domain, 'name'); // a fingerprint is keyed by its row's
  }
  for (const build of results.builds) rename(build, 'id');
  for (const implementation of results.implementations) {
    for (const claim of implementation.claims ?? []) if (claim.isa) rename(claim, 'isa');
  }
  return { results, planted };
}

for (const attack of ATTACKS) {
  test(`inert: ${attack.slice(0, 20)}…`, async () => {
    const { results, planted } = hostile(attack);
    assert.ok(planted > 200, `${planted} texts`);
    const { folder, page: url } = report(results);
    const { page, problems, close } = await open(chromium, url);
    // Everything that there is to open, sort and choose.
    for (const summary of await page.locator('main summary').all()) await summary.click();
    await page.click('[data-sort="kernels:verdict"]');
    for (const id of ['#add', '#ask-n', '#ask-inputs']) await page.locator(id).selectOption({ index: 1 });
    await page.locator('#pareto .mark-symbol.role-mark path').first().hover({ force: true });
    assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
    assert.deepEqual(await page.evaluate(() => [document.querySelectorAll('img, iframe, object, a[href], [onerror], [onload]').length,
      document.scripts.length]), [0, 2]);
    const text = await page.locator('body').innerText();
    assert.ok(text.includes(attack.slice(0, 20).trim()), 'is shown as text');
    assert.deepEqual(problems, []);

    // The figures stand alone on a code host.
    for (const file of ['pareto', 'envelope', 'inputs']) {
      const suspects = await page.evaluate((svg) => {
        const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
        return [...parsed.querySelectorAll('*')].filter((element) => /^(script|img|image|foreignObject|a|use|parsererror)$/i.test(element.localName)
          || [...element.attributes].some(({ name }) => /^on|href$/i.test(name))).map((element) => element.outerHTML.slice(0, 100));
      }, readFileSync(join(folder, 'figures', `${file}.svg`), 'utf8'));
      assert.deepEqual(suspects, [], file);
    }
    await close();
  });
}

const TURNING = /[\u202a-\u202e\u2066-\u2069]/;

test('no name turns the order of its characters about', async () => {
  const { results } = hostile('\u202egnp.\u2066\u202d');
  const { folder, page: url } = report(results);
  const { page, problems, close } = await open(chromium, url);
  for (const summary of await page.locator('main summary').all()) await summary.click();
  await page.click('.chip >> nth=0');
  await page.locator('#pareto .mark-symbol.role-mark path').first().hover({ force: true });
  const shown = await page.evaluate(() => [document.title,
    ...[...document.querySelectorAll('body :not(script)')].flatMap((element) => [...element.childNodes].filter((node) => node.nodeType === 3)
      .map((node) => node.data)),
    ...[...document.querySelectorAll('[aria-label], [title], [placeholder]')].flatMap((element) =>
      ['aria-label', 'title', 'placeholder'].map((name) => element.getAttribute(name) ?? ''))]);
  assert.deepEqual(shown.filter((text) => TURNING.test(text)), []);
  assert.ok(shown.some((text) => text.includes('⟨U+202E⟩gnp.⟨U+2066⟩')));
  assert.ok(await page.locator('#pareto svg text', { hasText: '⟨U+202E⟩' }).count() > 0, 'in charts too');
  for (const file of ['pareto', 'envelope', 'inputs']) assert.doesNotMatch(readFileSync(join(folder, 'figures', `${file}.svg`), 'utf8'), TURNING, file);
  assert.deepEqual(problems, []);
  await close();
});

for (const width of [360, 1280]) {
  test(`${width} pixels wide: names of any length do not widen the page`, async () => {
    const { page, problems, close } = await open(chromium, report(hostile('x'.repeat(300)).results).page, { viewport: { width, height: 800 } });
    for (const summary of await page.locator('summary').all()) if (await summary.isVisible()) await summary.click({ force: true });
    const wide = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    assert.ok(wide[0] <= wide[1], wide.join(' > '));
    assert.deepEqual(problems, []);
    await close();
  });
}

test('the policy alone would stop a script that got in', async () => {
  const { page, close } = await open(chromium, report(fixture()).page);
  await page.evaluate(() => {
    document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="globalThis.pwned = 1">');
    const script = document.createElement('script');
    script.textContent = 'globalThis.pwned = 2';
    document.body.append(script);
  });
  await page.waitForTimeout(100);
  assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
  await close();
});

test('a hostile address is no state', async () => {
  const { page: url } = report(fixture());
  const { page, problems, close } = await open(chromium, `${url}#show=<img src=x onerror=globalThis.pwned=1>&function=constructor&cpu=</script>`);
  assert.equal(await page.locator('#answer-title').innerText(), 'Ship simd/vector AVX3');
  assert.equal(await page.evaluate(() => globalThis.pwned), undefined);
  assert.deepEqual(problems, []);
  await close();
});
