// SPDX-License-Identifier: Apache-2.0
//
// How wide a text is where there is no browser to ask. Vega's own guess without a canvas is half as much again as fonts
// are, and leaves charts half as wide as they could be.

import { textMetrics } from 'vega-scenegraph';

// Of the font's size, on average: narrow letters, others, wide ones.
const letterWidth = (letter) => (/[ijl.,:;'|!()[\]ft1 ]/.test(letter) ? 0.34 : /[mwMW@%]/.test(letter) ? 0.86 : 0.58);

/** Makes Vega reckon with this. */
export function installTextSize() {
  textMetrics.width = (item, text) => {
    const size = item.fontSize ?? 11;
    const bold = Number(item.fontWeight) >= 600 || item.fontWeight === 'bold';
    return [...String(text ?? '')].reduce((sum, letter) => sum + letterWidth(letter), 0) * size * (bold ? 1.07 : 1);
  };
}
