import { asProbability } from '../labels';

/** One possible object: corners in pixels of the model's input, the place of its label, and its probability. */
export interface Candidate {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly index: number;
  readonly score: number;
}

/** What one output holds for one picture. */
export interface OutputRow {
  readonly data: Float32Array;
  /** Without the batch dimension. */
  readonly dims: readonly number[];
}

export type Activation = 'softmax' | 'sigmoid' | 'none';

/** Turns one raw score into a probability; a softmax needs all scores of a candidate and is done where they are at hand. */
export function probability(score: number, activation: Activation): number {
  return activation === 'sigmoid' ? 1 / (1 + Math.exp(-score)) : asProbability(score);
}

export interface CentredBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Corners from a centre and a size. */
export function corners({ x, y, width, height }: CentredBox): Pick<Candidate, 'left' | 'top' | 'right' | 'bottom'> {
  return { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 };
}

/**
 * The place of the best of `count` scores from `start` on, or -1 where none of them is a number.
 *
 * @param step - how far one score is from the next
 */
export function bestOf(data: Float32Array, start: number, count: number, step = 1): number {
  let best = -1;
  let most = -Infinity;
  for (let label = 0, at = start; label < count; label++, at += step) {
    if (data[at] > most) {
      most = data[at];
      best = label;
    }
  }
  return best;
}

export function refuseNaN(candidate: number): never {
  throw new Error(`the model gave no number as any score of candidate ${candidate}`);
}
