// SPDX-License-Identifier: Apache-2.0
//
// Which kernels the curves show when nobody has picked any.

const MOST = 6;

/**
 * The answer, its runners-up, the front, and what everybody writes first: at most six, by key. `ranked` are the keys
 * of the choice, best first.
 */
export function suggested(kernels, { ranked, front }) {
  const naive = kernels.find((kernel) => kernel.name === 'textbook/naive')?.key;
  const byKey = new Map(kernels.map((kernel) => [kernel.key, kernel]));
  // Of one implementation one instruction set: its curve is the same on others, or nearly.
  const names = new Set();
  const keys = [];
  const add = (key, limit) => {
    const kernel = byKey.get(key);
    if (kernel === undefined || names.has(kernel.name) || keys.length >= limit) return;
    names.add(kernel.name);
    keys.push(key);
  };
  ranked.slice(0, 1).forEach((key) => add(key, MOST));
  if (naive !== undefined) add(naive, MOST);
  // The accurate end of the front first: those that fail everywhere teach little.
  [...front].reverse().forEach((key) => add(key, MOST));
  ranked.forEach((key) => add(key, MOST));
  return keys;
}
