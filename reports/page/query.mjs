// SPDX-License-Identifier: Apache-2.0
//
// What the reader asks for and looks at. The page keeps it in the fragment of its address, so that it can be sent,
// bookmarked, and gone back to. The names in the fragment are those of the flags of `sigmark choose`.

import { TURNING } from './dom.mjs';
import { FORMATS, FUNCTIONS, inputClasses, kernelsOf, lengths } from './model.mjs';
import { REQUIREMENTS } from './rules.mjs';

// Rows with 4,096 elements are there at any effort, and fit the first cache.
const USUAL_LENGTH = 4096;
// What a good vectorised implementation keeps: the question that most readers come with.
const USUAL_MAX_ULP = 4;

export const METRICS = ['throughput', 'latency'];
export const EVIDENCES = ['sampled', 'proved', 'exhaustive'];

// The tables that fold.
const FOLDING = ['kernels', 'matrix'];

const usual = (list, value) => (list.includes(value) ? value : list[0] ?? value);
const ordered = (order, found) => order.filter((name) => found.has(name));

/** The functions of a report, in the order of the schema. */
export const functionsOf = (report) => ordered(FUNCTIONS, new Set(report.kernels.map((kernel) => kernel.function)));

/** The formats in which a report has a function. */
export const formatsOf = (report, functionName) =>
  ordered(FORMATS, new Set(report.kernels.filter((k) => k.function === functionName).map((k) => k.format)));

/** The instruction sets of some kernels, by name. */
export const isasOf = (kernels) => [...new Set(kernels.map((kernel) => kernel.isa))].sort();

/** What is asked before anybody has said anything. */
export function defaultQuery(report, functionName = 'logistic', format = 'binary32') {
  const kernels = kernelsOf(report, functionName, format);
  const inputs = usual(inputClasses(kernels), 'normal');
  return {
    function: functionName,
    format,
    isa: [],
    max_ulp: USUAL_MAX_ULP,
    require: [],
    metric: 'throughput',
    inputs,
    n: usual(lengths(kernels, inputs), USUAL_LENGTH),
    license: 'any',
    no_dependencies: false,
    evidence: 'sampled',
  };
}

/** The question as the rules take it: latency is of one element, whatever length is chosen for throughput. */
export const question = (query) => ({ ...query, n: query.metric === 'latency' ? null : query.n });

// One of `list`, or what is asked otherwise.
const member = (list, text, otherwise) => (list.includes(text) ? text : otherwise);
const members = (list, text) => (text === null ? [] : list.filter((name) => text.split(',').includes(name)));

/**
 * The largest ULP error in a text: a positive number, null for any, undefined for nonsense. Commas separate thousands,
 * as in the counts on the page, and nothing else: one that could be a decimal comma is refused rather than guessed.
 */
export function parseBound(text) {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === 'inf') return null;
  if (!/^(\d+|[1-9]\d{0,2}(,\d{3})+)?(\.\d*)?(e[+-]?\d+)?$/i.test(trimmed)) return undefined;
  const value = Number(trimmed.replaceAll(',', ''));
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

/**
 * The state in a fragment: {cpu, query, show, sort, families, open}. Whatever is unknown to the reports is as if it were
 * not there, so that no address breaks the page. `show` is null or labels of kernels; `sort` is null or {table, column,
 * down}; `families` are those that are coloured; `open` is what is unfolded, as "table:family" or "table:label".
 */
