import { CHANNELS } from '../image/pixels';
import type { Weights } from './weights';

const LOW_BITS = 11;
const LOW_MASK = (1 << LOW_BITS) - 1;

/**
 * The column table of the kernel: for each column the byte offset of its first tap, then weights in groups of four.
 *
 * @param origin - the source column that rows begin with in the kernel's memory
 */
export function columnTable({ first, taps, values }: Weights, origin: number): Int32Array {
  const padded = Math.ceil(taps / 4) * 4;
  const table = new Int32Array(first.length * (1 + padded));
  let at = 0;
  for (let column = 0; column < first.length; column++) {
    table[at++] = (first[column] - origin) * CHANNELS;
    at = writePairs(table, at, values.subarray(column * taps, (column + 1) * taps), padded);
  }
  return table;
}

/** The row table of the kernel: the weights of each output row in pairs. */
export function rowTable({ first, taps, values }: Weights): Int32Array {
  const padded = Math.ceil(taps / 2) * 2;
  const table = new Int32Array(first.length * padded);
  let at = 0;
  for (let row = 0; row < first.length; row++) {
    at = writePairs(table, at, values.subarray(row * taps, (row + 1) * taps), padded);
  }
  return table;
}

/** Two taps become two words: their high halves side by side, then their low halves. */
function writePairs(table: Int32Array, start: number, weights: Int32Array, padded: number): number {
  let at = start;
  for (let tap = 0; tap < padded; tap += 2) {
    const even = weights[tap] ?? 0;
    const odd = weights[tap + 1] ?? 0;
    table[at++] = ((even >> LOW_BITS) & 0xffff) | ((odd >> LOW_BITS) << 16);
    table[at++] = (even & LOW_MASK) | ((odd & LOW_MASK) << 16);
  }
  return at;
}
