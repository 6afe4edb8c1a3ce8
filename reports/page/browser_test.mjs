// SPDX-License-Identifier: Apache-2.0
//
// The page in a browser: it loads, answers, keeps its state, and is usable by keyboard, on a phone and in the dark.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { browser, fixture, open, otherCpu, report } from './testing.mjs';

const chromium = await browser();
after(() => chromium.close());

const single = report(fixture()).page;
const both = report(fixture(), otherCpu()).page;

/** A test on a page of its own, which must have no problems in the end. */
function on(name, url, run, options) {
  test(name, async () => {
    const { page, problems, close } = await open(chromium, url, options);
    await run(page);
    assert.deepEqual(problems, []);
    await close();
  });
}

const answer = (page) => page.locator('#answer-title').innerText();
const fragment = (page) => page.evaluate(() => location.hash);
const column = (page, table, number) =>
  page.locator(`#${table} tbody tr > :nth-child(${number})`).allInnerTexts();

on('loads without a word on the console and without a request, and draws every figure', single, async (page) => {
  assert.equal(await page.title(), 'Sigmark on AMD EPYC (amd-25-1-1-3f9c)');
  assert.match(await page.locator('#run').innerText(), /effort quick/);
  for (const id of ['pareto', 'envelope', 'working_sets', 'inputs', 'latency', 'function']) {
    const figure = page.locator(`#${id} figure`);
    assert.ok(await figure.locator('svg path').count() > 5, id);
    assert.ok((await figure.locator('.canvas').getAttribute('aria-label')).length > 30, id);
    if (id !== 'function') assert.match(await figure.locator('figcaption').innerText(), /amd-25-1-1-3f9c.*effort quick/);
  }
  assert.ok(await page.isHidden('#cpus'));
  assert.ok(await page.isHidden('#differences'));
  const front = await page.locator('#pareto svg text').allTextContents();
  for (const name of ['fast/bits AVX2', 'simd/vector AVX3', 'textbook/split libm', 'textbook/wider libm']) assert.ok(front.includes(name), name);
});

on('no two elements have one id, and every label has its control', both, async (page) => {
  const wrong = await page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    return [...ids.filter((id, i) => ids.indexOf(id) !== i),
      ...[...document.querySelectorAll('label')].filter((label) => label.control === null).map((label) => label.textContent),
      ...[...document.querySelectorAll('[aria-labelledby]')].map((element) => element.getAttribute('aria-labelledby')).filter((id) => !ids.includes(id))];
  });
  assert.deepEqual(wrong, []);
});

