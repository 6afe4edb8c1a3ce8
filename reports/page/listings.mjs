// SPDX-License-Identifier: Apache-2.0
//
// The full tables: every number that the page has, to sort and to read.

import { domainText, isNoisy, libmText } from './captions.mjs';
import { fill, h, nameOf, scroller } from './dom.mjs';
import { foldAllButton, foldButton, isShown, merged, partHeading, partsOf } from './folding.mjs';
import { timing } from './model.mjs';
import { bound, bytes, count, decimal, nanoseconds, number, parseHex, share, toNumber } from './numbers.mjs';
import { table } from './table.mjs';

const name = (of = (row) => row) => ({
  id: 'name', label: 'implementation', value: (row) => of(row).name, cell: (row) => nameOf(of(row).name),
});
const isa = (of = (row) => row) => ({ id: 'isa', label: 'isa', value: (row) => of(row).isa });
const text = (id, label, value) => ({ id, label, value });
const figure = (id, label, value, show, more = {}) => ({
  id, label, value, number: true, cell: (row) => (Number.isNaN(value(row)) || value(row) === null ? '' : show(row)), ...more,
});
// An input: its decimal, with the hex float that has every bit.
const at = (id, label, hex) => ({
  id, label, value: (row) => (hex(row) ? parseHex(hex(row)) : null), number: true,
  cell: (row) => (hex(row) ? [decimal(hex(row)), h('code', { class: 'hex' }, hex(row))] : ''),
});

const maximum = (row) => (row === null ? NaN : toNumber(row.max_ulp));
const sampledMark = (row) => (row.evidence === 'sampled' ? '≥ ' : '');
const ratio = (row) => `${number(row.relative)} × [${row.relative_ci95.map((x) => number(x)).join(', ')}]${isNoisy(row) ? ' noisy' : ''}`;

// What a row of merged variants says of the others, and of the form whose results are the same.
const sameResults = ({ rest = [], fold, like = null }, folds) => [
  rest.length > 0 ? foldButton(fold, folds, `and ${rest.length} with the same results`) : null,
  like === null ? null : h('small', { class: 'like' }, `same results as ${like}`),
];

/** The kernels of a function and format: accuracy, speed, verdict. */
export function kernelTable(kernels, { shape, front, winner, folds, sort, onSort }) {
  const time = (kernel) => timing(kernel, shape);
  const parts = partsOf(merged(kernels, { front, winner }), { front, winner });
  return [foldAllButton(parts, folds), table({
    id: 'kernels', caption: 'Accuracy, speed and verdict of every kernel', sort, onSort,
    parts: parts.map((part) => ({ heading: partHeading(part, parts, folds), rows: isShown(part, folds) ? part.rows : [] })),
    under: ({ rest = [], fold }) => (rest.length > 0 && folds.isOpen(fold) ? rest : []),
    rowClass: (kernel) => (kernel.key === winner ? 'winner' : null),
    columns: [
      { ...name(), cell: (kernel) => [nameOf(kernel.name),
        front.includes(kernel.key) ? h('span', { class: 'tag', title: 'nothing validated is both faster and more accurate' }, 'front') : null,
        kernel.key === winner ? h('span', { class: 'tag chosen' }, 'answer') : null,
        sameResults(kernel, folds)] },
      isa(),
      { ...figure('max_ulp', 'max ulp', (kernel) => (kernel.worst === null ? NaN : kernel.maxUlp),
        (kernel) => (kernel.maxUlp === Infinity ? `not finite; ${sampledMark(kernel.worst)}${bound(maximum(kernel.worst))}`
          : sampledMark(kernel.worst) + bound(kernel.maxUlp))) },
      figure('speed', 'speed', (kernel) => time(kernel)?.relative ?? NaN, (kernel) => ratio(time(kernel)),
        { largestFirst: true, title: 'times the speed of the yardstick, with a 95 % interval of the median' }),
      figure('time', 'time', (kernel) => time(kernel)?.ns_per_element ?? NaN, (kernel) => nanoseconds(time(kernel).ns_per_element)),
      figure('mean_ulp', 'mean ulp', (kernel) => kernel.main?.mean_ulp ?? NaN, (kernel) => number(kernel.main.mean_ulp)),
      figure('misrounded', 'misrounded', (kernel) => (kernel.main ? kernel.main.misrounded / kernel.main.domain.count : NaN),
        (kernel) => share(kernel.main.misrounded, kernel.main.domain.count)),
      figure('nonfinite', 'not finite', (kernel) => kernel.main?.nonfinite ?? NaN, (kernel) => count(kernel.main.nonfinite)),
      figure('max_abs', 'max abs', (kernel) => kernel.main?.max_abs ?? NaN, (kernel) => bound(kernel.main.max_abs)),
      at('witness', 'largest error at x', (kernel) => kernel.worst?.witness?.x),
      at('flushed', '0 from x on', (kernel) => kernel.main?.first_flushed),
      { id: 'verdict', label: 'verdict', value: (kernel) => (kernel.validated ? 'validated' : kernel.reason),
        cell: (kernel) => (kernel.validated ? 'validated' : [h('strong', { class: 'no' }, 'not validated: '), kernel.reason]) },
    ],
  })];
}

