// SPDX-License-Identifier: Apache-2.0
//
// What is built, and the figures that it draws.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { compileCharts } from './build.mjs';
import { builtPage, fixture, report } from './testing.mjs';

const { folder } = report(fixture());
const readme = readFileSync(join(folder, 'README.md'), 'utf8');
const figures = readdirSync(join(folder, 'figures'));

test('every chart compiles without a warning', () => assert.equal(Object.keys(compileCharts()).length, 6));

test('the template allows the script and the style that it holds, and no other', () => {
  const html = readFileSync(join(builtPage(), 'report.html'), 'utf8');
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)[1];
  assert.match(policy, /^default-src 'none'; /);
  assert.doesNotMatch(policy, /unsafe|https?:|\*/);
  const allowed = (element) => {
    const content = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(html)[1];
    assert.ok(content.length > 1000);
    return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
  };
  assert.ok(policy.includes(`script-src ${allowed('script')};`));
  assert.ok(policy.includes(`style-src ${allowed('style')};`));
  assert.equal(html.split('<script id="data" type="application/json"></script>').length, 2);
  assert.ok(!/\b(?:src|href)=["']?https?:/i.test(html), 'nothing is fetched');
});

test('figures are on white, and their text is text', () => {
  assert.deepEqual([...figures].sort(), ['envelope.svg', 'function.svg', 'inputs.svg', 'latency.svg', 'pareto.svg', 'working_sets.svg']);
  for (const file of figures) {
    const svg = readFileSync(join(folder, 'figures', file), 'utf8');
    assert.match(svg, /^<svg [^>]*width="\d+[^>]*><rect width="[\d.]+" height="[\d.]+" fill="#ffffff"\/>/, file);
    assert.doesNotMatch(svg, /var\(|NaN|undefined|<script|<image|href="http/, file);
    assert.match(svg, /<text/, file);
  }
  const pareto = readFileSync(join(folder, 'figures', 'pareto.svg'), 'utf8');
  for (const name of ['fast/bits AVX2', 'simd/vector AVX3', 'textbook/wider libm']) assert.ok(pareto.includes(`>${name}<`), name);
  assert.match(pareto, /amd-25-1-1-3f9c/);
  assert.match(readFileSync(join(folder, 'figures', 'function.svg'), 'utf8'), /σ\(0\) = ½/);
});

test('the Markdown shows them by relative links, each with alternative text and evidence', () => {
  const images = [...readme.matchAll(/^!\[(.+)\]\((figures\/[a-z_]+\.svg)\)\n\n\*(.+)\.\* (.+)$/gm)];
  assert.equal(images.length, figures.length);
  for (const [, alt, file, , evidence] of images) {
    assert.ok(existsSync(join(folder, file)), file);
    assert.ok(alt.length > 30 && evidence.length > 30, file);
  }
  assert.ok(readme.indexOf('](figures/') > readme.indexOf('## In five lines'));
  assert.ok(readme.indexOf('](figures/') < readme.indexOf('## How to read this'));
});

test('the same results give the same files', () => {
  const again = report(fixture()).folder;
  for (const file of ['README.md', 'report.html', ...figures.map((name) => join('figures', name))]) {
    assert.equal(readFileSync(join(again, file), 'utf8'), readFileSync(join(folder, file), 'utf8'), file);
  }
});
