// SPDX-License-Identifier: Apache-2.0
//
// Numbers as text. The same roundings as in the Markdown report, so that page and README never disagree.

const MINUS = '−';

/** A hex float of the results file (C's %a, inf, -inf, nan) as a number. NaN for anything else. */
export function parseHex(text) {
  const match = /^(-?)(?:(inf|nan)|0x([01])(?:\.([0-9a-f]{1,13}))?p([+-]\d{1,4}))$/.exec(String(text));
  if (match === null) return NaN;
  const [, sign, word, whole, fraction = '', exponent] = match;
  const size = word === 'inf' ? Infinity
    : word === 'nan' ? NaN
    : (Number(whole) + (fraction === '' ? 0 : parseInt(fraction, 16) / 16 ** fraction.length)) * 2 ** Number(exponent);
  return sign === '-' ? -size : size;
}

/** A number of the results file, which writes infinities and NaN as text. */
export function toNumber(value) {
  return typeof value === 'number' ? value : value === null || value === undefined ? NaN : parseHex(value);
}

// What C prints for what no digits stand for.
const wordFor = (value) => (Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf');

/**
 * A number as C's %.{digits - 1}e rounds it, [mantissa, power]: to nearest by its exact value, ties to even.
 * toExponential alone takes ties up: 1.015625, of which 6 digits are 1.01562.
 */
function scientific(value, digits) {
  const [mantissa, power] = value.toExponential(digits - 1).split('e');
  // No double is this close to a shorter decimal without being it.
  const [exact, exactPower] = value.toExponential(100).split('e');
  const kept = (exact.startsWith('-') ? 1 : 0) + (digits > 1 ? digits + 1 : 1);
  const tie = /^\.?50*$/.test(exact.slice(kept));
  return tie && Number(exact[kept - 1]) % 2 === 0 ? [exact.slice(0, kept), Number(exactPower)] : [mantissa, Number(power)];
}

// As C prints exponents: 2.10e+06.
const withPower = (mantissa, power) =>
  `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;

const exponential = (value, digits) => withPower(...scientific(value, digits));

// As C's %.0f: ties to even as well.
function whole(value) {
  const floor = Math.floor(value);
  return String(value - floor === 0.5 && floor % 2 === 0 ? floor : Math.round(value));
}

/** `digits` significant digits at most, as C's %g prints them: 2.361, 1e-07. */
export function general(value, digits) {
  if (!Number.isFinite(value)) return wordFor(value);
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [mantissa, power] = scientific(value, digits);
  if (power >= -4 && power < digits) return String(Number(`${mantissa}e${power}`));
  return withPower(Number(mantissa), power);
}

/** 1.23, 0.0123, 1.2e-07: `digits` significant ones. */
export function number(value, digits = 3) {
  if (!Number.isFinite(value)) return wordFor(value);
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) return exponential(value, digits);
  if (value >= 10 ** digits) return whole(value);
  return general(value, digits);
}

/** An error bound, rounded up, so that what is shown is never below what was measured: 0.5, 0.5001, 2.11e+06. */
export function bound(value) {
  if (!Number.isFinite(value)) return wordFor(value);
  const scaled = value !== 0 && (value >= 1e5 || value < 1e-3);
  const digits = scaled ? 3 : 4;
  const print = (x) => (scaled ? exponential(x, digits) : general(x, digits));
  const text = print(value);
  if (Number(text) >= value) return text;
  return print(Number(text) + 10 ** (scientific(value, 17)[1] - (digits - 1)));
}

/** 302,016. */
export function count(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Of `part` in `whole`: 0, 0.12 %, 100 %. Neither 0 nor 100 unless it is. */
export function share(part, whole) {
  if (part === 0) return '0';
  if (part >= whole) return '100 %';
  return `${number(Math.min((100 * part) / whole, 99.9))} %`;
}

/** 32 KiB, 1.5 MiB. */
export function bytes(value) {
  if (value < 1024) return `${value} B`;
  let size = value / 1024;
  let unit = 'KiB';
  for (const next of ['MiB', 'GiB']) {
    if (size < 1024) break;
    size /= 1024;
    unit = next;
  }
  return `${general(size, 4)} ${unit}`;
}

/** An input as a reader knows it: −88.7228, −inf. */
export const decimal = (hex) => (String(hex).startsWith('-') ? MINUS : '') + general(Math.abs(parseHex(hex)), 6);

/** An input in full: -0x1.62e43p+6 (−88.7228). */
export const input = (hex) => `${hex} (${decimal(hex)})`;

/** 1.2 ns, 12 µs. */
export function nanoseconds(value) {
  return value >= 1000 ? `${number(value / 1000)} µs` : `${number(value)} ns`;
}
