// SPDX-License-Identifier: Apache-2.0
//
// The functions as a textbook draws them: curves, asymptotes, and the points that everybody knows.

const sigma = (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
const slope = (x) => sigma(x) * sigma(-x);
const logSigma = (x) => (x < 0 ? x - Math.log1p(Math.exp(x)) : -Math.log1p(Math.exp(-x)));
const logit = (p) => Math.log(p / (1 - p));

const sample = (name, f, from, to, steps = 240) =>
  Array.from({ length: steps + 1 }, (_, i) => from + ((to - from) * i) / steps).map((x) => ({ name, x, y: f(x) }));

const across = (y, view) => ({ x: view.xMin, y, x2: view.xMax, y2: y });
const upright = (x, view) => ({ x, y: view.yMin, x2: x, y2: view.yMax });

const LOGISTIC_VIEW = { xMin: -8, xMax: 8, yMin: -0.12, yMax: 1.12 };
const LOGISTIC = {
  view: LOGISTIC_VIEW,
  curves: [['σ', sigma], ['σ′', slope]],
  asymptotes: [across(1, LOGISTIC_VIEW), across(0, LOGISTIC_VIEW)],
  points: [{ x: 0, y: 0.5 }, { x: 0, y: 0.25 }],
  labels: [
    { x: 0.35, y: 0.47, text: 'σ(0) = ½' }, { x: 0.35, y: 0.29, text: 'σ′(0) = ¼' },
    { x: 2.9, y: 0.88, text: 'σ(x)' }, { x: 2.6, y: 0.12, text: 'σ′(x)' },
    { x: -7.8, y: 1.05, text: 'y = 1' }, { x: 6.9, y: -0.06, text: 'y = 0' },
  ],
  alt: 'The logistic function rises from the asymptote 0 through one half at 0 to the asymptote 1; '
    + 'its derivative is a bell with a quarter at 0.',
};

const LOG_VIEW = { xMin: -6, xMax: 6, yMin: -6.5, yMax: 1 };
const LOGIT_VIEW = { xMin: -0.15, xMax: 1.15, yMin: -6, yMax: 6 };
const TANH_VIEW = { xMin: -4, xMax: 4, yMin: -1.25, yMax: 1.25 };

/** What is known of each function: symbol, formula, derivative's place, and its figure. */
export const FUNCTION_FACTS = {
  logistic: { symbol: 'σ(x)', formula: 'σ(x) = 1 / (1 + e⁻ˣ)', name: 'the logistic function', figure: LOGISTIC },
  derivative: {
    symbol: 'σ′(x)', formula: 'σ′(x) = σ(x) σ(−x)', name: 'the derivative of the logistic function', figure: LOGISTIC,
  },
  log_logistic: {
    symbol: 'log σ(x)', formula: 'log σ(x) = −log(1 + e⁻ˣ)', name: 'the logarithm of the logistic function',
    figure: {
      view: LOG_VIEW,
      curves: [['log σ', logSigma]],
      asymptotes: [across(0, LOG_VIEW), { x: LOG_VIEW.xMin, y: LOG_VIEW.xMin, x2: 1, y2: 1 }],
      points: [{ x: 0, y: -Math.LN2 }],
      labels: [
        { x: 0.3, y: -1.1, text: 'log σ(0) = −log 2' }, { x: -5.2, y: -4.3, text: 'y = x' },
        { x: 4.6, y: 0.4, text: 'y = 0' },
      ],
      alt: 'The logarithm of the logistic function follows y = x on the left and tends to 0 on the right.',
    },
  },
  logit: {
    symbol: 'logit(p)', formula: 'logit(p) = log(p / (1 − p))', name: 'the logit, inverse of the logistic function',
    figure: {
      view: LOGIT_VIEW,
      curves: [['logit', logit, 0.001, 0.999]],
      asymptotes: [upright(0, LOGIT_VIEW), upright(1, LOGIT_VIEW)],
      points: [{ x: 0.5, y: 0 }],
      labels: [{ x: 0.53, y: -0.6, text: 'logit(½) = 0' }],
      alt: 'The logit rises from minus infinity at 0 through 0 at one half to infinity at 1.',
    },
  },
  tanh: {
    symbol: 'tanh x', formula: 'tanh x = 2σ(2x) − 1', name: 'the hyperbolic tangent',
    figure: {
      view: TANH_VIEW,
      curves: [['tanh', Math.tanh]],
      asymptotes: [across(1, TANH_VIEW), across(-1, TANH_VIEW)],
      points: [{ x: 0, y: 0 }],
      labels: [{ x: 0.15, y: -0.12, text: 'tanh 0 = 0' }],
      alt: 'The hyperbolic tangent rises from the asymptote −1 through 0 to the asymptote 1.',
    },
  },
};

/** Data and params of charts/function.json. */
export function graph(functionName) {
  const { view, curves, asymptotes, points, labels, alt } = FUNCTION_FACTS[functionName].figure;
  return {
    data: {
      axes: [across(0, view), upright(0, view)],
      asymptotes,
      curves: curves.flatMap(([name, f, from = view.xMin, to = view.xMax], index) =>
        sample(name, f, from, to).map((point) => ({ ...point, colour: `series${index + 1}` }))),
      points,
      labels,
    },
    params: view,
    alt,
  };
}