export function parseState(fragment, reports) {
  const given = new URLSearchParams(fragment.replace(/^#/, ''));
  const cpu = member(reports.map((report) => report.machine.cpu_id), given.get('cpu'), reports[0].machine.cpu_id);
  const report = reports.find((one) => one.machine.cpu_id === cpu);
  const functions = functionsOf(report);
  const functionName = member(functions, given.get('function'), usual(functions, 'logistic'));
  const formats = formatsOf(report, functionName);
  const format = member(formats, given.get('format'), usual(formats, 'binary32'));
  const defaults = defaultQuery(report, functionName, format);
  const kernels = kernelsOf(report, functionName, format);
  const inputs = member(inputClasses(kernels), given.get('inputs'), defaults.inputs);
  const sizes = lengths(kernels, inputs);
  const bound = given.has('max-ulp') ? parseBound(given.get('max-ulp')) : undefined;
  const sort = /^([a-z_]+):([a-z_]+)(:down)?$/.exec(given.get('sort') ?? '');
  const labels = new Set(kernels.map((kernel) => kernel.label));
  const families = new Set(kernels.map((kernel) => kernel.family));
  const foldable = new Set(FOLDING.flatMap((table) => [...families, ...labels].map((name) => `${table}:${name}`)));
  const known = (name, set) => [...new Set(given.get(name)?.split(','))].filter((one) => set.has(one));
  return {
    cpu,
    query: {
      function: functionName,
      format,
      isa: members(isasOf(kernels), given.get('isa')),
      max_ulp: bound === undefined ? defaults.max_ulp : bound,
      require: members(Object.keys(REQUIREMENTS), given.get('require')),
      metric: member(METRICS, given.get('metric'), defaults.metric),
      inputs,
      n: sizes.includes(Number(given.get('n'))) ? Number(given.get('n')) : usual(sizes, defaults.n),
      license: member(['any', 'permissive'], given.get('license'), defaults.license),
      no_dependencies: given.has('no-dependencies'),
      evidence: member(EVIDENCES, given.get('evidence'), defaults.evidence),
    },
    show: given.has('show') ? given.get('show').split(',').filter((label) => labels.has(label)) : null,
    sort: sort === null ? null : { table: sort[1], column: sort[2], down: sort[3] !== undefined },
    families: known('family', families),
    open: known('open', foldable),
  };
}

/** The fragment of a state, without '#': what differs from the defaults, in a fixed order. */
export function formatState({ cpu, query, show, sort, families, open }, reports) {
  const report = reports.find((one) => one.machine.cpu_id === cpu);
  const functions = functionsOf(report);
  const formats = formatsOf(report, query.function);
  const defaults = defaultQuery(report, query.function, query.format);
  const inputDefaults = usual(lengths(kernelsOf(report, query.function, query.format), query.inputs), USUAL_LENGTH);
  const given = new URLSearchParams();
  const put = (name, value, otherwise) => value !== otherwise && given.set(name, value ?? '');
  put('cpu', cpu, reports[0].machine.cpu_id);
  put('function', query.function, usual(functions, 'logistic'));
  put('format', query.format, usual(formats, 'binary32'));
  put('isa', query.isa.join(','), '');
  put('max-ulp', query.max_ulp, defaults.max_ulp);
  put('require', query.require.join(','), '');
  put('metric', query.metric, defaults.metric);
  put('inputs', query.inputs, defaults.inputs);
  put('n', query.n, inputDefaults);
  put('license', query.license, defaults.license);
  if (query.no_dependencies) given.set('no-dependencies', '');
  put('evidence', query.evidence, defaults.evidence);
  if (show !== null) given.set('show', show.join(','));
  if (sort !== null) given.set('sort', `${sort.table}:${sort.column}${sort.down ? ':down' : ''}`);
  put('family', families.join(','), '');
  put('open', open.join(','), '');
  // Commas, slashes and colons may stand in a fragment, and read better than their codes.
  return given.toString().replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%3A', ':').replace(/=(?=&|$)/g, (equals, offset, text) =>
    (text.slice(0, offset).endsWith('no-dependencies') ? '' : equals));
}

/** Where the results of a CPU lie beside the page: `sigmark report` gives each of several a folder. */
export const resultsFile = (reports, cpu) => (reports.length > 1 ? `${cpu}/results.json` : 'results.json');

// A word of a POSIX shell. Names of inputs are file names, and those hold whatever somebody put there; what the page
// does not show as it is, the shell has to make.
function quoted(word) {
  if (/^[A-Za-z0-9_./:=,+-]+$/.test(word)) return word;
  const octal = (text) => [...new TextEncoder().encode(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return `'${word.replaceAll("'", "'\\''").replace(TURNING, (control) => `'"$(printf '${octal(control)}')"'`)}'`;
}

/**
 * The command that asks the same of a results file. `file` is where it lies beside the page. The bound is always there:
 * the program has a default of its own, and without one the command would ask something else.
 */
export function command(query, file = 'results.json') {
  const flags = [];
  const flag = (name, value, otherwise) => value !== otherwise && flags.push(`--${name}=${quoted(String(value))}`);
  flag('function', query.function, 'logistic');
  flag('format', query.format, 'binary32');
  if (query.isa.length > 0) flag('isa', query.isa.join(','));
  flag('max-ulp', query.max_ulp ?? 'inf');
  if (query.require.length > 0) flag('require', query.require.join(','));
  flag('metric', query.metric, 'throughput');
  flag('inputs', query.inputs, 'normal');
  if (query.metric === 'throughput') flag('n', query.n);
  flag('license', query.license, 'any');
  if (query.no_dependencies) flags.push('--no-dependencies');
  flag('evidence', query.evidence, 'sampled');
  return [`sigmark choose ${quoted(file)}`, ...flags].join(' ');
}

/** A query after one of the relaxations that the rules name ("--max-ulp=2.4", "without --require=monotone"). */
export function relax(query, flags) {
  const relaxed = { ...query };
  for (const flag of flags) {
    const [, without, name, value] = /^(without )?--([a-z-]+)(?:=(.*))?$/.exec(flag);
    if (without === undefined) relaxed.max_ulp = Number(value);
    else if (name === 'require') relaxed.require = relaxed.require.filter((one) => one !== value);
    else if (name === 'isa') relaxed.isa = [];
    else if (name === 'evidence') relaxed.evidence = 'sampled';
    else if (name === 'license') relaxed.license = 'any';
    else if (name === 'no-dependencies') relaxed.no_dependencies = false;
  }
  return relaxed;
}
