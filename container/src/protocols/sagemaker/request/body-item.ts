import type { Failure } from '../../../../../lib/contracts/failures';
import type { NamedTensor } from '../../../scheduler/slot';

/** One thing to classify of a request: an encoded picture, a row for the model's input, or why there is neither. */
export type BodyItem = { readonly held: number } & (
  | { readonly bytes: Buffer }
  | { readonly row: Pick<NamedTensor, 'type' | 'dims' | 'data'> }
  | { readonly failure: Failure }
);

/** What a body may cost. */
export interface ItemLimits {
  /** The most bytes that one picture, in the form in which it is sent, may take. */
  readonly itemBytes: number;
  /** Waits for room for so many bytes more. */
  readonly take: (bytes: number) => Promise<void>;
  /** Of those, so many belong to no item. */
  readonly giveBack: (bytes: number) => void;
}
