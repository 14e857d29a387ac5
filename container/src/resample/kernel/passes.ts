// AssemblyScript, not TypeScript: build.mjs compiles this file to WebAssembly with SIMD.
//
// A 22-bit weight w is stored as two 16-bit halves, w = high * 2^11 + low, because the fast instruction multiplies
// 16-bit lanes only. (sumOfHighs << 11) + sumOfLows is the exact sum modulo 2^32, and the true sum fits 32 bits.

const PRECISION: i32 = 22;
const LOW_BITS: i32 = 11;

// @ts-expect-error: decorator
@inline
function fold(high: v128, low: v128): v128 {
  const sum = i32x4.add(i32x4.shl(high, LOW_BITS), low);
  return i32x4.shr_s(i32x4.add(sum, i32x4.splat(1 << (PRECISION - 1))), PRECISION);
}

/**
 * Shrinks or enlarges `rows` rows of RGB along the row.
 *
 * `table` holds for each output column: the byte offset of its first source pixel in the row, then `quads` groups of
 * four taps, each as four 32-bit words: high halves of taps 0 and 1, low halves of 0 and 1, and the same of 2 and 3.
 * Reads up to 16 bytes past the last source pixel and writes one byte past the last output pixel.
 */
export function horizontal(
  source: usize, sourceStride: usize, target: usize, targetStride: usize, rows: i32, columns: i32, table: usize, quads: i32,
): void {
  for (let row = 0; row < rows; row++) {
    let entry = table;
    let out = target;
    for (let column = 0; column < columns; column++) {
      let tap = source + <usize>load<u32>(entry);
      entry += 4;
      let high = i32x4.splat(0);
      let low = i32x4.splat(0);
      for (let quad = 0; quad < quads; quad++) {
        const bytes = v128.load(tap);
        const first = i8x16.swizzle(bytes, i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1));
        const second = i8x16.swizzle(bytes, i8x16(6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1));
        high = i32x4.add(high, i32x4.dot_i16x8_s(first, v128.load32_splat(entry)));
        low = i32x4.add(low, i32x4.dot_i16x8_s(first, v128.load32_splat(entry, 4)));
        high = i32x4.add(high, i32x4.dot_i16x8_s(second, v128.load32_splat(entry, 8)));
        low = i32x4.add(low, i32x4.dot_i16x8_s(second, v128.load32_splat(entry, 12)));
        tap += 12;
        entry += 16;
      }
      const words = i16x8.narrow_i32x4_s(fold(high, low), i32x4.splat(0));
      store<u32>(out, i32x4.extract_lane(i8x16.narrow_i16x8_u(words, words), 0));
      out += 3;
    }
    source += sourceStride;
    target += targetStride;
  }
}

/**
 * Computes one output row of `bytes` bytes from `pairs` pairs of source rows.
 *
 * `weights` holds two 32-bit words for each pair: high halves of both rows, low halves of both rows.
 * Works in steps of 16 bytes, so rows are padded to that.
 */
export function vertical(
  source: usize, stride: usize, target: usize, bytes: i32, weights: usize, pairs: i32,
): void {
  for (let at = 0; at < bytes; at += 16) {
    let rows = source + at;
    let weight = weights;
    let high0 = i32x4.splat(0);
    let high1 = i32x4.splat(0);
    let high2 = i32x4.splat(0);
    let high3 = i32x4.splat(0);
    let low0 = i32x4.splat(0);
    let low1 = i32x4.splat(0);
    let low2 = i32x4.splat(0);
    let low3 = i32x4.splat(0);
    for (let pair = 0; pair < pairs; pair++) {
      const upper = v128.load(rows);
      const lower = v128.load(rows + stride);
      const left = i8x16.shuffle(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const right = i8x16.shuffle(upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      const highs = v128.load32_splat(weight);
      const lows = v128.load32_splat(weight, 4);
      let taps = i16x8.extend_low_i8x16_u(left);
      high0 = i32x4.add(high0, i32x4.dot_i16x8_s(taps, highs));
      low0 = i32x4.add(low0, i32x4.dot_i16x8_s(taps, lows));
      taps = i16x8.extend_high_i8x16_u(left);
      high1 = i32x4.add(high1, i32x4.dot_i16x8_s(taps, highs));
      low1 = i32x4.add(low1, i32x4.dot_i16x8_s(taps, lows));
      taps = i16x8.extend_low_i8x16_u(right);
      high2 = i32x4.add(high2, i32x4.dot_i16x8_s(taps, highs));
      low2 = i32x4.add(low2, i32x4.dot_i16x8_s(taps, lows));
      taps = i16x8.extend_high_i8x16_u(right);
      high3 = i32x4.add(high3, i32x4.dot_i16x8_s(taps, highs));
      low3 = i32x4.add(low3, i32x4.dot_i16x8_s(taps, lows));
      rows += 2 * stride;
      weight += 8;
    }
    const first = i16x8.narrow_i32x4_s(fold(high0, low0), fold(high1, low1));
    const second = i16x8.narrow_i32x4_s(fold(high2, low2), fold(high3, low3));
    v128.store(target + at, i8x16.narrow_i16x8_u(first, second));
  }
}

/**
 * The horizontal pass of OpenCV's bilinear resize over one row of RGB: three 16-bit sums per output column.
 *
 * `table` holds for each output column the byte offset of its first source pixel, and its two 11-bit weights in a word.
 * Reads up to 8 bytes from a column's first pixel on and writes two bytes past the last sum.
 */
export function linearRow(source: usize, target: usize, columns: i32, table: usize): void {
  for (let column = 0; column < columns; column++) {
    const bytes = v128.load64_zero(source + <usize>load<u32>(table));
    const pairs = i8x16.swizzle(bytes, i8x16(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1));
    const sums = i32x4.shr_s(i32x4.dot_i16x8_s(pairs, v128.load32_splat(table, 4)), 4);
    v128.store64_lane(target, i16x8.narrow_i32x4_s(sums, sums), 0);
    target += 6;
    table += 8;
  }
}

// @ts-expect-error: decorator
@inline
function upperHalves(one: v128, other: v128): v128 {
  const low = i32x4.extmul_low_i16x8_s(one, other);
  const high = i32x4.extmul_high_i16x8_s(one, other);
  return i8x16.shuffle(low, high, 2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31);
}

/** The vertical pass: one output row from two rows of sums. Works in steps of 8 bytes, so it writes up to 7 past the row. */
export function linearBlend(upper: usize, lower: usize, target: usize, bytes: i32, one: i32, other: i32): void {
  const first = i16x8.splat(<i16>one);
  const second = i16x8.splat(<i16>other);
  for (let at = 0; at < bytes; at += 8) {
    const top = upperHalves(v128.load(upper + 2 * at), first);
    const bottom = upperHalves(v128.load(lower + 2 * at), second);
    const sum = i16x8.shr_s(i16x8.add(i16x8.add(top, bottom), i16x8.splat(2)), 2);
    v128.store64_lane(target + at, i8x16.narrow_i16x8_u(sum, sum), 0);
  }
}
