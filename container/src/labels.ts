import type { Postprocess } from '../../lib/contracts/manifest';
import type { Label } from '../../lib/contracts/result';

/** Float32 arithmetic leaves a sure probability a little above one. */
const rounding = 1e-3;

/**
 * The `k` best labels, best first; equal scores keep the order of the labels.
 *
 * @throws Error when the scores are no numbers, or no probabilities although they should be
 */
export function topLabels(
  scores: Float32Array,
  labels: readonly string[],
  activation: Postprocess['activation'],
  k: number,
): Label[] {
  if (scores.length !== labels.length) {
    throw new Error(`the model gave ${scores.length} scores for ${labels.length} labels`);
  }
  const broken = scores.findIndex((score) => Number.isNaN(score));
  if (broken !== -1) throw new Error(`the model gave NaN for ${labels[broken]} (score ${broken} of ${scores.length})`);
  const probability = probabilityOf(scores, activation);
  // Every activation keeps the order, so only the winners are ever turned into probabilities.
  return Array.from(best(scores, k), (index) => ({ label: labels[index], score: probability(scores[index]), index }));
}

/** The score of every label, in the order of the labels. */
export function everyScore(scores: Float32Array, activation: Postprocess['activation']): Float32Array {
  return scores.map(probabilityOf(scores, activation));
}

function probabilityOf(scores: Float32Array, activation: Postprocess['activation']): (score: number) => number {
  if (activation === 'sigmoid') return (score) => 1 / (1 + Math.exp(-score));
  if (activation === 'none') return asProbability;
  let largest = -Infinity;
  for (const score of scores) if (score > largest) largest = score;
  if (!Number.isFinite(largest)) throw new Error(`the model gave no finite score; the largest is ${largest}`);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - largest);
  return (score) => Math.exp(score - largest) / sum;
}

/** @throws Error when a score is no probability, but for rounding */
export function asProbability(score: number): number {
  if (score < -rounding || score > 1 + rounding) {
    throw new Error(`the model gave the score ${score}, no probability; its postprocess.activation is not none`);
  }
  return Math.min(1, Math.max(0, score));
}

/** The places of the `k` largest scores: one pass over them, keeping a sorted shortlist. */
function best(scores: Float32Array, k: number): Int32Array {
  const shortlist = new Int32Array(Math.min(k, scores.length));
  let filled = 0;
  for (let index = 0; index < scores.length; index += 1) {
    const score = scores[index];
    if (filled === shortlist.length && !(score > scores[shortlist[filled - 1]])) continue;
    let low = 0;
    let high = filled;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (scores[shortlist[middle]] >= score) low = middle + 1;
      else high = middle;
    }
    shortlist.copyWithin(low + 1, low, filled);
    shortlist[low] = index;
    filled = Math.min(filled + 1, shortlist.length);
  }
  return shortlist;
}
