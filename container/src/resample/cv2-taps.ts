/** OpenCV's fixed point for the weights of eight-bit pictures. */
const ONE = 1 << 11;

/** Two taps per output pixel: the first source pixel, which may lie outside, and the weights of it and of the next one. */
export interface Taps {
  readonly first: Int32Array;
  readonly weights: Int32Array;
}

/** What one resize computes. */
export interface LinearPlan {
  /** All inside the picture; where the second weight is zero, its pixel may not exist. */
  readonly columns: Taps;
  readonly rows: Taps;
}

/** OpenCV's bilinear taps. A column outside the picture takes the outermost one alone; rows outside are clipped later. */
export function linearPlan(from: { width: number; height: number }, to: { width: number; height: number }): LinearPlan {
  const columns = tapsOf(from.width, to.width);
  const last = from.width - 1;
  for (let x = 0; x < to.width; x++) {
    if (columns.first[x] >= 0 && columns.first[x] < last) continue;
    columns.first[x] = Math.min(Math.max(columns.first[x], 0), last);
    columns.weights[2 * x] = ONE;
    columns.weights[2 * x + 1] = 0;
  }
  return { columns, rows: tapsOf(from.height, to.height) };
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

/** As the processor rounds: a half goes to the even neighbour. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}

/** The two passes over one line or between two; `line` names one of two places that hold a row of sums. */
export interface LinePasses {
  fill(line: 0 | 1, row: number): void;
  blend(upper: 0 | 1, y: number, one: number, other: number): void;
}

/** Computes output rows from top to bottom, each source row once: the lower of one is most often the upper of another. */
export function walkRows({ first, weights }: Taps, sourceRows: number, { fill, blend }: LinePasses): void {
  const held = [-1, -1];
  let upper: 0 | 1 = 0;
  const inside = (row: number) => Math.min(Math.max(row, 0), sourceRows - 1);
  const hold = (line: 0 | 1, row: number) => {
    if (held[line] === row) return;
    fill(line, row);
    held[line] = row;
  };
  for (let y = 0; y < first.length; y++) {
    const [top, bottom] = [inside(first[y]), inside(first[y] + 1)];
    if (held[upper] !== top && held[1 - upper] === top) upper = upper === 0 ? 1 : 0;
    hold(upper, top);
    hold(upper === 0 ? 1 : 0, bottom);
    blend(upper, y, weights[2 * y], weights[2 * y + 1]);
  }
}
