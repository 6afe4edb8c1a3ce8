// SPDX-License-Identifier: Apache-2.0
//
// The rows that each chart draws, from condensed kernels (model.mjs). Keys of what is returned are the named data and
// the params of charts/*.json.

import { inputClasses, lengths, PRECISION, timing } from './model.mjs';
import { bound, bytes, count, decimal, nanoseconds, number, parseHex, toNumber } from './numbers.mjs';

const ULP_FLOOR = 0.1; // smaller errors are nobody's concern: the axis ends there
const CORRECTLY_ROUNDED = { ulp: 0.5, text: '0.5 ulp: correctly rounded' };

/** "≥ 2.36": a maximum, with its evidence. */
export const maxUlpText = (kernel) =>
  kernel.worst === null ? 'not measured'
  : kernel.maxUlp === Infinity ? 'not finite'
  : (kernel.sampled ? '≥ ' : '') + bound(kernel.maxUlp);

// An error of 2^p ulp is the value itself: beyond, no digit is right and nobody wants to know how wrong it is.
const hopeless = (format) => 2 ** (PRECISION[format] + 1);

/** The ticks of a logarithmic axis: powers of ten, at most `most` of them, or steps of 1, 2 and 5 where few would do. */
export function logTicks(lo, hi, most = 9) {
  const powers = [];
  for (let power = Math.ceil(Math.log10(lo) - 1e-9); 10 ** power <= hi * (1 + 1e-9); ++power) powers.push(power);
  if (powers.length <= 3) {
    const steps = [Math.floor(Math.log10(lo)), ...powers].flatMap((power) => [1, 2, 5].map((step) => Number(`${step}e${power}`)));
    return [...new Set(steps)].filter((tick) => tick >= lo * (1 - 1e-9) && tick <= hi * (1 + 1e-9));
  }
  const every = Math.ceil(powers.length / most);
  return powers.filter((power) => power % every === 0).map((power) => Number(`1e${power}`));
}

/**
 * Maximum ulp against time. The front has the colours of its families, and so have all of the families in `coloured`.
 * `winner` is a key or null; `fits` says of a key whether it satisfies the query; `size` is the chart's in pixels.
 */
export function pareto(kernels, { front, coloured, winner, fits, shape, format, size }) {
  const timed = kernels.filter((kernel) => kernel.worst !== null && timing(kernel, shape) !== null);
  if (timed.length === 0) return null;
  const times = timed.map((kernel) => timing(kernel, shape).ns_per_element);
  const ceiling = hopeless(format);
  const within = timed.map((kernel) => kernel.maxUlp).filter((ulp) => ulp <= ceiling);
  const nsMax = Math.max(...times) * 1.4;
  const nsMin = leftEdge(timed.filter((kernel) => front.includes(kernel.key)), shape, size, Math.min(...times) / 1.5, nsMax);
  const ulpMin = ULP_FLOOR;
  const ulpMax = Math.max(10, ...within) * 3;
  const rows = timed.map((kernel) => {
    const row = timing(kernel, shape);
    const beyond = kernel.maxUlp > ceiling;
    const onFront = front.includes(kernel.key);
    const inColour = onFront || coloured.includes(kernel.family);
    return {
      key: kernel.key,
      ns: row.ns_per_element,
      shownUlp: beyond ? ulpMax / 1.3 : Math.max(kernel.maxUlp, ULP_FLOOR), // within the edge, so that its mark is whole
      inColour,
      colour: inColour ? familyColour(kernel.family) : 'rule',
      state: !kernel.validated ? 'not validated'
        : onFront ? 'on the front'
        : beyond ? 'beyond the axis' : 'validated',
      fits: fits(kernel.key),
      winner: kernel.key === winner,
      tip: [kernel.label, `max ${maxUlpText(kernel)} ulp`,
        `${nanoseconds(row.ns_per_element)}, ${number(row.relative)} × ${row.yardstick}`,
        kernel.validated ? '' : `not validated: ${kernel.reason}`].filter(Boolean).join('\n'),
    };
  });
  const domain = { nsMin, nsMax, ulpMin, ulpMax };
  const ticks = { nsTicks: logTicks(nsMin, nsMax), ulpTicks: logTicks(ulpMin, ulpMax) };
  return {
    data: { kernels: rows.sort(byProminence), front: frontLabels(timed, { front, shape, size, domain }), rules: [CORRECTLY_ROUNDED] },
    params: { ...domain, ...ticks },
    beyond: timed.filter((kernel) => kernel.maxUlp > ceiling).length,
    notValidated: timed.filter((kernel) => !kernel.validated).length,
  };
}

// Drawn last is on top: the front, then what is coloured.
const prominence = (row) => Number(row.inColour) + Number(row.state === 'on the front');
const byProminence = (a, b) => prominence(a) - prominence(b);

