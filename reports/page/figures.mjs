// SPDX-License-Identifier: Apache-2.0
//
// The static figures of one report: node figures.mjs DATA.json OUTDIR
// DATA.json is what the page holds ("sigmark-page/1"). Writes an SVG for each figure that there is data for, and prints
// them as JSON: [{"file", "title", "alt", "evidence"}], in the order of a page.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import charts from 'sigmark:charts';
import palette from 'sigmark:palette';
import { captions } from './captions.mjs';
import { choose } from './choose.mjs';
import { createView } from './draw.mjs';
import { graph } from './functions.mjs';
import { FORMATS, frontOf, FUNCTIONS, kernelsOf, keyOf, unpack } from './model.mjs';
import { defaultQuery } from './query.mjs';
import { suggested } from './select.mjs';
import * as series from './series.mjs';
import { installTextSize } from './textsize.mjs';

const WIDTH = 760;
// Title, evidence and legend included.
const HEIGHTS = { pareto: 540, envelope: 520, working_sets: 460, function: 380 };
const light = (name) => palette.light[name];

// A caption in lines that fit the figure.
function wrap(text, width = 108) {
  const lines = [''];
  for (const word of text.split(' ')) {
    if (lines.at(-1).length + word.length > width) lines.push('');
    lines.push(`${lines.pop()} ${word}`.trim());
  }
  return lines;
}

async function svg(name, drawn, caption, subject) {
  const view = createView(charts[name], drawn, {
    colour: light, width: WIDTH, height: HEIGHTS[name],
    title: {
      text: `${caption.title}: ${subject}`, subtitle: wrap(caption.evidence), anchor: 'start', offset: 14, fontSize: 16,
      subtitleFontSize: 12, subtitlePadding: 6, subtitleLineHeight: 16,
    },
  });
  view.background('#ffffff').padding(12);
  // Fitting knows the size of the title only once it has been laid out.
  await view.runAsync();
  await view.resize().runAsync();
  return view.toSVG();
}

// The group that a reader looks for first, or what there is.
function mainGroup(report) {
  for (const format of FORMATS) {
    for (const functionName of FUNCTIONS) {
      if (kernelsOf(report, functionName, format).length > 0) return { functionName, format };
    }
  }
  return null;
}

installTextSize();

function draw(report) {
  const { functionName, format } = mainGroup(report) ?? { functionName: 'logistic', format: 'binary32' };
  const kernels = kernelsOf(report, functionName, format);
  const query = defaultQuery(report, functionName, format);
  const shape = { metric: query.metric, inputs: query.inputs, n: query.n };
  const choice = choose(report, query);
  const ranked = [choice.winner, ...choice.ties, ...choice.runners_up].filter(Boolean).map(keyOf);
  const front = frontOf(kernels, shape);
  const picked = suggested(kernels, { ranked, front });
  const shown = picked.map((key) => kernels.find((kernel) => kernel.key === key));
  const size = { width: WIDTH - 90, height: HEIGHTS.pareto - 210 };
  const drawn = {
    pareto: series.pareto(kernels, { front, coloured: [], winner: null, fits: () => true, shape, format, size }),
    envelope: series.envelope(shown),
    working_sets: series.workingSets(shown, shape.inputs),
    inputs: series.byInputs(shown, query.n),
    latency: series.latency(shown, shape.inputs),
    function: graph(functionName),
  };
  const words = captions({
    report, kernels, shown, front, shape, functionName, format, scatter: drawn.pareto, alt: drawn.function.alt,
  });
  return { drawn, words, subject: `${functionName}, ${format}` };
}

async function main(dataFile, folder) {
  const [report] = unpack(JSON.parse(readFileSync(dataFile, 'utf8'))).reports;
  const { drawn, words, subject } = draw(report);
  mkdirSync(folder, { recursive: true });
  const written = [];
  for (const [name, data] of Object.entries(drawn)) {
    if (data === null) continue;
    const file = `${name}.svg`;
    writeFileSync(join(folder, file), await svg(name, data, words[name], subject));
    written.push({ file, ...words[name] });
  }
  console.log(JSON.stringify(written));
}

if (process.argv.length !== 4) {
  console.error('usage: node figures.mjs DATA.json OUTDIR');
  process.exit(2);
}
await main(process.argv[2], process.argv[3]);
