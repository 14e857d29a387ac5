import type { DetectionFormat } from '../../../lib/contracts/manifest';
import { type Activation, bestOf, type Candidate, corners, type OutputRow, probability, refuseNaN } from './candidates';

/** What a layout needs to know besides the numbers. */
export interface LayoutOptions {
  readonly labels: number;
  /** Candidates of a lower probability are not worth an object. */
  readonly confidence: number;
  readonly activation: Activation;
  /** The size of the model's input in pixels. */
  readonly input: { readonly width: number; readonly height: number };
}

/** Reads one output; `detr` alone has two: scores, then boxes. */
type Layout = (rows: readonly OutputRow[], options: LayoutOptions) => Candidate[];

/** The candidates in each of the forms that detectors are exported in; the forms are told in the manifest's contract. */
export const layouts: Record<Exclude<DetectionFormat, 'auto'>, Layout> = {
  bcn: ([row], options) => columns(row, options),
  bnc: ([row], options) => rowsOf(row, 4, options, { width: 1, height: 1 }),
  rtdetr: ([row], options) => rowsOf(row, 4, options, options.input),
  yolov5: ([row], options) => rowsOf(row, 5, options, { width: 1, height: 1 }),
  end2end: ([row], options) => finished(row, options),
  detr: ([scores, boxes], options) => queries(scores, boxes, options),
};

/** `[4 + nc, n]`: one column per candidate; rows of scores are read whole, because their numbers lie side by side. */
function columns({ data, dims: [, count] }: OutputRow, { labels, confidence, activation }: LayoutOptions): Candidate[] {
  const best = new Float32Array(count).fill(-Infinity);
  const index = new Int32Array(count);
  for (let label = 0; label < labels; label++) {
    const start = (4 + label) * count;
    for (let at = 0; at < count; at++) {
      const score = data[start + at];
      if (score > best[at]) {
        best[at] = score;
        index[at] = label;
      }
    }
  }
  const found: Candidate[] = [];
  for (let at = 0; at < count; at++) {
    if (best[at] === -Infinity) refuseNaN(at);
    const score = probability(best[at], activation);
    if (score <= confidence) continue;
    const [x, y, width, height] = [data[at], data[count + at], data[2 * count + at], data[3 * count + at]];
    found.push({ ...corners({ x, y, width, height }), index: index[at], score });
  }
  return found;
}

/** `[n, 4 + nc]`, or `[n, 5 + nc]` with the probability that there is anything at all before the scores. */
function rowsOf(
  { data, dims: [count, length] }: OutputRow,
  head: 4 | 5,
  { labels, confidence, activation }: LayoutOptions,
  unit: { width: number; height: number },
): Candidate[] {
  const found: Candidate[] = [];
  for (let place = 0, at = 0; place < count; place++, at += length) {
    const anything = head === 5 ? probability(data[at + 4], activation) : 1;
    if (anything <= confidence) continue;
    const index = bestOf(data, at + head, labels);
    if (index === -1) refuseNaN(place);
    const score = anything * probability(data[at + head + index], activation);
    if (score <= confidence) continue;
    found.push({ ...corners(scaled(data, at, unit)), index, score });
  }
  return found;
}

/** `[n, 6]`: corners, probability, label; rows that were not needed are zero. */
function finished({ data, dims: [count, length] }: OutputRow, { labels, confidence, activation }: LayoutOptions) {
  const found: Candidate[] = [];
  for (let place = 0, at = 0; place < count; place++, at += length) {
    const [left, top, right, bottom, raw, label] = data.subarray(at, at + 6);
    if (Number.isNaN(raw)) refuseNaN(place);
    const score = probability(raw, activation);
    if (score <= confidence) continue;
    const index = Math.round(label);
    if (!(index >= 0 && index < labels)) throw new Error(`the model named label ${label} of ${labels}`);
    found.push({ left, top, right, bottom, index, score });
  }
  return found;
}

/** Scores `[n, nc]`, or `[n, nc + 1]` where the last one says that nothing is there, and boxes `[n, 4]`. */
function queries(scores: OutputRow, boxes: OutputRow, { labels, confidence, activation, input }: LayoutOptions) {
  const [count, length] = scores.dims;
  if (boxes.dims[0] !== count) throw new Error(`the model gave ${boxes.dims[0]} boxes for ${count} scores`);
  const found: Candidate[] = [];
  for (let place = 0, at = 0; place < count; place++, at += length) {
    const index = bestOf(scores.data, at, labels);
    if (index === -1) refuseNaN(place);
    const raw = scores.data[at + index];
    const score =
      activation === 'softmax' ? softmaxOf(raw, scores.data.subarray(at, at + length)) : probability(raw, activation);
    if (score <= confidence) continue;
    found.push({ ...corners(scaled(boxes.data, place * 4, input)), index, score });
  }
  return found;
}

function scaled(data: Float32Array, at: number, unit: { width: number; height: number }) {
  return {
    x: data[at] * unit.width,
    y: data[at + 1] * unit.height,
    width: data[at + 2] * unit.width,
    height: data[at + 3] * unit.height,
  };
}

function softmaxOf(score: number, all: Float32Array): number {
  let sum = 0;
  for (const other of all) sum += Math.exp(other - score);
  return 1 / sum;
}
