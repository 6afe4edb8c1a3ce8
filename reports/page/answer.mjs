// SPDX-License-Identifier: Apache-2.0
//
// The answer: what to ship, why, how, and what each of the others lost on.

import { domainText } from './captions.mjs';
import { REQUIREMENT_TEXT } from './controls.mjs';
import { copyButton, fill, h, nameOf } from './dom.mjs';
import { FUNCTION_FACTS } from './functions.mjs';
import { keyOf } from './model.mjs';
import { bound, nanoseconds, number, toNumber } from './numbers.mjs';
import { relax } from './query.mjs';
import { settingText } from './settings.mjs';
import { table } from './table.mjs';

const atLeast = (fit) => (fit.evidence === 'sampled' ? '≥ ' : '');

// "10.2 times as fast as textbook/naive".
function pace({ speed }) {
  const ratio = number(speed.relative);
  if (ratio === '1') return `as fast as ${speed.yardstick}`;
  return speed.relative > 1 ? `${ratio} times as fast as ${speed.yardstick}`
    : `${number(1 / speed.relative)} times slower than ${speed.yardstick}`;
}

// A sampled maximum promises nothing.
const errorSentence = (fit) => (fit.evidence === 'sampled'
  ? `No error found above ${bound(fit.max_ulp)} ulp` : `At most ${bound(fit.max_ulp)} ulp`);

const fact = (term, value, note) => h('div', { class: 'fact' }, h('dt', {}, term), h('dd', {}, h('strong', {}, value), h('small', {}, note)));

function facts(fit, query) {
  const [lo, hi] = fit.speed.relative_ci95;
  const row = { domain: fit.domain, evidence: fit.evidence };
  return h('dl', { class: 'facts' },
    fact('Largest error', `${atLeast(fit)}${bound(fit.max_ulp)} ulp`, domainText(row)),
    fact(query.metric === 'latency' ? 'Latency' : 'Speed', `${number(fit.speed.relative)} ×`,
      `${fit.speed.yardstick}; 95 % interval ${number(lo)} to ${number(hi)}`),
    fact('Time', nanoseconds(fit.speed.ns_per_element), query.metric === 'latency' ? 'from an input to its result'
      : `per element, ${query.inputs} inputs, ${query.n.toLocaleString('en')} a call`),
    fact('Licence', fit.license || 'not stated', fit.duty));
}

function snippet(title, text, what) {
  return h('div', { class: 'snippet' }, h('h4', {}, title), h('pre', {}, h('code', {}, text)), copyButton(text, what));
}

function usage({ usage: { code, cmake, pkg_config: pkgConfig }, dependencies }) {
  return h('section', { class: 'usage', 'aria-labelledby': 'usage-title' },
    h('h3', { id: 'usage-title' }, 'Use it'),
    snippet('C++', code.trimEnd(), 'the code'),
    cmake.length === 0 ? null : snippet('CMake', cmake.join('\n'), 'the CMake lines'),
    pkgConfig === '' ? null : snippet('Without CMake', `c++ … ${pkgConfig}`, 'the flags'),
    dependencies.map(({ name, license }) => h('p', {}, `It needs ${name} (${license}).`)));
}

const kernelName = (fit) => [nameOf(fit.name), ' ', h('span', { class: 'isa' }, fit.isa)];

// What places the tie number `index` behind the winner: its error; or, where that is the same, the order of a list alone.
function tieVerdict(winner, tie, index) {
  const [best, own] = [winner, tie].map((fit) => ({ nonfinite: (fit.nonfinite ?? 0) > 0, ulp: toNumber(fit.max_ulp) }));
  if (own.nonfinite !== best.nonfinite || own.ulp > best.ulp) return 'but less accurate';
  const by = tie.speed.relative === winner.speed.relative ? 'name' : 'speed';
  return `and as accurate; named ${index === 0 ? 'second' : 'later'} by ${by}`;
}

const maxText = (fit) => `max ${atLeast(fit)}${bound(fit.max_ulp)} ulp`;

const AS_FAST = 'as fast, as far as the intervals tell';

function tiesText({ winner, ties }) {
  if (ties.length === 0) return null;
  const one = (fit, i) => [kernelName(fit), ` (${maxText(fit)}), ${tieVerdict(winner, fit, i)}`];
  if (ties.length === 1) return h('p', { class: 'ties' }, h('strong', {}, 'A tie: '), `${AS_FAST}: `, one(ties[0], 0), '.');
  return h('div', { class: 'ties' }, h('strong', {}, `${ties.length} ties: `), `${AS_FAST}:`,
    h('ul', {}, ties.map((fit, i) => h('li', {}, one(fit, i)))));
}

const overline = (query) => h('p', { class: 'overline' }, `For ${FUNCTION_FACTS[query.function].name} in ${query.format}`);

const capitalised = (text) => text[0].toUpperCase() + text.slice(1);

