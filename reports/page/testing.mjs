// SPDX-License-Identifier: Apache-2.0
//
// What the tests share: results files, reports made of them by the sigmark that was built, and a browser.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { unpack } from './model.mjs';

const environment = (name) => {
  if (!process.env[name]) throw new Error(`${name} is not set; run the tests by ctest`);
  return process.env[name];
};

/** The folder of the built template and program. */
export const builtPage = () => environment('SIGMARK_PAGE');

const folders = [];
process.on('exit', () => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** A folder that is gone when the tests are. */
export function temporaryFolder() {
  folders.push(mkdtempSync(join(tmpdir(), 'sigmark_page_')));
  return folders.at(-1);
}

/**
 * The results that most tests are about: small, valid, and with a known answer to many questions. At 4 ulp in binary32
 * simd/vector is the fastest; it needs Highway; peers/copyleft is GPL; fast/crash would win, but crashed; textbook/wider
 * alone is within 1 ulp.
 */
export const fixture = () => JSON.parse(readFileSync(new URL('./fixture.json', import.meta.url), 'utf8'));

/** Runs `sigmark report` over results; what it wrote: {folder, page, stderr}, page being a URL. */
export function report(...files) {
  const folder = temporaryFolder();
  const paths = files.map((results, index) => {
    const path = join(folder, `${index}.json`);
    writeFileSync(path, JSON.stringify(results));
    return path;
  });
  const out = join(folder, 'out');
  execFileSync(environment('SIGMARK_PROGRAM'), ['report', ...paths, `--out=${out}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  return { folder: out, page: pathToFileURL(join(out, 'report.html')).href };
}

/** Runs a line as a shell in `folder` would, where `sigmark` is the program that was built: {stdout, stderr, status}. */
export function shell(line, folder) {
  return spawnSync('sh', ['-c', `sigmark() { "$SIGMARK_PROGRAM" "$@"; }\n${line}`], { cwd: folder, encoding: 'utf8' });
}

/** The data of a page that was written. */
export function dataOf(folder) {
  const html = readFileSync(join(folder, 'report.html'), 'utf8');
  return unpack(JSON.parse(/<script id="data" type="application\/json">(.*)<\/script>/.exec(html)[1]));
}

/** The fixture measured on another CPU, where simd/vector and peers/copyleft give each other's bits in binary32. */
export function otherCpu() {
  const results = fixture();
  results.machine.cpu_id = 'arm-1-2-3-beef';
  results.machine.brand = 'Neoverse V1';
  const rows = results.measurements.filter((row) =>
    row.kind === 'accuracy' && row.format === 'binary32' && row.isa === 'AVX2' && ['naive', 'vector', 'bits'].includes(row.impl));
  const [a, b] = rows.filter((row) => row.function === 'logistic');
  for (const member of ['blocks', 'fingerprint']) [a[member], b[member]] = [b[member], a[member]];
  return results;
}

/**
 * The fixture with `size` more kernels of the logistic in binary32: those that it has, under other names and in other
 * families, at other speeds. Variants are textbook/naive, fast/bits and simd/vector's scalar code by turns.
 */
export function crowd(size) {
  const results = fixture();
  const models = {
    fast: ['fast/bits'], simd: ['simd/vector'], peers: ['peers/copyleft'], variants: ['textbook/naive', 'fast/bits', 'simd/vector'],
  };
  const families = Object.keys(models);
  const { implementations, measurements } = fixture();
  for (let i = 0; i < size; ++i) {
    const family = families[i % families.length];
    const turn = Math.floor(i / families.length);
    const [from, model] = models[family][turn % models[family].length].split('/');
    const id = `${model}_${turn}`;
    const isOne = (entry) => entry.family === from && (entry.impl ?? entry.id) === model;
    const rows = measurements.filter((row) => isOne(row) && row.function === 'logistic' && row.format === 'binary32');
    results.implementations.push({ ...implementations.find(isOne), family, id });
    for (const row of rows.filter((one) => one.isa === rows[0].isa)) results.measurements.push(slower({ ...row, family, impl: id }, 1.05 + turn / 20));
  }
  return results;
}

// A row as if it had taken `factor` times as long.
function slower(row, factor) {
  if (row.kind !== 'throughput') return row;
  const scaled = (x) => Number((x / factor).toPrecision(4));
  return {
    ...row, relative: scaled(row.relative), relative_ci95: row.relative_ci95.map(scaled), ns_per_element: row.ns_per_element * factor,
    samples: { ...row.samples, candidate: row.samples.candidate.map((ns) => ns * factor) },
  };
}

/** Chromium, headless. */
export async function browser() {
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: environment('CHROMIUM'), args: ['--no-sandbox', '--disable-gpu'] });
}

/** A page with everything that went wrong on it, and every request but that for the page itself. */
export async function open(browserToUse, url, options = {}) {
  const context = await browserToUse.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(5000);
  const problems = [];
  page.on('console', (message) => problems.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => problems.push(String(error.stack)));
  page.on('dialog', (dialog) => { problems.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => request.url().split('#')[0] !== url.split('#')[0] && problems.push(`request: ${request.url()}`));
  await page.goto(url);
  return { page, problems, close: () => context.close() };
}

export const here = (name) => fileURLToPath(new URL(name, import.meta.url));
