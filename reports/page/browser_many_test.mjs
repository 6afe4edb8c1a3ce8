// SPDX-License-Identifier: Apache-2.0
//
// The page with 200 kernels more than the fixture has: families fold and are coloured when asked for, by keyboard too,
// and the address keeps it.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { browser, crowd, fixture, open, report } from './testing.mjs';

const chromium = await browser();
after(() => chromium.close());

const many = report(crowd(200)).page;
const few = report(fixture()).page;

function on(name, url, run, options) {
  test(name, async () => {
    const { page, problems, close } = await open(chromium, url, options);
    await run(page);
    assert.deepEqual(problems, []);
    await close();
  });
}

const fragment = (page) => page.evaluate(() => location.hash);
const fold = (page, name) => page.locator(`[data-fold="${name}"]`);
const expanded = (page, name) => fold(page, name).getAttribute('aria-expanded');
const names = (page, table) => page.locator(`#${table} tbody tr > th .name`).allTextContents();
const focused = (page, data) => page.evaluate((name) => document.activeElement.dataset[name], data);
const FAMILIES = ['fast', 'simd', 'peers', 'variants']; // but for textbook, all of which is on the front or is naive
const ALWAYS = ['fast/bits', 'simd/vector', 'textbook/naive', 'textbook/split', 'textbook/wider'];

for (const [table, fast] of [['kernels', 53], ['matrix', 52]]) { // fast/crash has no behaviour
  on(`${table}: families are folded, but for the front, the answer and textbook/naive`, many, async (page) => {
    assert.deepEqual((await names(page, table)).sort(), ALWAYS);
    assert.match(await fold(page, `${table}:fast`).innerText(), new RegExp(`fast ${fast} kernels, 1 on the front`));
    for (const family of FAMILIES) assert.equal(await expanded(page, `${table}:${family}`), 'false');
    await fold(page, `${table}:peers`).click();
    assert.equal(await expanded(page, `${table}:peers`), 'true');
    assert.equal((await names(page, table)).filter((name) => name.startsWith('peers/')).length, 51);
    assert.equal(await fragment(page), `#open=${table}:peers`);
  });
}

on('with few kernels nothing folds', few, async (page) => {
  assert.equal(await page.locator('[data-fold]').count(), 0);
  assert.equal((await names(page, 'kernels')).length, 10);
});

on('what is unfolded is in the address: reload and back', many, async (page) => {
  await fold(page, 'kernels:simd').click();
  await fold(page, 'matrix:fast').click();
  assert.equal(await fragment(page), '#open=kernels:simd,matrix:fast');
  await page.reload();
  assert.equal(await expanded(page, 'kernels:simd'), 'true');
  assert.equal(await expanded(page, 'matrix:fast'), 'true');
  assert.equal(await expanded(page, 'kernels:fast'), 'false');
  await page.goBack();
  await page.locator('[data-fold="matrix:fast"][aria-expanded="false"]').waitFor();
  assert.equal(await expanded(page, 'kernels:simd'), 'true');
});

on('families unfold and fold by keyboard, and focus and place stay', many, async (page) => {
  const box = page.locator('#kernels').locator('xpath=..');
  await fold(page, 'kernels:fast').focus();
  await page.keyboard.press('Tab');
  assert.equal(await focused(page, 'fold'), 'kernels:simd');
  await page.keyboard.press('Enter');
  assert.equal(await expanded(page, 'kernels:simd'), 'true');
  assert.equal(await focused(page, 'fold'), 'kernels:simd');
  await fold(page, 'kernels:variants').focus();
  const before = await box.evaluate((element) => element.scrollTop);
  assert.ok(before > 0);
  await page.keyboard.press('Space');
  assert.equal(await expanded(page, 'kernels:variants'), 'true');
  assert.equal(await box.evaluate((element) => element.scrollTop), before);
  await page.keyboard.press('Enter');
  assert.equal(await expanded(page, 'kernels:variants'), 'false');
});

