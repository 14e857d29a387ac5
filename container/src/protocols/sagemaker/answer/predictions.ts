import { type Box, normalised } from '../../../../../lib/contracts/result';
import { type InvocationAnswer, plainScore } from './invocation-answer';

/**
 * What the built-in algorithms call a prediction: the probability of every class, or for every box
 * `[class, score, xmin, ymin, xmax, ymax]` with the corners as shares of the picture.
 */
export function predictionOf(answer: InvocationAnswer): unknown {
  if ('failure' in answer) return placeholder(answer);
  const { result, scores } = answer;
  if (!result.boxes) return scores.map(plainScore);
  return result.boxes.map((box) => [box.index, plainScore(box.score), ...corners(box, result.picture)]);
}

/** The verbose form, with labels by name. */
export function verbosePrediction(answer: InvocationAnswer): unknown {
  if ('failure' in answer) return placeholder(answer);
  const { result, scores, labels } = answer;
  if (!result.boxes) {
    return { probabilities: scores.map(plainScore), labels, predicted_label: result.labels[0]?.label ?? null };
  }
  return {
    normalized_boxes: result.boxes.map((box) => corners(box, result.picture)),
    classes: result.boxes.map(({ index }) => index),
    scores: result.boxes.map(({ score }) => plainScore(score)),
    labels,
  };
}

/** Stands in the place of a picture that failed, so that answers and pictures stay in step. */
function placeholder({ failure }: Extract<InvocationAnswer, { failure: unknown }>): unknown {
  return { prediction: null, failure: failure.describe() };
}

/** xmin, ymin, xmax, ymax. */
export function corners({ box }: Box, picture: { width: number; height: number }): number[] {
  const { left, top, right, bottom } = normalised(box, picture);
  return [left, top, right, bottom].map(plainScore);
}
