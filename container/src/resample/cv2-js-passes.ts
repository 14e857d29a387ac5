import { CHANNELS, type Pixels } from '../image/pixels';
import { type LinearPlan, type Taps, walkRows } from './cv2-taps';

/** OpenCV's bilinear resize in plain JavaScript: the oracle of the WebAssembly one, and the engine where that cannot be had. */
export function linearInJs(pixels: Pixels, { columns, rows }: LinearPlan): Pixels {
  const [width, height] = [columns.first.length, rows.first.length];
  const stride = width * CHANNELS;
  const data = new Uint8Array(stride * height);
  const lines = [new Int32Array(stride), new Int32Array(stride)];
  walkRows(rows, pixels.height, {
    fill: (line, row) => makeColumns(lines[line], row, pixels, columns),
    blend: (upper, y, one, other) => {
      blend(data.subarray(y * stride, (y + 1) * stride), lines[upper], lines[1 - upper], one, other);
    },
  });
  return { data, width, height };
}

/** The horizontal pass over one row of the source; sums keep all their bits but the four lowest. */
function makeColumns(sums: Int32Array, row: number, { data, width }: Pixels, { first, weights }: Taps): void {
  const begin = row * width * CHANNELS;
  for (let x = 0, to = 0; x < first.length; x++) {
    const one = weights[2 * x];
    const other = weights[2 * x + 1];
    const left = begin + first[x] * CHANNELS;
    // At the right border the second weight is zero, and its pixel may not exist.
    const right = other === 0 ? left : left + CHANNELS;
    sums[to++] = (data[left] * one + data[right] * other) >> 4;
    sums[to++] = (data[left + 1] * one + data[right + 1] * other) >> 4;
    sums[to++] = (data[left + 2] * one + data[right + 2] * other) >> 4;
  }
}

function blend(target: Uint8Array, upper: Int32Array, lower: Int32Array, one: number, other: number): void {
  for (let at = 0; at < target.length; at++) {
    target[at] = (((upper[at] * one) >> 16) + ((lower[at] * other) >> 16) + 2) >> 2;
  }
}