/** Every accuracy row. */
export function accuracyTable(kernels, { sort, onSort }) {
  const rows = kernels.flatMap((kernel) => kernel.accuracy.map((row) => ({ ...row, kernel })));
  const own = (row) => row.kernel;
  return table({
    id: 'accuracy', caption: 'Every measurement of accuracy', rows, sort, onSort,
    columns: [
      name(own), isa(own), text('rounding', 'rounding', (row) => row.rounding),
      figure('max_ulp', 'max ulp', maximum, (row) => sampledMark(row) + bound(maximum(row))),
      at('witness', 'at x', (row) => row.witness?.x),
      figure('mean_ulp', 'mean ulp', (row) => row.mean_ulp, (row) => number(row.mean_ulp)),
      figure('misrounded', 'misrounded', (row) => row.misrounded / row.domain.count, (row) => share(row.misrounded, row.domain.count)),
      figure('nonfinite', 'not finite', (row) => row.nonfinite, (row) => count(row.nonfinite)),
      figure('max_abs', 'max abs', (row) => row.max_abs, (row) => bound(row.max_abs)),
      figure('max_rel', 'max rel', (row) => toNumber(row.max_rel), (row) => bound(toNumber(row.max_rel))),
      text('domain', 'measured on', domainText), text('effort', 'effort', (row) => row.effort),
      { id: 'fingerprint', label: 'fingerprint', value: (row) => row.fingerprint, cell: (row) => h('code', {}, row.fingerprint) },
    ],
  });
}

/** Every timing. */
export function timingTable(kernels, { sort, onSort }) {
  const rows = kernels.flatMap((kernel) => kernel.throughput.map((row) => ({ ...row, kernel })));
  const own = (row) => row.kernel;
  return table({
    id: 'timings', caption: 'Every measurement of time', rows, sort, onSort,
    columns: [
      name(own), isa(own), text('mode', 'mode', (row) => row.mode), text('inputs', 'inputs', (row) => row.inputs),
      figure('n', 'elements a call', (row) => row.n, (row) => count(row.n)),
      figure('working_set', 'working set', (row) => row.working_set, (row) => bytes(row.working_set)),
      figure('threads', 'threads', (row) => row.threads, (row) => row.threads),
      figure('time', 'time', (row) => row.ns_per_element, (row) => nanoseconds(row.ns_per_element)),
      figure('speed', 'speed', (row) => row.relative, ratio, { largestFirst: true }),
      text('yardstick', 'yardstick', (row) => row.yardstick),
      figure('copy', '× a copy', (row) => row.relative_to_copy ?? NaN, (row) => number(row.relative_to_copy), { largestFirst: true }),
    ],
  });
}

/** Every violation of a check. */
export function violationTable(kernels, { sort, onSort }) {
  const rows = kernels.flatMap((kernel) =>
    kernel.behaviour.filter((row) => row.observed === 'violated').map((row) => ({ ...row, kernel })));
  if (rows.length === 0) return h('p', { class: 'empty' }, 'No check was violated.');
  const own = (row) => row.kernel;
  return table({
    id: 'violations', caption: 'Every violation of a check', rows, sort, onSort,
    columns: [
      name(own), isa(own), text('check', 'check', (row) => row.check), text('rounding', 'rounding', (row) => row.rounding),
      figure('violations', 'times', (row) => row.violations, (row) => count(row.violations), { largestFirst: true }),
      { id: 'claimed', label: 'claimed', value: (row) => String(row.claimed), cell: (row) => (row.claimed ? h('strong', { class: 'no' }, 'yes') : 'no') },
      at('witness', 'at x', (row) => row.witness?.x),
      text('evidence', 'evidence', (row) => `${row.domain.name}, ${row.evidence}`), text('detail', 'detail', (row) => row.detail),
    ],
  });
}

