// SPDX-License-Identifier: Apache-2.0
//
// Builds what `sigmark report` needs into a folder: node build.mjs OUTDIR
//   report.html   the page, whole in one file, with a place for data that nothing else in it looks like
//   figures.mjs   a program for Node that draws the static figures
// Charts are compiled from Vega-Lite to Vega here, so that neither carries Vega-Lite.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compile } from 'vega-lite';

const here = dirname(fileURLToPath(import.meta.url));
const read = (name) => readFileSync(join(here, name), 'utf8');

/** All charts as Vega specs, by file name. A warning of Vega-Lite is a mistake in a chart. */
export function compileCharts() {
  const charts = {};
  for (const file of readdirSync(join(here, 'charts')).filter((name) => name.endsWith('.json')).sort()) {
    const fail = (...message) => { throw new Error(`charts/${file}: ${message.join(' ')}`); };
    // Charts whose height follows their rows fit their width only: Vega-Lite does as they ask, and says so.
    const warn = (...message) => (String(message[0]).startsWith('Dropping "fit-y"') ? logger : fail(...message));
    const logger = { level: () => logger, error: fail, warn, info: () => logger, debug: () => logger };
    const { background, ...spec } = compile(JSON.parse(read(`charts/${file}`)), { logger }).spec;
    void background; // the page has one
    charts[file.slice(0, -'.json'.length)] = spec;
  }
  return charts;
}

// `import charts from 'sigmark:charts'`, and the same of the palette.
const generated = {
  name: 'sigmark',
  setup(bundler) {
    bundler.onResolve({ filter: /^sigmark:/ }, ({ path }) => ({ path, namespace: 'sigmark' }));
    bundler.onLoad({ filter: /.*/, namespace: 'sigmark' }, ({ path }) => ({
      loader: 'json',
      contents: path === 'sigmark:charts' ? JSON.stringify(compileCharts()) : read('palette.json'),
    }));
  },
};

const common = {
  absWorkingDir: here, bundle: true, minify: true, write: false, legalComments: 'none', charset: 'utf8',
  plugins: [generated], logLevel: 'warning',
};

// A theme as custom properties.
const properties = (theme) => Object.entries(theme).map(([name, colour]) => `--${name}:${colour}`).join(';');

function stylesheet() {
  const { light, dark } = JSON.parse(read('palette.json'));
  const themes = `:root{${properties(light)}}\n@media screen and (prefers-color-scheme:dark){:root{${properties(dark)}}}\n`;
  return build({ ...common, stdin: { contents: themes + read('style.css'), loader: 'css', resolveDir: here } });
}

const sourceHash = (text) => `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;

/** The page: only the very script and style that were built here are allowed to run. */
async function page() {
  const script = (await build({ ...common, entryPoints: ['main.mjs'], format: 'iife', target: 'es2020' })).outputFiles[0].text
    .replaceAll('</script', '<\\/script');
  const style = (await stylesheet()).outputFiles[0].text;
  const policy = `default-src 'none'; script-src ${sourceHash(script)}; style-src ${sourceHash(style)}; ` +
    "img-src data:; base-uri 'none'; form-action 'none'";
  const parts = { policy, style, script };
  return read('page.html').replace(/\{\{(policy|style|script)\}\}/g, (_, name) => parts[name]);
}

// Written under another name and renamed: a build that is interrupted leaves no half of a file.
function write(folder, name, text) {
  const temporary = join(folder, `${name}.new`);
  writeFileSync(temporary, text);
  renameSync(temporary, join(folder, name));
}

async function main(folder) {
  mkdirSync(folder, { recursive: true });
  const figures = await build({
    ...common, entryPoints: ['figures.mjs'], format: 'esm', platform: 'node', target: 'node18',
    // Packages that are CommonJS ask for require.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    external: ['canvas'],
  });
  write(folder, 'figures.mjs', figures.outputFiles[0].text);
  write(folder, 'report.html', await page());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.length !== 3) {
    console.error('usage: node build.mjs OUTDIR');
    process.exit(2);
  }
  await main(process.argv[2]);
}