const frontName = (kernel, order, size) => (size.width > 500 ? kernel.label : String(order + 1));

// The least time of the axis, at most `least`: there is room for the names of the front to the left of its points.
function leftEdge(front, shape, size, least, nsMax) {
  const LETTER = 7.2; // pixels, of the bold font
  const edges = front.map((kernel, order) => {
    const part = Math.min((frontName(kernel, order, size).length * LETTER + 16) / size.width, 0.45);
    const ns = Math.log10(timing(kernel, shape).ns_per_element);
    return 10 ** ((ns - part * Math.log10(nsMax)) / (1 - part));
  });
  return Math.min(least, ...edges);
}

// The front's points and where their names stand: to the left and a little below, where nothing validated can be, and
// moved down where two would overlap.
function frontLabels(kernels, { front, shape, size, domain }) {
  const LINE = 15;
  const byKey = new Map(kernels.map((kernel) => [kernel.key, kernel]));
  const perDecadeX = size.width / Math.log10(domain.nsMax / domain.nsMin);
  const perDecadeY = size.height / Math.log10(domain.ulpMax / domain.ulpMin);
  let above = -Infinity;
  return front.filter((key) => byKey.has(key)).map((key, order) => {
    const kernel = byKey.get(key);
    const ns = timing(kernel, shape).ns_per_element;
    const ulp = Math.max(kernel.maxUlp, domain.ulpMin);
    const y = -Math.log10(ulp) * perDecadeY; // pixels, downwards
    const labelY = Math.max(y + 7, above + LINE);
    above = labelY;
    return {
      ns, ulp, order,
      label: frontName(kernel, order, size),
      labelNs: ns / 10 ** (11 / perDecadeX),
      labelUlp: 10 ** (-labelY / perDecadeY),
    };
  });
}

/** The colour of the kernel or class that is drawn as number `index`. */
const seriesColour = (index) => `series${(index % 8) + 1}`;

// Families keep their colours whatever else is in a chart.
const FAMILIES = ['sigmark', 'textbook', 'fast', 'simd', 'peers', 'plugin', 'variants'];

/** The families of some kernels, in the order of the page. */
export function familiesOf(kernels) {
  const found = [...new Set(kernels.map((kernel) => kernel.family))];
  return [...FAMILIES.filter((name) => found.includes(name)), ...found.filter((name) => !FAMILIES.includes(name)).sort()];
}

/** The colour of a family, by its name in palette.json. */
export const familyColour = (name) => seriesColour(FAMILIES.includes(name) ? FAMILIES.indexOf(name) : FAMILIES.length);

// The envelope's bins as a staircase. The outermost bins reach to infinity and are drawn to the edge.
function staircase(kernel, edge, floor, order) {
  const points = [];
  for (const bin of kernel.main.envelope) {
    const ulp = toNumber(bin.max_ulp);
    const tip = `${kernel.label}\nx from ${decimal(bin.lo)} to ${decimal(bin.hi)}\nmax ${bound(ulp)} ulp`;
    const [lo, hi] = [parseHex(bin.lo), parseHex(bin.hi)].sort((a, b) => a - b);
    for (const x of [lo, hi]) {
      points.push({ x: Math.max(-edge, Math.min(edge, x)), ulp: Math.max(ulp, floor), label: kernel.label, tip });
    }
  }
  points.sort((a, b) => a.x - b.x);
  return points.map((point, index) => ({ ...point, order: order + index }));
}

/** Where a kernel's results fail, and where its error is largest. */
function envelopeMarks(kernel, edge, floor, top) {
  const { main } = kernel;
  const mark = (hex, ulp, what, tip) => ({
    x: Math.max(-edge, Math.min(edge, parseHex(hex))), ulp: Math.min(Math.max(ulp, floor), top), what,
    label: kernel.label, colour: kernel.colour, tip: `${kernel.label}\n${tip}`,
  });
  const marks = [];
  if (main.witness !== null) {
    marks.push(mark(main.witness.x, toNumber(main.max_ulp), 'largest error',
      `largest error at x = ${decimal(main.witness.x)} (${main.witness.x}): ${bound(toNumber(main.max_ulp))} ulp`));
  }
  if (main.first_flushed !== null) {
    marks.push(mark(main.first_flushed, floor, '0 from here on',
      `0 from x = ${decimal(main.first_flushed)} (${main.first_flushed}) on, where the exact value is not`));
  }
  if (main.nonfinite > 0 && main.nonfinite_witness) {
    marks.push(mark(main.nonfinite_witness.x, top, 'not finite',
      `${count(main.nonfinite)} results not finite, one at x = ${decimal(main.nonfinite_witness.x)}`));
  }
  return marks;
}

const powersOfTwo = (largest) => {
  const ticks = [];
  for (let x = largest; x >= 2 ** -5; x /= 4) ticks.push(x);
  return [...ticks.map((x) => -x), 0, ...ticks.reverse()];
};

