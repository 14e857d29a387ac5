import { CHANNELS, type Pixels } from '../image/pixels';

/** OpenCV's fixed point for the weights of eight-bit pictures. */
const WEIGHT_BITS = 11;
const ONE = 1 << WEIGHT_BITS;

/** Two taps per output pixel: the first source pixel and the weights of it and of the next one. */
interface Taps {
  readonly first: Int32Array;
  readonly weights: Int32Array;
}

/**
 * Resizes an upright picture exactly as OpenCV's `resize` with `INTER_LINEAR` does: two taps per axis also when it
 * shrinks, so it does not smooth; that is what detectors were trained on.
 */
export function resampleLikeOpenCv(pixels: Pixels, { width, height }: { width: number; height: number }): Pixels {
  if (pixels.width === 2 * width && pixels.height === 2 * height) return halved(pixels);
  const columns = tapsOf(pixels.width, width);
  // A column outside the picture takes the outermost one alone; a row outside keeps its weights, on clipped rows.
  for (let x = 0; x < width; x++) {
    const last = pixels.width - 1;
    if (columns.first[x] >= 0 && columns.first[x] < last) continue;
    columns.first[x] = Math.min(Math.max(columns.first[x], 0), last);
    columns.weights[2 * x] = ONE;
    columns.weights[2 * x + 1] = 0;
  }
  return makeRows(pixels, { width, height }, columns, tapsOf(pixels.height, height));
}

function tapsOf(from: number, to: number): Taps {
  // The detour over the inverse is OpenCV's: a last bit lost here is a pixel that differs there.
  const scale = 1 / (to / from);
  const first = new Int32Array(to);
  const weights = new Int32Array(2 * to);
  for (let at = 0; at < to; at++) {
    const place = Math.fround((at + 0.5) * scale - 0.5);
    first[at] = Math.floor(place);
    const fraction = Math.fround(place - first[at]);
    weights[2 * at] = roundHalfEven(Math.fround(1 - fraction) * ONE);
    weights[2 * at + 1] = roundHalfEven(fraction * ONE);
  }
  return { first, weights };
}

function makeRows(pixels: Pixels, { width, height }: { width: number; height: number }, columns: Taps, rows: Taps) {
  const stride = width * CHANNELS;
  const data = new Uint8Array(stride * height);
  let upper = { row: -1, sums: new Int32Array(stride) };
  let lower = { row: -1, sums: new Int32Array(stride) };
  const last = pixels.height - 1;
  for (let y = 0; y < height; y++) {
    const top = Math.min(Math.max(rows.first[y], 0), last);
    const bottom = Math.min(Math.max(rows.first[y] + 1, 0), last);
    // The lower row of one output row is most often the upper row of a coming one.
    if (upper.row !== top && lower.row === top) [upper, lower] = [lower, upper];
    if (upper.row !== top) fill(upper, top, pixels, columns);
    if (lower.row !== bottom) fill(lower, bottom, pixels, columns);
    blend(
      data.subarray(y * stride, (y + 1) * stride),
      upper.sums,
      lower.sums,
      rows.weights[2 * y],
      rows.weights[2 * y + 1],
    );
  }
  return { data, width, height };
}

/** The horizontal pass over one row of the source; sums stay with all their bits but the four lowest. */
function fill(line: { row: number; sums: Int32Array }, row: number, { data, width }: Pixels, { first, weights }: Taps) {
  line.row = row;
  const { sums } = line;
  const begin = row * width * CHANNELS;
  const next = width > 1 ? CHANNELS : 0;
  for (let x = 0, to = 0; x < first.length; x++) {
    const one = weights[2 * x];
    const other = weights[2 * x + 1];
    const left = begin + first[x] * CHANNELS;
    // At the right border the second weight is zero, and its pixel may not exist.
    const right = other === 0 ? left : left + next;
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

/** Half the size in both directions is the one case in which OpenCV takes the mean of four pixels instead. */
function halved({ data: from, width, height }: Pixels): Pixels {
  const stride = width * CHANNELS;
  const result = { data: new Uint8Array(from.length / 4), width: width / 2, height: height / 2 };
  let to = 0;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0, at = y * stride; x < width; x += 2, at += CHANNELS) {
      for (let channel = 0; channel < CHANNELS; channel++, at++) {
        result.data[to++] =
          (from[at] + from[at + CHANNELS] + from[at + stride] + from[at + stride + CHANNELS] + 2) >> 2;
      }
    }
  }
  return result;
}

/** As the processor rounds: a half goes to the even neighbour. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}
