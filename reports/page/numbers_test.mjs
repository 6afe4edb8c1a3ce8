// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { bound, bytes, count, decimal, general, input, nanoseconds, number, parseHex, share, toNumber } from './numbers.mjs';

test('hex floats are read to the last bit', () => {
  assert.equal(parseHex('0x1.8p+1'), 3);
  assert.equal(parseHex('-0x1.62e43p+6'), -88.72283935546875);
  assert.equal(parseHex('0x1.fffffffffffffp+1023'), Number.MAX_VALUE);
  assert.equal(parseHex('0x0.0000000000001p-1022'), Number.MIN_VALUE);
  assert.equal(parseHex('-inf'), -Infinity);
  assert.ok(Object.is(parseHex('-0x0p+0'), -0));
  for (const text of ['', 'x', '1.5', '0x', '0x1.8', 'javascript:1', '0x1.8p+1;']) assert.ok(Number.isNaN(parseHex(text)), text);
});

test('numbers of the file may be text', () => {
  assert.equal(toNumber('inf'), Infinity);
  assert.equal(toNumber(2.5), 2.5);
  assert.ok(Number.isNaN(toNumber(null)));
});

test('every text is that of the Markdown report', () => {
  // reports/report/report_test.cc holds markdown.cc to the same table.
  const table = JSON.parse(readFileSync(new URL('../report/number_texts.json', import.meta.url), 'utf8'));
  const texts = { bound: (hex) => bound(parseHex(hex)), number: (hex) => number(parseHex(hex)), input, bytes, count, share };
  let rows = 0;
  for (const [name, cases] of Object.entries(table)) {
    for (const [text, ...reversed] of cases.map((row) => [...row].reverse())) {
      assert.equal(texts[name](...reversed.reverse()), text, `${name} ${reversed}`);
      ++rows;
    }
  }
  assert.ok(rows > 500);
});

test('bounds are never printed below what was measured', () => {
  for (const [value, text] of [[0.5, '0.5'], [0.50001, '0.5001'], [2.36049, '2.361'], [2103000, '2.11e+06'], [0, '0'],
    [1e-7, '1.00e-07'], [12345, '1.235e+04'], [99999, '1e+05'], [Infinity, 'inf']]) assert.equal(bound(value), text);
  for (let i = 0; i < 2000; ++i) {
    const value = 10 ** (Math.random() * 20 - 10);
    assert.ok(Number(bound(value)) >= value && Number(bound(value)) < value * 1.011, `${value} ${bound(value)}`);
  }
});

test('numbers are short', () => {
  for (const [value, text] of [[10.234, '10.2'], [0.014, '0.014'], [1234.5, '1234'], [123456, '1.23e+05'], [0, '0'], [1.5e-9, '1.50e-09'],
    [Infinity, 'inf'], [-Infinity, '-inf'], [NaN, 'nan'], [1.015625, '1.02'], [1001.5, '1002'],
    [-2.5, '-2.5']]) assert.equal(number(value), text);
  assert.equal(general(1e-7, 6), '1e-07');
  assert.equal(general(4, 6), '4');
  assert.equal(general(1.015625, 6), '1.01562');
  assert.equal(general(1234567, 6), '1.23457e+06');
  assert.equal(count(302016), '302,016');
  assert.equal(count(12), '12');
  assert.equal(nanoseconds(0.1493), '0.149 ns');
  assert.equal(nanoseconds(12345), '12.3 µs');
});

test('shares are 0 or all only if they are', () => {
  assert.equal(share(0, 10), '0');
  assert.equal(share(10, 10), '100 %');
  assert.equal(share(99999, 100000), '99.9 %');
});

test('sizes and inputs', () => {
  assert.equal(bytes(512), '512 B');
  assert.equal(bytes(32768), '32 KiB');
  assert.equal(bytes(1572864), '1.5 MiB');
  assert.equal(decimal('-0x1.62e43p+6'), '−88.7228');
  assert.equal(decimal('-0x0p+0'), '−0');
  assert.equal(decimal('-inf'), '−inf');
  assert.equal(input('0x1p+0'), '0x1p+0 (1)');
});