/** A relaxation in words: "Allow 2.4 ulp and give up “Monotone”". */
export function relaxationText(flags) {
  const words = flags.map((flag) => {
    const [, without, name, value] = /^(without )?--([a-z-]+)(?:=(.*))?$/.exec(flag);
    if (without === undefined) return `allow ${value} ulp`;
    if (name === 'require') return `give up “${REQUIREMENT_TEXT[value]?.[0] ?? value}”`;
    if (name === 'isa') return `allow more than ${value.replaceAll(',', ', ')}`;
    if (name === 'evidence') return 'take sampled evidence';
    return name === 'license' ? 'allow any licence' : 'allow a library';
  });
  return capitalised(words.join(' and '));
}

function lede({ query, rejected, relaxations }, settings) {
  if (relaxations.length > 0) return `None of ${rejected.length} kernels satisfies everything. The least that would help:`;
  if (settings.length > 0) {
    const other = 'Other times there are:';
    return `None of ${rejected.length} kernels satisfies everything and was timed so: ${settingText(query)}. ${other}`;
  }
  return `All ${rejected.length} kernels lost for reasons that no setting here can change.`;
}

const offers = (className, list) => (list.length === 0 ? null
  : h('ul', { class: `relaxations ${className}` }, list.map(({ text, take, gives }) => h('li', {},
    h('button', { type: 'button', on: { click: take } }, text), gives))));

function nothing(answer, { settings, onRelax, onSetting }) {
  const { query, relaxations } = answer;
  return [
    overline(query),
    h('h2', { id: 'answer-title', tabindex: -1 }, 'Nothing fits'),
    h('p', { class: 'lede' }, lede(answer, settings)),
    offers('demands', relaxations.map(({ flags, gives }) => ({
      text: relaxationText(flags), take: () => onRelax(relax(query, flags)), gives: [' gives ', kernelName(gives)],
    }))),
    relaxations.length > 0 && settings.length > 0
      ? h('p', {}, `Or take other times than ${settingText(query)}, which some kernels lack:`) : null,
    offers('settings', settings.map(({ setting, gives }) => ({
      text: capitalised(settingText(setting)), take: () => onSetting(setting),
      gives: gives === null ? ' leaves something to relax' : [' gives ', kernelName(gives)],
    }))),
  ];
}

function tieLoss(winner, fit, index) {
  const verdict = tieVerdict(winner, fit, index);
  return verdict === 'but less accurate' ? `accuracy: ${maxText(fit)}` : `${AS_FAST}, ${verdict}`;
}

// Who else was asked: those that fit and are slower, then those that do not fit.
function others(answer, { sort, onSort }) {
  const rows = [
    ...answer.ties.map((fit, i) => ({ ...fit, outcome: 'tie', lost: tieLoss(answer.winner, fit, i) })),
    ...answer.runners_up.map((fit) => ({ ...fit, outcome: 'fits', lost: `speed: ${fit.why}` })),
    ...answer.rejected.map((one) => ({ ...one, outcome: 'does not fit', lost: one.reason })),
  ];
  if (rows.length === 0) return null;
  return h('section', { class: 'losers', 'aria-labelledby': 'losers-title' },
    h('h3', { id: 'losers-title' }, 'What each of the others lost on'),
    table({
      id: 'losers', caption: 'Every other kernel, and what it lost on', rows, sort, onSort,
      columns: [
        { id: 'name', label: 'implementation', value: (row) => `${row.name} ${row.isa}`, cell: kernelName },
        { id: 'lost', label: 'lost on', value: (row) => row.lost },
        { id: 'outcome', label: 'outcome', value: (row) => row.outcome,
          cell: (row) => h('span', { class: `outcome ${row.outcome === 'does not fit' ? 'no' : 'yes'}` },
            h('span', { 'aria-hidden': 'true' }, row.outcome === 'does not fit' ? '✗ ' : '✓ '), row.outcome) },
      ],
    }));
}

// What could not be asked, for it could not be built or run here.
function absent({ unavailable = [] }) {
  if (unavailable.length === 0) return null;
  return h('details', { class: 'absent' },
    h('summary', {}, `Not available here, and not asked: ${unavailable.length}`),
    h('ul', {}, unavailable.map(({ name, reason }) => h('li', {}, nameOf(name), `: ${reason}`))));
}

/**
 * Fills the section of the answer. `actions`: settings (of otherSettings, where nothing fits), onRelax(query),
 * onSetting(setting), sort, onSort.
 */
export function renderAnswer(section, answer, actions) {
  const { winner, query } = answer;
  if (winner === null) {
    fill(section, nothing(answer, actions), others(answer, actions), absent(answer));
    return;
  }
  fill(section,
    overline(query),
    h('h2', { id: 'answer-title', tabindex: -1 }, 'Ship ', kernelName(winner)),
    h('p', { class: 'lede', id: 'answer-sentence', role: 'status' },
      `${errorSentence(winner)}, ${pace(winner)}: ${winner.why}.`),
    facts(winner, query), tiesText(answer), usage(winner), others(answer, actions), absent(answer));
}

/** The keys of an answer's kernels, best first. */
export const rankedKeys = ({ winner, ties, runners_up: slower }) => [winner, ...ties, ...slower].filter(Boolean).map(keyOf);

