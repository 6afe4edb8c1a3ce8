// SPDX-License-Identifier: Apache-2.0
//
// Colours can be read, and told apart, in both themes and by those who see few of them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

const palette = JSON.parse(readFileSync(new URL('./palette.json', import.meta.url), 'utf8'));
const channels = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

// WCAG's contrast ratio.
function contrast(a, b) {
  const [dark, light] = [luminance(channels(a)), luminance(channels(b))].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

// Machado, Oliveira and Fernandes (2009), severity 1: on linear light.
const BLIND = {
  protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
};
const seen = (hex, matrix) => {
  const rgb = channels(hex).map(linear);
  return matrix.map((row) => Math.min(Math.max(row.reduce((sum, x, i) => sum + x * rgb[i], 0), 0), 1));
};

// CIELAB, from linear sRGB; differences above 10 are plain to see in marks of some size.
function lab(rgb) {
  const [x, y, z] = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    .map((row, i) => row.reduce((sum, w, j) => sum + w * rgb[j], 0) / [0.9505, 1, 1.089][i])
    .map((t) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116));
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const distance = (a, b) => Math.hypot(...a.map((v, i) => v - b[i]));

for (const [theme, colours] of Object.entries(palette)) {
  test(`${theme}: text is legible on every ground`, () => {
    for (const text of ['ink', 'muted', 'accent', 'good', 'bad']) {
      for (const ground of ['paper', 'panel', 'wash']) {
        assert.ok(contrast(colours[text], colours[ground]) >= 4.5, `${text} on ${ground}: ${contrast(colours[text], colours[ground])}`);
      }
    }
  });

  test(`${theme}: marks and borders of controls stand out`, () => {
    for (const mark of ['rule', ...Array.from({ length: 8 }, (_, i) => `series${i + 1}`)]) {
      for (const ground of ['paper', 'panel']) {
        assert.ok(contrast(colours[mark], colours[ground]) >= 3, `${mark} on ${ground}: ${contrast(colours[mark], colours[ground])}`);
      }
    }
  });

  // Shapes and dashes tell series apart as well. The rule is the grey of what is not coloured.
  test(`${theme}: series differ for those who are colour-blind`, () => {
    const marks = [...Array.from({ length: 8 }, (_, i) => `series${i + 1}`), 'rule'];
    for (const [name, matrix] of Object.entries(BLIND)) {
      for (const [i, one] of marks.entries()) {
        for (const other of marks.slice(i + 1)) {
          const apart = distance(lab(seen(colours[one], matrix)), lab(seen(colours[other], matrix)));
          assert.ok(apart >= 10, `${name}: ${one} and ${other}: ${apart.toFixed(1)}`);
        }
      }
    }
  });
}

test('both themes have the same colours', () => {
  assert.deepEqual(Object.keys(palette.light), Object.keys(palette.dark));
});
