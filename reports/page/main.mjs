// SPDX-License-Identifier: Apache-2.0
//
// The page: reads its data, keeps its state in the fragment, and renders everything from the two.

import { renderAnswer, rankedKeys } from './answer.mjs';
import { accuracyEvidence, captions, libmText, machineText, timingEvidence } from './captions.mjs';
import { choose } from './choose.mjs';
import { renderControls } from './controls.mjs';
import { fill, h, nameOf, visible } from './dom.mjs';
import { Figure } from './figure.mjs';
import { FUNCTION_FACTS, graph } from './functions.mjs';
import * as listings from './listings.mjs';
import { glossary, matrix } from './matrix.mjs';
import { frontOf, keyOf, kernelsOf, timing, unpack } from './model.mjs';
import { defaultQuery, formatState, parseState, question, resultsFile } from './query.mjs';
import { suggested } from './select.mjs';
import { otherSettings } from './settings.mjs';
import * as series from './series.mjs';

const MOST_SHOWN = 8; // as many as there are colours

const $ = (id) => document.getElementById(id);
const data = unpack(JSON.parse($('data').textContent));
const { reports } = data;

let state = parseState(location.hash, reports);

// Every change goes through the fragment, which makes it a step of the history.
function go(part) {
  const fragment = formatState({ ...state, ...part }, reports);
  if (fragment === location.hash.replace(/^#/, '')) return;
  location.hash = fragment;
  render();
}

function changeQuery(part) {
  const query = { ...state.query, ...part };
  const other = part.function !== undefined || part.format !== undefined;
  // Another function has other kernels: what was picked of them has no meaning there.
  go(other ? { query: { ...query, isa: [] }, show: null } : { query });
}

const figureOf = (name, options) => new Figure(name, document.querySelector(`#${name} figure`), options);
const toggleKey = (key) => current !== null && toggleShown(current.kernels.find((kernel) => kernel.key === key)?.label);
const figures = {
  pareto: figureOf('pareto', { height: 440, onPick: toggleKey }),
  envelope: figureOf('envelope', { height: 400 }),
  working_sets: figureOf('working_sets', { height: 360 }),
  inputs: figureOf('inputs'),
  latency: figureOf('latency'),
  function: figureOf('function', { height: 320 }),
};

let current = null; // what was rendered last, for handlers

function toggleShown(label) {
  if (label === undefined) return;
  const shown = current.shown.map((kernel) => kernel.label);
  const show = shown.includes(label) ? shown.filter((one) => one !== label) : [...shown, label].slice(-MOST_SHOWN);
  go({ show });
}

// Everything that the page shows, from the state.
function compute() {
  const report = reports.find((one) => one.machine.cpu_id === state.cpu);
  const { query } = state;
  const shape = { metric: query.metric, inputs: query.inputs, n: query.n };
  const speed = (kernel) => timing(kernel, shape)?.relative ?? 0;
  const kernels = kernelsOf(report, query.function, query.format).sort((a, b) => speed(b) - speed(a));
  const answer = choose(report, question(query));
  const settings = answer.winner === null && (answer.relaxations.length === 0 || answer.rejected.some((one) => one.rule === 'speed'))
    ? otherSettings(report, kernels, query) : [];
  const front = frontOf(kernels, shape);
  const ranked = rankedKeys(answer);
  const picked = state.show ?? suggested(kernels, { ranked, front })
    .map((key) => kernels.find((kernel) => kernel.key === key).label);
  const shown = picked.map((label) => kernels.find((kernel) => kernel.label === label)).filter(Boolean);
  return {
    report, query, kernels, answer, settings, shape, front, shown,
    winner: answer.winner === null ? null : keyOf(answer.winner),
    fitting: new Set(ranked),
  };
}

function renderHeading({ report }) {
  const { machine, run } = report;
  document.title = visible(`Sigmark on ${machine.brand} (${machine.cpu_id})`);
  fill($('machine'), machine.brand, ' ', h('small', {}, machine.cpu_id));
  fill($('run'), `Measured ${run.date.slice(0, 10)}, effort ${run.effort}, sigmark ${run.sigmark_version} ` +
    `(${run.git}), ${libmText(machine)}${machine.os ? `, ${machine.os}` : ''}`);
  const box = $('cpus');
  box.hidden = reports.length < 2;
  if (box.hidden) return;
  fill(box, h('label', { for: 'cpu' }, 'CPU'),
    h('select', { id: 'cpu', on: { change: (event) => go({ cpu: event.target.value, show: null }) } },
      reports.map((one) => h('option', { value: one.machine.cpu_id, selected: one === report }, `${one.machine.brand} (${one.machine.cpu_id})`))));
}

function renderPicker({ kernels, shown }) {
  const others = kernels.filter((kernel) => !shown.includes(kernel)).sort((a, b) => (a.label < b.label ? -1 : 1));
  const option = (kernel) => h('option', { value: kernel.label }, kernel.label);
  const add = h('select', { id: 'add', 'aria-label': 'Add an implementation', on: { change: () => toggleShown(add.value) } },
    h('option', { value: '' }, 'Add …'), series.familiesOf(others).map((family) =>
      h('optgroup', { label: family }, others.filter((kernel) => kernel.family === family).map(option))));
  fill($('picker'),
    h('ul', { class: 'chips' }, shown.map((kernel, index) => h('li', {},
      h('button', { type: 'button', class: `chip s${index + 1}`, 'aria-label': `Remove ${kernel.label}`, on: { click: () => toggleShown(kernel.label) } },
        h('span', { class: 'swatch', 'aria-hidden': 'true' }), kernel.label, h('span', { class: 'cross', 'aria-hidden': 'true' }, '×'))))),
    shown.length < MOST_SHOWN && others.length > 0 ? add : null,
    state.show === null ? null : h('button', { type: 'button', class: 'quiet', on: { click: () => go({ show: null }) } }, 'As suggested'));
}

// Which families the scatter has in their colours, the front being in them always.
function renderFamilies(kernels) {
  const toggle = (family) => go({
    families: state.families.includes(family) ? state.families.filter((one) => one !== family) : [...state.families, family],
  });
  fill($('families'), series.familiesOf(kernels).map((family) => h('li', {},
    h('button', {
      type: 'button', class: `family s${series.familyColour(family).replace('series', '')}`, dataset: { family },
      'aria-pressed': String(state.families.includes(family)), on: { click: () => toggle(family) },
    }, h('span', { class: 'swatch', 'aria-hidden': 'true' }), family, ' ',
    h('small', {}, kernels.filter((kernel) => kernel.family === family).length)))));
}

function renderFigures(page) {
  const { report, query, kernels, shape, front, shown, winner, fitting } = page;
  const scatter = (size) => series.pareto(kernels, { front, coloured: state.families, winner, fits: (key) => fitting.has(key), shape, format: query.format, size });
  const drawing = graph(query.function);
  const words = captions({
    report, kernels, shown, front, shape, functionName: query.function, format: query.format,
    scatter: scatter({ width: 600, height: 400 }), alt: drawing.alt,
  });
  // The plot is smaller than its figure by axes and legend; names are placed by the plot.
  const plot = ({ width, height }) => ({ width: width - 76, height: height - 110 });
  const drawn = {
    pareto: (size) => scatter(plot(size)),
    envelope: () => series.envelope(shown),
    working_sets: () => series.workingSets(shown, query.inputs),
    inputs: () => series.byInputs(shown, query.n),
    latency: () => series.latency(shown, query.inputs),
    function: () => drawing,
  };
  for (const [name, make] of Object.entries(drawn)) {
    figures[name].update((size) => ({ series: make(size), caption: words[name] }));
  }
  const facts = FUNCTION_FACTS[query.function];
  $('formula').textContent = facts.formula;
  const byKey = new Map(kernels.map((kernel) => [kernel.key, kernel]));
  fill($('front-list'), front.map((key) => h('li', {}, nameOf(byKey.get(key).name), ' ',
    h('span', { class: 'isa' }, byKey.get(key).isa), ` max ${series.maxUlpText(byKey.get(key))} ulp`)));
}

// The sort of one table, and what to do when the reader chooses another.
const sorting = (table) => ({
  sort: state.sort?.table === table ? state.sort : null,
  onSort: (sort) => go({ sort: { table, ...sort } }),
});

// What is unfolded in one table, and what to do when the reader unfolds or folds some of it.
const folding = (table) => {
  const id = (name) => `${table}:${name}`;
  return {
    table,
    isOpen: (name) => state.open.includes(id(name)),
    fold: (names, open) => {
      const ids = names.map(id);
      go({ open: [...state.open.filter((one) => !ids.includes(one)), ...(open ? ids : [])] });
    },
  };
};

// A table that is filled when it is opened; open ones stay open.
const opened = new Set();
function folded(id, title, make) {
  const body = h('div', {});
  const box = h('details', { id: `${id}-box`, open: opened.has(id) || state.sort?.table === id }, h('summary', {}, title), body);
  const show = () => {
    if (box.open) {
      opened.add(id);
      if (body.childElementCount === 0) fill(body, make(sorting(id)));
    } else {
      opened.delete(id);
    }
  };
  box.addEventListener('toggle', show);
  if (box.open) show();
  return box;
}

function renderTables({ report, kernels, shape, front, winner }) {
  fill($('tables-body'),
    h('p', { class: 'hint' }, `${accuracyEvidence(kernels)} ${timingEvidence(kernels, shape)} On ${machineText(report)}.`),
    listings.kernelTable(kernels, { shape, front, winner, folds: folding('kernels'), ...sorting('kernels') }),
    folded('accuracy', 'Every measurement of accuracy', (sort) => listings.accuracyTable(kernels, sort)),
    folded('timings', 'Every measurement of time', (sort) => listings.timingTable(kernels, sort)),
    folded('violations', 'Every violation of a check', (sort) => listings.violationTable(kernels, sort)),
    folded('failures', 'Failures, and what is not available here', (sort) => listings.failureTable(report, sort)),
    folded('implementations', 'What the implementations are', (sort) => listings.implementationTable(report, sort)));
  fill($('behaviour-body'), matrix(kernels, { front, winner, folds: folding('matrix') }), glossary());
  listings.about($('about-body'), report);
  $('differences').hidden = reports.length < 2;
  if (reports.length > 1) fill($('differences-body'), listings.fingerprintTable(data, sorting('fingerprints')));
}

let rendered = null; // the fragment of what is on the page

function render() {
  rendered = location.hash;
  state = parseState(location.hash, reports);
  const [focus, scroll] = [focusPath(), scrollPath()];
  const page = compute();
  current = page;
  renderHeading(page);
  renderControls($('controls'), {
    report: page.report, query: page.query, kernels: page.kernels, file: resultsFile(reports, state.cpu),
    change: changeQuery,
    reset: () => go({ query: defaultQuery(page.report), show: null, sort: null, families: [], open: [] }),
  });
  renderAnswer($('answer'), page.answer, {
    settings: page.settings, onRelax: (query) => go({ query: { ...query, n: state.query.n } }), onSetting: changeQuery, ...sorting('losers'),
  });
  renderFamilies(page.kernels);
  renderPicker(page);
  renderFigures(page);
  renderTables(page);
  scroll();
  focus();
}

// Rendering replaces elements: whoever was on one finds themselves on its successor.
function focusPath() {
  const active = document.activeElement;
  const name = ['sort', 'fold', 'family'].find((one) => active?.dataset?.[one] !== undefined);
  const selector = name !== undefined ? `[data-${name}="${CSS.escape(active.dataset[name])}"]`
    : active?.id ? `#${CSS.escape(active.id)}` : null;
  return () => selector !== null && document.querySelector(selector)?.focus({ preventScroll: true });
}

// Boxes that scroll are where they were.
function scrollPath() {
  const boxes = () => [...document.querySelectorAll('.scroller')];
  const before = new Map(boxes().map((box) => [box.getAttribute('aria-label'), [box.scrollLeft, box.scrollTop]]));
  return () => boxes().forEach((box) => box.scrollTo(...(before.get(box.getAttribute('aria-label')) ?? [0, 0])));
}

function renderContents() {
  const sections = ['pareto', 'envelope', 'working_sets', 'inputs', 'latency', 'behaviour', 'function', 'tables', ...(reports.length > 1 ? ['differences'] : []), 'about'];
  const jump = (id) => {
    $(`${id}-title`).scrollIntoView();
    $(`${id}-title`).focus({ preventScroll: true });
  };
  // Buttons: a link would put its target into the fragment, which holds the state.
  fill($('contents'), h('ul', {}, sections.map((id) =>
    h('li', {}, h('button', { type: 'button', on: { click: () => jump(id) } }, $(`${id}-title`).textContent)))));
  $('skip').addEventListener('click', () => $('answer-title').focus());
}

$('controls').addEventListener('submit', (event) => event.preventDefault());
$('controls-box').open = matchMedia('(min-width: 60rem)').matches;
renderContents();
render();
// Back, forward, and an address that somebody edits; what go() set is on the page already.
window.addEventListener('hashchange', () => location.hash !== rendered && render());
window.addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((box) => { box.open = true; }));
