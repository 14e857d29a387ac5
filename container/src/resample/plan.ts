import type { Pixels } from '../image/pixels';
import { type Weights, weightsOf } from './weights';
import { type ResampleRequest, windowOf } from './window';

/** What one resize computes: a weight table for each axis, and which axis goes first. */
export interface Plan {
  readonly columns: Weights;
  readonly rows: Weights;
  readonly order: 'columns-first' | 'rows-first';
  /** The first of the source rows that any output row needs. */
  readonly firstRow: number;
  readonly rowCount: number;
}

export function planOf(pixels: Pixels, request: ResampleRequest): Plan {
  const { left, top, width, height } = windowOf(request);
  const columns = weightsOf({ from: pixels.width, to: request.width, start: left, length: width }, request.kernel);
  const rows = weightsOf({ from: pixels.height, to: request.height, start: top, length: height }, request.kernel);
  const firstRow = rows.first[0];
  const lastRow = Math.min(rows.first[height - 1] + rows.taps, pixels.height);
  return { columns, rows, order: orderOf(pixels, request), firstRow, rowCount: lastRow - firstRow };
}

/**
 * The passes round to bytes in between, so their order shows in the result. Pillow 13 begins with the rows where the
 * height loses more than twice what the width loses (pictures over twice as tall as wide); before, columns came first.
 */
function orderOf(pixels: Pixels, { width, height }: ResampleRequest): Plan['order'] {
  const lost = pixels.height - height;
  return lost > 0 && lost > 2 * (pixels.width - width) ? 'rows-first' : 'columns-first';
}
