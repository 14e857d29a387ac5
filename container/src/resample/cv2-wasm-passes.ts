import { CHANNELS, type Pixels } from '../image/pixels';
import { type LinearPlan, type Taps, walkRows } from './cv2-taps';
import { type KernelHolder, Layout } from './wasm-memory';

/** What the kernel reads or writes past the end of a row, at most. */
const SLACK = 16;

/** OpenCV's bilinear resize on the SIMD kernel. Equal to `linearInJs` byte for byte. */
export function linearInWasm(holder: KernelHolder, { data, ...source }: Pixels, { columns, rows }: LinearPlan): Pixels {
  const [width, height] = [columns.first.length, rows.first.length];
  const [sourceStride, stride] = [source.width * CHANNELS, width * CHANNELS];
  const words = tableOf(columns);
  const place = new Layout();
  const table = place.take(words.byteLength);
  // One source row at a time, so that a photograph of any size needs little memory.
  const stage = place.take(sourceStride + SLACK);
  const lines = [place.take(2 * stride + SLACK), place.take(2 * stride + SLACK)];
  const result = place.take(height * stride + SLACK);
  return holder.use(place.bytes, (kernel) => {
    new Int32Array(kernel.memory.buffer, table, words.length).set(words);
    const memory = new Uint8Array(kernel.memory.buffer);
    walkRows(rows, source.height, {
      fill: (line, row) => {
        memory.set(data.subarray(row * sourceStride, (row + 1) * sourceStride), stage);
        kernel.linearRow(stage, lines[line], width, table);
      },
      blend: (upper, y, one, other) => {
        kernel.linearBlend(lines[upper], lines[1 - upper], result + y * stride, stride, one, other);
      },
    });
    return { data: memory.slice(result, result + height * stride), width, height };
  });
}

/** For each column the byte offset of its first pixel, and its two weights side by side in one word. */
function tableOf({ first, weights }: Taps): Int32Array {
  const table = new Int32Array(2 * first.length);
  for (let column = 0; column < first.length; column++) {
    table[2 * column] = first[column] * CHANNELS;
    table[2 * column + 1] = weights[2 * column] | (weights[2 * column + 1] << 16);
  }
  return table;
}
