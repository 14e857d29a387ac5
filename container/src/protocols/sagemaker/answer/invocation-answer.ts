import type { Failure } from '../../../../../lib/contracts/failures';
import type { Classified } from '../../../../../lib/contracts/result';

/** What one picture of a request came to. */
export type InvocationAnswer =
  | { readonly id: string; readonly failure: Failure }
  | {
      readonly result: Classified;
      /** The probability of every label, in the order of the labels; a detector has none. */
      readonly scores: readonly number[];
      readonly labels: readonly string[];
    };

/** Seven digits are what a float32 holds: more would be noise that callers have to carry. */
export function plainScore(score: number): number {
  return Number(score.toPrecision(7));
}