/** The error of the `shown` kernels against x. */
export function envelope(shown) {
  const measured = shown
    .map((kernel, index) => ({ ...kernel, colour: seriesColour(index) }))
    .filter((kernel) => kernel.main !== null && kernel.main.envelope.length > 0);
  if (measured.length === 0) return null;
  const bins = measured.flatMap((kernel) => kernel.main.envelope);
  const edges = bins.flatMap((bin) => [parseHex(bin.lo), parseHex(bin.hi)]).map(Math.abs).filter(Number.isFinite);
  // Beyond 1024 nothing but a saturated result is left in any format.
  const edge = Math.min(Math.max(...edges) * 1.15, 1024);
  const largest = Math.max(...bins.map((bin) => toNumber(bin.max_ulp)).filter(Number.isFinite));
  const floor = 0.01;
  const ulpMax = Math.max(largest * 3, 10);
  return {
    data: {
      bins: measured.flatMap((kernel, index) => staircase(kernel, edge, floor, index * 1e4)),
      marks: measured.flatMap((kernel) => envelopeMarks(kernel, edge, floor, ulpMax)),
      rules: [CORRECTLY_ROUNDED],
    },
    params: {
      xMin: -edge, xMax: edge, ulpMin: floor, ulpMax, ulpTicks: logTicks(floor, ulpMax),
      ticks: powersOfTwo(2 ** Math.floor(Math.log2(edge))), names: labelsOf(shown),
    },
    measured,
  };
}

const speedTip = (kernel, row) =>
  `${kernel.label}\n${row.inputs}, ${count(row.n)} elements a call (${bytes(row.working_set)})\n` +
  `${number(row.relative)} × ${row.yardstick} [${row.relative_ci95.map((x) => number(x)).join(', ')}]\n` +
  `${nanoseconds(row.ns_per_element)} per element`;

const labelsOf = (kernels) => kernels.map((kernel) => kernel.label);

const speedRow = (kernel, row, colour) => ({
  label: kernel.label, colour, relative: row.relative, lo: row.relative_ci95[0], hi: row.relative_ci95[1],
  inputs: row.inputs, tip: speedTip(kernel, row),
});

const ratioTicks = (speeds) =>
  logTicks(Math.min(1, ...speeds.map((speed) => speed.lo)) / 1.5, Math.max(1, ...speeds.map((speed) => speed.hi)) * 1.5);

/** Speed of the `shown` kernels by length of array, on one class of inputs. */
export function workingSets(shown, inputs) {
  const order = lengths(shown, inputs);
  const sets = new Map();
  const speeds = [];
  for (const n of order) {
    for (const [index, kernel] of shown.entries()) {
      const row = timing(kernel, { metric: 'throughput', inputs, n });
      if (row === null) continue;
      sets.set(n, Math.max(sets.get(n) ?? 0, row.working_set));
      speeds.push({ ...speedRow(kernel, row, seriesColour(index)), n, order: order.indexOf(n) });
    }
  }
  if (speeds.length === 0) return null;
  // One call for one element is timed over a whole buffer, whose size is then no property of the call.
  const name = (n) => (n < 64 ? count(n) : `${count(n)}, ${bytes(sets.get(n))}`);
  return {
    data: { speeds: speeds.map((speed) => ({ ...speed, length: name(speed.n) })), rules: [{ relative: 1 }] },
    params: { names: labelsOf(shown), ratioTicks: ratioTicks(speeds) },
  };
}

/** Speed of the `shown` kernels by class of inputs, at one length. */
export function byInputs(shown, n) {
  const names = inputClasses(shown);
  const speeds = [];
  for (const kernel of shown) {
    for (const [index, inputs] of names.entries()) {
      const row = timing(kernel, { metric: 'throughput', inputs, n });
      if (row !== null) speeds.push(speedRow(kernel, row, seriesColour(index)));
    }
  }
  return speeds.length === 0 ? null : { data: { speeds, rules: [{ relative: 1 }] }, params: { names, ratioTicks: ratioTicks(speeds) } };
}

/** Latency of the `shown` kernels, lowest first. */
export function latency(shown, inputs) {
  const latencies = [];
  for (const kernel of shown) {
    const row = timing(kernel, { metric: 'latency', inputs, n: 1 });
    if (row === null) continue;
    const [lo, hi] = row.relative_ci95;
    latencies.push({
      label: kernel.label, ns: row.ns_per_element,
      text: `${number(row.ns_per_element)} ns, ${number(row.relative)} ×`,
      tip: `${kernel.label}\n${nanoseconds(row.ns_per_element)}\n` +
        `${number(row.relative)} × ${row.yardstick} [${number(lo)}, ${number(hi)}]`,
    });
  }
  latencies.sort((a, b) => a.ns - b.ns);
  return latencies.length === 0 ? null : { data: { latencies }, params: {} };
}
