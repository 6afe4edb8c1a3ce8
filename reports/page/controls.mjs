// SPDX-License-Identifier: Apache-2.0
//
// The controls. They show a state and tell of another one; they keep none themselves.

import { fill, h } from './dom.mjs';
import { inputClasses, lengths, timing } from './model.mjs';
import { bytes, count } from './numbers.mjs';
import { command, EVIDENCES, formatsOf, functionsOf, isasOf, METRICS, parseBound } from './query.mjs';
import { REQUIREMENTS } from './rules.mjs';

export const REQUIREMENT_TEXT = {
  nan: ['NaN', 'NaN in, NaN out'],
  range: ['Range', 'never outside the range of the function'],
  monotone: ['Monotone', 'never a step the wrong way'],
  symmetric: ['Symmetric', 'σ(x) + σ(−x) = 1 to the last place'],
  subnormals: ['Subnormals', 'small results are kept, not flushed to 0'],
  flags: ['Exception flags', 'inexact and underflow exactly where they belong'],
  rounding_modes: ['Rounding modes', 'right under every rounding mode'],
  position: ['Position', 'the same result wherever an input stands'],
};

const EVIDENCE_TEXT = { sampled: 'any', proved: 'proved or exhaustive', exhaustive: 'exhaustive only' };

// The steps of the arrow keys and buttons: an error bound is a matter of magnitude.
const LADDER = [0.5, 1, 2, 3, 4, 5, 7, 10, 20, 50];

/** The next bound up or down from `value` (null is no bound). */
export function step(value, up) {
  if (value === null) return up ? null : 1e7;
  const steps = [...LADDER];
  for (let decade = 100; decade <= 1e7; decade *= 10) steps.push(decade, 2 * decade, 5 * decade);
  if (up) return steps.find((one) => one > value * (1 + 1e-9)) ?? null;
  return steps.reverse().find((one) => one < value * (1 - 1e-9)) ?? value;
}

const field = (label, control, hint) =>
  h('div', { class: 'field' }, h('label', { for: control.id }, label), control, hint ? h('p', { class: 'hint' }, hint) : null);

function select(id, options, value, onChange) {
  const element = h('select', { id, on: { change: () => onChange(element.value) } },
    options.map(([name, text]) => h('option', { value: name, selected: name === value }, text)));
  return element;
}

const group = (legend, ...children) => h('fieldset', {}, h('legend', {}, legend), children);

function choiceBox(type, name, value, checked, text, hint, onChange) {
  const id = `${name}-${value}`;
  const box = h('input', { type, name, id, value, checked, on: { change: () => onChange(box.checked) } });
  return h('div', { class: 'choice' }, box, h('label', { for: id }, text, hint ? h('small', {}, hint) : null));
}

function boundField(query, change) {
  const show = (value) => (value === null ? '' : String(value));
  const set = (value) => {
    tell(input.value = show(value));
    change({ max_ulp: value });
  };
  const current = () => {
    const value = parseBound(input.value);
    return value === undefined ? query.max_ulp : value;
  };
  // Marks a text that is no bound, and says what holds instead: the answer beside it is not that of the text.
  const tell = (text) => {
    const wrong = parseBound(text) === undefined;
    input.setAttribute('aria-invalid', String(wrong));
    problem.hidden = !wrong;
    problem.textContent = wrong ? 'Not a positive number such as 0.5 or 2,500: a comma stands between thousands only. ' +
      `The answer is still for ${query.max_ulp === null ? 'any error' : `${query.max_ulp} ulp`}.` : '';
  };
  const problem = h('p', { class: 'hint bad', id: 'max-ulp-problem', role: 'alert', hidden: true });
  const input = h('input', {
    id: 'max-ulp', type: 'text', inputmode: 'decimal', autocomplete: 'off', spellcheck: 'false', value: show(query.max_ulp),
    placeholder: 'any', 'aria-describedby': 'max-ulp-problem max-ulp-hint',
    on: {
      change: () => {
        tell(input.value);
        const value = parseBound(input.value);
        if (value !== undefined) change({ max_ulp: value });
      },
      keydown: (event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        set(step(current(), event.key === 'ArrowUp'));
      },
    },
  });
  const button = (text, label, up) =>
    h('button', { type: 'button', 'aria-label': label, on: { click: () => set(step(current(), up)) } }, text);
  return h('div', { class: 'field' },
    h('label', { for: 'max-ulp' }, 'Largest error, ULP'),
    h('div', { class: 'stepper' }, button('−', 'Smaller error', false), input, button('+', 'Larger error', true)),
    problem,
    h('p', { class: 'hint', id: 'max-ulp-hint' }, '0.5 is correctly rounded; empty is any. Arrow keys step by magnitude.'));
}

