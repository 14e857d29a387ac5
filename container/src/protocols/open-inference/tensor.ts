import { Failure } from '../../../../lib/contracts/failures';
import { type Datatype, numberTypes } from './datatype';

/** The elements of a tensor, row-major: plain little-endian numbers, or one byte string each. */
export type Elements =
  | { readonly numbers: Uint8Array }
  | {
      readonly strings: readonly Uint8Array[];
      /** They came as JSON text, which can carry bytes only as base64. */
      readonly text?: boolean;
    };

export interface Tensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly elements: Elements;
}

/** A tensor before its elements are read. */
export type AnnouncedTensor = Pick<Tensor, 'name' | 'datatype' | 'shape'>;

/** Asked about every tensor of a request before its elements are read; refuses by throwing. */
export interface TensorAdmission {
  /** Whether the model takes such a tensor at all. */
  admit(tensor: AnnouncedTensor): void;
  /** Called with the bytes of memory that reading it will take, where it has to be built. */
  take(bytes: number): void;
}

const maxDimensions = 16;

/**
 * How many elements a tensor of this shape has.
 *
 * @throws Failure request-malformed when the shape is none, or its elements cannot be counted or addressed
 */
export function elementCount(shape: unknown, datatype: Datatype, tensor: string): number {
  if (!Array.isArray(shape) || shape.length > maxDimensions) {
    throw new Failure(
      'request-malformed',
      `shape of ${tensor}: expected a list of at most ${maxDimensions} dimensions.`,
    );
  }
  let count = 1;
  for (const side of shape) {
    if (!Number.isSafeInteger(side) || side < 0) {
      throw new Failure(
        'request-malformed',
        `shape of ${tensor}: expected whole numbers from 0, received ${String(side).slice(0, 40)}.`,
      );
    }
    // Zero sides are looked at too: [0, 2 ** 60, 2 ** 60] must not pass by being empty.
    count *= Math.max(1, side);
    if (count * (datatype === 'BYTES' ? 4 : numberTypes[datatype].bytes) > 2 ** 40) {
      throw new Failure('request-malformed', `shape of ${tensor}: its elements are more than can be addressed.`);
    }
  }
  return shape.includes(0) ? 0 : count;
}
