import { turnOf, uprightSize } from '../image/orientation';
import type { Pixels } from '../image/pixels';
import { type PillowKernel, reversed, type Weights, weightsOf } from './weights';
import { type ResampleRequest, windowOf } from './window';

/** The stretch of source pixels along one axis that any output pixel needs. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

/** What one resize computes, along the rows and columns as they are stored. */
export interface Plan {
  readonly columns: Weights;
  readonly rows: Weights;
  readonly columnSpan: Span;
  readonly rowSpan: Span;
  readonly order: 'columns-first' | 'rows-first';
  /** Whether the result's rows are the upright picture's columns. */
  readonly transpose: boolean;
}

/**
 * Plans a resize of the upright picture on the stored one: axes trade places and weights are mirrored, so turning costs
 * nothing. The sums are the same integers, so the result is too.
 */
export function planOf(pixels: Pixels, request: ResampleRequest, kernel: PillowKernel): Plan {
  const { transpose, flipX, flipY } = turnOf(pixels);
  const size = uprightSize(pixels);
  const { width, height } = request;
  const window = windowOf(request);
  const across = weightsOf({ from: size.width, to: width, start: window.left, length: window.width }, kernel);
  const down = weightsOf({ from: size.height, to: height, start: window.top, length: window.height }, kernel);

  const [columns, rows] = transpose ? [down, across] : [across, down];
  const stored = {
    columns: flipX ? reversed(columns, pixels.width) : columns,
    rows: flipY ? reversed(rows, pixels.height) : rows,
  };
  return {
    ...stored,
    columnSpan: spanOf(stored.columns, pixels.width),
    rowSpan: spanOf(stored.rows, pixels.height),
    order: startsWithRows(size, request) !== transpose ? 'rows-first' : 'columns-first',
    transpose,
  };
}

/**
 * The passes round to bytes in between, so their order shows in the result. Pillow 13 begins with the rows where the
 * height loses more than twice what the width loses (pictures over twice as tall as wide); before, columns came first.
 */
function startsWithRows(size: { width: number; height: number }, { width, height }: ResampleRequest): boolean {
  const lost = size.height - height;
  return lost > 0 && lost > 2 * (size.width - width);
}

function spanOf({ first, taps }: Weights, from: number): Span {
  const [one, other] = [first[0], first[first.length - 1]];
  const start = Math.min(one, other);
  return { start, length: Math.min(Math.max(one, other) + taps, from) - start };
}