on('everything unfolds at once, and folds', many, async (page) => {
  await fold(page, 'kernels:').click();
  assert.equal((await names(page, 'kernels')).length, 210);
  assert.equal(await fold(page, 'kernels:').innerText(), 'Fold everything');
  await fold(page, 'kernels:').click();
  assert.deepEqual((await names(page, 'kernels')).sort(), ALWAYS);
  assert.equal(await fragment(page), '');
});

on('parts sort each for itself, and stay unfolded', many, async (page) => {
  await fold(page, 'kernels:peers').click();
  await page.click('[data-sort="kernels:speed"]');
  await page.click('[data-sort="kernels:speed"]');
  assert.equal(await page.getAttribute('#kernels th[aria-sort="ascending"]', 'aria-sort'), 'ascending');
  for (const body of await page.locator('#kernels tbody').all()) {
    const speeds = (await body.locator('tr:not(.part) > :nth-child(4)').allInnerTexts()).map(parseFloat);
    assert.deepEqual(speeds, [...speeds].sort((a, b) => a - b));
  }
  assert.ok((await names(page, 'kernels')).length > 50);
});

on('variants with the same results are one row, whose members have their speeds', many, async (page) => {
  await fold(page, 'kernels:variants').click();
  const row = page.locator('#kernels tbody tr', { hasText: 'same results as textbook/naive' });
  assert.match(await row.innerText(), /variants\/naive_0\s.*and 16 with the same results/s);
  await row.locator('button').focus();
  await page.keyboard.press('Enter');
  const members = page.locator('#kernels tr.under');
  assert.equal(await members.count(), 16);
  for (const text of await members.allInnerTexts()) assert.match(text, /^variants\/naive_\d+\tlibm\t.* ×.* ns\t/);
  assert.match(await fragment(page), /open=kernels:variants,kernels:variants\/naive_0\+libm$/);
  assert.equal(await focused(page, 'fold'), 'kernels:variants/naive_0 libm');
});

on('a family is coloured when it is chosen, by keyboard too, and the address keeps it', many, async (page) => {
  const points = () => page.locator('#pareto .mark-symbol.role-mark path').evaluateAll((paths) => paths.map((path) => path.getAttribute('fill')));
  const coloured = async () => (await points()).filter((fill) => fill === 'var(--series5)').length;
  assert.equal(await coloured(), 0);
  assert.ok((await points()).filter((fill) => fill === 'var(--rule)').length > 190);
  await page.focus('[data-family="peers"]');
  await page.keyboard.press('Enter');
  assert.equal(await coloured(), 51);
  assert.equal(await page.getAttribute('[data-family="peers"]', 'aria-pressed'), 'true');
  assert.equal(await focused(page, 'family'), 'peers');
  assert.equal(await fragment(page), '#family=peers');
  await page.reload();
  assert.equal(await coloured(), 51);
  await page.click('[data-family="variants"]');
  assert.equal(await fragment(page), '#family=peers,variants');
  await page.click('[data-family="peers"]');
  assert.equal(await coloured(), 0);
});

on('what can be added is grouped by family', many, async (page) => {
  const groups = await page.locator('#add optgroup').evaluateAll((list) => list.map((group) => [group.label, ...[...group.children].map((option) => option.value)]));
  assert.deepEqual(groups.map(([family]) => family), FAMILIES);
  for (const [family, ...labels] of groups) assert.ok(labels.length > 0 && labels.every((label) => label.startsWith(`${family}/`)), family);
  await page.selectOption('#add', 'peers/copyleft_7 AVX2');
  assert.ok((await page.locator('#picker .chip').allInnerTexts()).some((text) => text.startsWith('peers/copyleft_7 AVX2')));
});

on('360 pixels wide: the page does not scroll sideways, folded or not', many, async (page) => {
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(await overflow() <= 0);
  for (const table of ['matrix', 'kernels']) await fold(page, `${table}:`).click();
  assert.ok(await overflow() <= 0);
  // A heading is read wherever its table has been scrolled to.
  await page.locator('#kernels').locator('xpath=..').evaluate((box) => { box.scrollLeft = 400; });
  const { x, width } = await fold(page, 'kernels:peers').boundingBox();
  assert.ok(x >= 0 && x + width <= 360, `${x} + ${width}`);
}, { viewport: { width: 360, height: 800 } });
