import type { Pixels } from '../image/pixels';
import { CHANNELS } from '../image/pixels';
import type { Plan } from './plan';
import { PRECISION_BITS, type Weights } from './weights';

const HALF = 1 << (PRECISION_BITS - 1);

/** Rows of RGB between the two passes. Stores clamp to a byte, as Pillow does after each pass. */
interface Plane {
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
}

/**
 * The resampler in plain JavaScript: the oracle of the WebAssembly one, and the engine where that cannot be had.
 *
 * Sums stay within 32 bits: the weights of a pixel add up to 2^22, and to less than twice that in absolute value.
 */
export function resampleInJs(pixels: Pixels, { columns, rows, rowSpan, order }: Plan): Pixels {
  const stride = pixels.width * CHANNELS;
  const source = {
    data: pixels.data.subarray(rowSpan.start * stride, (rowSpan.start + rowSpan.length) * stride),
    width: pixels.width,
    height: rowSpan.length,
  };
  const result =
    order === 'columns-first'
      ? makeRows(makeColumns(source, columns), rows, rowSpan.start)
      : makeColumns(makeRows(source, rows, rowSpan.start), columns);
  return { data: new Uint8Array(result.data.buffer), width: result.width, height: result.height };
}

/** The horizontal pass: as many rows as before, each of new width. */
function makeColumns(source: Plane, { first, taps, values }: Weights): Plane {
  const from = source.data;
  const data = new Uint8ClampedArray(first.length * source.height * CHANNELS);
  let target = 0;
  for (let row = 0; row < source.height; row++) {
    for (let column = 0; column < first.length; column++) {
      const end = column * taps + Math.min(taps, source.width - first[column]);
      let at = (row * source.width + first[column]) * CHANNELS;
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      for (let tap = column * taps; tap < end; tap++) {
        const weight = values[tap];
        red += from[at] * weight;
        green += from[at + 1] * weight;
        blue += from[at + 2] * weight;
        at += CHANNELS;
      }
      data[target++] = red >> PRECISION_BITS;
      data[target++] = green >> PRECISION_BITS;
      data[target++] = blue >> PRECISION_BITS;
    }
  }
  return { data, width: first.length, height: source.height };
}

/** The vertical pass. `firstRow` is the row of the picture that `source` begins with. */
function makeRows(source: Plane, { first, taps, values }: Weights, firstRow: number): Plane {
  const from = source.data;
  const stride = source.width * CHANNELS;
  const data = new Uint8ClampedArray(first.length * stride);
  const sums = new Int32Array(stride);
  for (let row = 0; row < first.length; row++) {
    const top = first[row] - firstRow;
    const count = Math.min(taps, source.height - top);
    sums.fill(HALF);
    for (let tap = 0; tap < count; tap++) {
      const weight = values[row * taps + tap];
      const begin = (top + tap) * stride;
      for (let x = 0; x < stride; x++) sums[x] += from[begin + x] * weight;
    }
    for (let x = 0; x < stride; x++) data[row * stride + x] = sums[x] >> PRECISION_BITS;
  }
  return { data, width: source.width, height: first.length };
}