/** What failed, and what could not be measured here. */
export function failureTable(report, { sort, onSort }) {
  const failed = report.kernels.flatMap((kernel) => kernel.failure.map((row) => ({
    name: kernel.name, what: `${kernel.function}, ${kernel.format}, ${kernel.isa}`, why: `${row.what} in ${row.stage}: ${row.detail}`,
  })));
  const absent = report.implementations.filter((entry) => entry.status === 'unavailable')
    .map((entry) => ({ name: entry.name, what: 'not available here', why: entry.reason }));
  const rows = [...failed, ...absent];
  if (rows.length === 0) return h('p', { class: 'empty' }, 'Nothing failed, and everything that is known could be measured.');
  return table({
    id: 'failures', caption: 'Failures, and what is not available', rows, sort, onSort,
    columns: [name(), text('what', 'what', (row) => row.what), text('why', 'why', (row) => row.why)],
  });
}

/** What the implementations are. */
export function implementationTable(report, { sort, onSort }) {
  return table({
    id: 'implementations', caption: 'What was measured', rows: report.implementations, sort, onSort,
    columns: [
      name(), text('summary', 'what it is', (row) => row.summary), text('source', 'source', (row) => row.source ?? ''),
      text('license', 'licence', (row) => row.license), text('flags', 'flags of its own', (row) => row.flags ?? ''),
      text('needs', 'needs', (row) => row.dependencies.map((one) => one.name).join(', ')),
    ],
  });
}

/** Where the same code gave other bits on another CPU. */
export function fingerprintTable(data, { sort, onSort }) {
  const cpus = data.reports.map((report) => report.machine.cpu_id);
  if (data.fingerprints.length === 0) {
    return h('p', { class: 'empty' }, 'Nowhere: whatever was measured alike on several CPUs gave the same bits.');
  }
  return table({
    id: 'fingerprints', caption: 'Fingerprints that differ between CPUs', rows: data.fingerprints, sort, onSort,
    columns: [
      name(), isa(), text('function', 'function', (row) => row.function), text('format', 'format', (row) => row.format),
      text('rounding', 'rounding', (row) => row.rounding), text('domain', 'domain', (row) => row.domain.name),
      text('effort', 'effort', (row) => row.effort),
      ...cpus.map((cpu, index) => ({ id: `cpu_${index}`, label: cpu, value: (row) => row.values[cpu] ?? '',
        cell: (row) => h('code', {}, row.values[cpu] ?? 'not measured') })),
    ],
  });
}

/** Machine, run and builds. */
export function about(section, report) {
  const { machine, run, builds } = report;
  const entries = [
    ['CPU', `${machine.brand} (${machine.cpu_id})`],
    ['Instruction sets', (machine.isas ?? []).join(', ')],
    ['Caches', (machine.caches ?? []).map((cache) => `L${cache.level} ${cache.type} ${bytes(cache.bytes)}`).join(', ')],
    ['Cores', machine.cores], ['System', [machine.os, machine.kernel].filter(Boolean).join(', ')], ['C library', libmText(machine)],
    ['Measured', `${run.date}, effort ${run.effort}, seed ${run.seed}, sigmark ${run.sigmark_version} (${run.git})`],
    ['Arguments', [run.arguments].flat().join(' ')],
    ...builds.map((build) => [`Build ${build.id}`,
      [build.compiler, `flags ${build.flags.trim() || 'none'}`, ...['mpfr', 'highway', 'boost', 'benchmark']
        .filter((library) => build[library]).map((library) => `${library} ${build[library]}`)].join(', ')]),
  ];
  fill(section, scroller('Machine, run and builds', h('table', { class: 'about' }, h('tbody', {},
    entries.filter(([, value]) => value !== undefined && value !== '').map(([term, value]) =>
      h('tr', {}, h('th', { scope: 'row' }, term), h('td', {}, value)))))));
}