// "4,096 elements, 32 KiB": the working set is that of most kernels.
function lengthName(kernels, inputs, n) {
  const row = kernels.map((kernel) => timing(kernel, { metric: 'throughput', inputs, n })).find((one) => one !== null);
  return `${count(n)} ${n === 1 ? 'element a call' : 'elements'}${n >= 64 && row ? `, ${bytes(row.working_set)}` : ''}`;
}

/**
 * Fills the form. `change(part)` is called with the fields of the query that the reader changed; `file` holds the
 * results.
 */
export function renderControls(form, { report, query, kernels, file, change, reset }) {
  const toggle = (list, name, on) => (on ? [...list, name] : list.filter((one) => one !== name));
  const isas = isasOf(kernels);
  const named = (names) => names.map((name) => [name, name]);
  const focused = document.activeElement?.id;
  fill(form,
    field('Function', select('ask-function', named(functionsOf(report)), query.function, (value) => change({ function: value }))),
    field('Format', select('ask-format', named(formatsOf(report, query.function)), query.format, (value) => change({ format: value }))),
    boundField(query, change),
    group('Must hold',
      Object.keys(REQUIREMENTS).map((name) => choiceBox('checkbox', 'require', name, query.require.includes(name),
        ...REQUIREMENT_TEXT[name], (on) => change({ require: Object.keys(REQUIREMENTS).filter((one) => toggle(query.require, name, on).includes(one)) })))),
    group('Fast means',
      METRICS.map((name) => choiceBox('radio', 'metric', name, query.metric === name,
        name === 'throughput' ? 'Throughput' : 'Latency', name === 'throughput' ? 'many at once' : 'one after the other',
        () => change({ metric: name })))),
    field('Inputs', select('ask-inputs', named(inputClasses(kernels)), query.inputs, (value) => change({ inputs: value }))),
    query.metric === 'latency' ? null : field('Working set', select('ask-n',
      lengths(kernels, query.inputs).map((n) => [String(n), lengthName(kernels, query.inputs, n)]), String(query.n),
      (value) => change({ n: Number(value) }))),
    group('Instruction sets',
      h('div', { class: 'row' }, isas.map((name) => choiceBox('checkbox', 'isa', name, query.isa.includes(name), name, null,
        (on) => change({ isa: isas.filter((one) => toggle(query.isa, name, on).includes(one)) })))),
      h('p', { class: 'hint' }, 'None ticked: any that this CPU has.')),
    group('May it be shipped',
      choiceBox('checkbox', 'license', 'permissive', query.license === 'permissive', 'Permissive licence only', null,
        (on) => change({ license: on ? 'permissive' : 'any' })),
      choiceBox('checkbox', 'no-dependencies', 'yes', query.no_dependencies, 'No library beyond the C library', null,
        (on) => change({ no_dependencies: on }))),
    field('Evidence of the error', select('ask-evidence', EVIDENCES.map((name) => [name, EVIDENCE_TEXT[name]]), query.evidence,
      (value) => change({ evidence: value }))),
    h('button', { type: 'button', class: 'quiet', id: 'reset', on: { click: reset } }, 'Start over'),
    h('details', { class: 'command' }, h('summary', {}, 'As a command'), h('pre', {}, command(query, file))));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