on('answers as sigmark choose does, and says why', single, async (page) => {
  assert.equal(await answer(page), 'Ship simd/vector AVX3');
  assert.equal(await page.locator('#answer-sentence').innerText(),
    'No error found above 2.481 ulp, 10.2 times as fast as textbook/naive: the fastest of 6 that fit.');
  assert.match(await page.locator('#answer .facts').innerText(), /315,016,322 inputs, sampled/);
  assert.match(await page.locator('#answer .usage').innerText(), /FindKernel\("simd\/vector"/);
  const losers = Object.fromEntries((await page.locator('#losers tbody tr').allInnerTexts()).map((row) => row.split('\t')));
  assert.equal(losers['peers/copyleft AVX2'], 'speed: 1.63 times slower');
  assert.match(losers['fast/bits AVX2'], /^max ≥ 2\.02e\+06 ulp, more than 4, at x = -0x1\.630d58p\+6/);
  assert.equal(losers['fast/crash AVX2'], 'not validated: signal in behaviour: signal 11 at n = 17');
  assert.equal(Object.keys(losers).length, 9);
});

on('every filter changes the answer to the right one', single, async (page) => {
  const expect = async (name) => assert.equal(await answer(page), name);
  await page.fill('#max-ulp', '1');
  await page.press('#max-ulp', 'Enter');
  await expect('Ship textbook/wider libm');
  await page.fill('#max-ulp', '');
  await page.press('#max-ulp', 'Tab');
  await expect('Ship fast/bits AVX2');
  await page.check('#require-nan');
  await expect('Ship simd/vector AVX3');
  await page.click('#reset');
  await page.check('#no-dependencies-yes');
  await expect('Ship peers/copyleft AVX2');
  await page.check('#license-permissive');
  await expect('Ship textbook/split libm');
  await page.check('#require-monotone');
  await expect('Ship textbook/wider libm');
  await page.click('#reset');
  await page.check('#isa-SCALAR');
  await expect('Ship simd/vector SCALAR');
  await page.click('#reset');
  await page.check('#metric-latency');
  await expect('Ship textbook/wider libm');
  await page.click('#reset');
  await page.selectOption('#ask-n', '1');
  await expect('Ship textbook/split libm');
  assert.match(await page.locator('.ties').innerText(), /A tie: as fast, .*peers\/copyleft AVX2/);
  await page.click('#reset');
  await page.selectOption('#ask-format', 'binary64');
  await expect('Ship peers/copyleft AVX2');
  await page.selectOption('#ask-function', 'derivative');
  assert.match(await page.locator('#answer .overline').innerText(), /derivative of the logistic function/i);
  await page.click('#reset');
  await page.selectOption('#ask-inputs', 'subnormal');
  await expect('Ship simd/vector AVX3');
  await page.selectOption('#ask-evidence', 'exhaustive');
  await expect('Nothing fits');
});

on('where nothing fits, the nearest relaxation can be taken', single, async (page) => {
  await page.fill('#max-ulp', '0.5');
  await page.press('#max-ulp', 'Enter');
  assert.equal(await answer(page), 'Nothing fits');
  await page.click('.relaxations button');
  assert.equal(await answer(page), 'Ship textbook/wider libm');
  assert.equal(await page.inputValue('#max-ulp'), '0.5001');
});

on('a bound that is none is refused and changes nothing', single, async (page) => {
  await page.fill('#max-ulp', '-3');
  await page.press('#max-ulp', 'Enter');
  assert.equal(await page.getAttribute('#max-ulp', 'aria-invalid'), 'true');
  assert.equal(await answer(page), 'Ship simd/vector AVX3');
});

on('thousands may have commas; a comma that could mean something else is refused in words', single, async (page) => {
  const enter = async (text) => {
    await page.fill('#max-ulp', text);
    await page.press('#max-ulp', 'Enter');
  };
  assert.ok(await page.isHidden('#max-ulp-problem'));
  await enter('2,500,000');
  assert.equal(await fragment(page), '#max-ulp=2500000');
  assert.equal(await answer(page), 'Ship fast/bits AVX2');
  assert.ok(await page.isHidden('#max-ulp-problem'));
  await enter('2,5');
  assert.match(await page.locator('#max-ulp-problem').innerText(), /between thousands only.*still for 2500000 ulp/);
  assert.equal(await fragment(page), '#max-ulp=2500000');
  await page.press('#max-ulp', 'ArrowDown');
  assert.equal(await page.inputValue('#max-ulp'), '2000000', 'steps start from what holds');
  await enter('x');
  await enter('2000000');
  assert.ok(await page.isHidden('#max-ulp-problem'), 'also where the bound is the one that holds');
});

on('the address keeps the state: reload, back and forward', single, async (page) => {
  await page.check('#require-monotone');
  await page.fill('#max-ulp', '1');
  await page.press('#max-ulp', 'Enter');
  await page.click('[data-sort="kernels:max_ulp"]');
  const address = await fragment(page);
  assert.equal(address, '#max-ulp=1&require=monotone&sort=kernels:max_ulp');
  await page.reload();
  assert.equal(await answer(page), 'Ship textbook/wider libm');
  assert.ok(await page.isChecked('#require-monotone'));
  assert.equal(await page.getAttribute('#kernels th[aria-sort="ascending"]', 'aria-sort'), 'ascending');
  await page.goBack();
  await page.goBack();
  await page.locator('#answer-title', { hasText: 'Ship simd/vector AVX3' }).waitFor(); // the browser tells when it likes
  assert.equal(await page.inputValue('#max-ulp'), '4');
  await page.goForward();
  await page.goForward();
  await page.locator('#kernels th[aria-sort="ascending"]').waitFor();
  assert.equal(await fragment(page), address);
  assert.equal(await answer(page), 'Ship textbook/wider libm');
});

on('tables sort, by numbers as numbers, and say so', single, async (page) => {
  const heading = page.locator('#kernels th', { hasText: 'max ulp' });
  await heading.locator('button').click();
  assert.equal(await heading.getAttribute('aria-sort'), 'ascending');
  const ascending = await column(page, 'kernels', 3);
  assert.equal(ascending[0], '≥ 0.5001');
  assert.match(ascending.at(-1), /not finite/);
  await heading.locator('button').click();
  assert.equal(await heading.getAttribute('aria-sort'), 'descending');
  assert.deepEqual(await column(page, 'kernels', 3), ascending.reverse());
  assert.equal(await page.locator('#kernels th[aria-sort="ascending"], #kernels th[aria-sort="descending"]').count(), 1);
  await page.locator('#violations-box summary').click();
  await page.click('[data-sort="violations:violations"]');
  const times = (await column(page, 'violations', 5)).map((text) => Number(text.replaceAll(',', '')));
  assert.ok(times.length > 10 && times.every((value, i) => i === 0 || value <= times[i - 1]));
});

on('works by keyboard alone', single, async (page) => {
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'skip');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'answer-title');
  await page.focus('#max-ulp');
  for (let i = 0; i < 3; ++i) await page.keyboard.press('ArrowDown');
  assert.equal(await page.inputValue('#max-ulp'), '1');
  assert.equal(await answer(page), 'Ship textbook/wider libm');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'max-ulp', 'focus stays where it was');
  await page.focus('#require-nan');
  await page.keyboard.press('Space');
  assert.ok(await page.isChecked('#require-nan'));
  await page.focus('[data-sort="losers:lost"]');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.sort), 'losers:lost');
  // Every control that can be seen can be reached.
  const unreachable = await page.evaluate(() => [...document.querySelectorAll('button, select, input, summary, .scroller')]
    .filter((element) => element.offsetParent !== null && element.tabIndex < 0 && getComputedStyle(element).pointerEvents !== 'none').length);
  assert.equal(unreachable, 0);
});

on('what is compared can be picked from the list and from the scatter', single, async (page) => {
  const chips = () => page.locator('.chip').allInnerTexts();
  const before = await chips();
  await page.selectOption('#add', 'fast/careless AVX2');
  assert.equal((await chips()).length, before.length + 1);
  assert.match(await page.locator('#envelope .canvas').getAttribute('aria-label'), /fast\/careless AVX2/);
  await page.click('.chip >> nth=0');
  assert.equal((await chips()).length, before.length);
  const point = page.locator('#pareto .mark-symbol.role-mark path').first();
  const shown = await chips();
  await point.click({ force: true });
  assert.notDeepEqual(await chips(), shown);
});

on('several CPUs: one is shown at a time, and where bits differ is told', both, async (page) => {
  assert.equal(await page.locator('#machine').innerText(), 'AMD EPYC amd-25-1-1-3f9c');
  await page.selectOption('#cpu', 'arm-1-2-3-beef');
  assert.equal(await page.locator('#machine').innerText(), 'Neoverse V1 arm-1-2-3-beef');
  assert.match(await page.locator('#pareto figcaption').innerText(), /Neoverse V1 \(arm-1-2-3-beef\)/);
  assert.doesNotMatch(await page.locator('main').innerText().then((text) => text.split('Where bits differ')[0]), /amd-25-1-1-3f9c/);
  assert.match(await fragment(page), /cpu=arm-1-2-3-beef/);
  const rows = await page.locator('#fingerprints tbody tr').allInnerTexts();
  assert.equal(rows.length, 2);
  for (const row of rows) assert.equal(new Set(row.match(/[0-9a-f]{16}/g)).size, 2, row);
  assert.doesNotMatch(await page.locator('#differences').innerText(), /\d ns/);
});

for (const colorScheme of ['light', 'dark']) {
  on(`${colorScheme}: the page and its figures follow the theme`, single, async (page) => {
    const colours = await page.evaluate(() => {
      const style = (selector, property) => getComputedStyle(document.querySelector(selector))[property];
      return { paper: style('body', 'backgroundColor'), ink: style('body', 'color'), label: style('#pareto svg .role-axis-title text', 'fill') };
    });
    const lightness = (colour) => colour.match(/\d+/g).slice(0, 3).reduce((sum, c) => sum + Number(c), 0) / 765;
    assert.equal(lightness(colours.paper) > 0.5, colorScheme === 'light');
    assert.ok(Math.abs(lightness(colours.paper) - lightness(colours.ink)) > 0.5);
    assert.equal(colours.label, colours.ink);
  }, { colorScheme });
}

on('printed, the page is dark on white, whatever the theme', single, async (page) => {
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  assert.ok(await page.isHidden('#controls'));
  assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('#pareto svg .role-axis-title text')).fill), 'rgb(29, 35, 48)');
}, { colorScheme: 'dark' });

for (const width of [360, 1920]) {
  on(`${width} pixels wide: the page does not scroll sideways`, both, async (page) => {
    const overflow = () => page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    const [scroll, client] = await overflow();
    assert.ok(scroll <= client, `${scroll} > ${client}`);
    for (const summary of await page.locator('main summary').all()) await summary.click();
    const [after] = await overflow();
    assert.ok(after <= client, `opened: ${after} > ${client}`);
    const cut = await page.evaluate(() => [...document.querySelectorAll('.canvas svg')].filter((svg) =>
      svg.getBoundingClientRect().width > svg.parentElement.clientWidth + 1).length);
    assert.equal(cut, 0);
  }, { viewport: { width, height: 800 } });
}

on('the snippet can be copied', single, async (page) => {
  await page.click('.snippet .copy >> nth=0');
  await page.locator('.copied', { hasText: 'Copied' }).waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /FindKernel\("simd\/vector"/);
}, { permissions: ['clipboard-read', 'clipboard-write'] });
