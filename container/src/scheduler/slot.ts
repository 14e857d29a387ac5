import type { FailureId } from '../../../lib/contracts/failures';
import type { Box, Label, Timings } from '../../../lib/contracts/result';

/** One picture on its way to a slot: still encoded, because decoding is the part that may hang or crash. */
export interface PictureWork {
  readonly kind: 'picture';
  readonly bytes: Uint8Array;
  readonly topK: number | undefined;
  /** Whether the answer shall carry the score of every label, in the order of the labels. */
  readonly everyScore?: boolean;
}

/** Tensors as a caller of the Open Inference Protocol sends them, for the model as it is: no decoding, no labels. */
export interface TensorWork {
  readonly kind: 'tensors';
  readonly inputs: readonly NamedTensor[];
  /** The outputs wanted; all of them when left out. */
  readonly outputs: readonly string[] | undefined;
}

export type Work = PictureWork | TensorWork;

/** A tensor between processes: plain little-endian bytes, row-major. */
export interface NamedTensor {
  readonly name: string;
  /** An element type of ONNX Runtime, such as `float32` or `uint8`. */
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: Uint8Array;
}

export type PictureTimings = Pick<Timings, 'decodeMs' | 'preprocessMs' | 'inferMs'>;

/** When stages began, on the machine's clock (`telemetry/monotonic.ts`). */
export interface StageMoments {
  readonly decodeAt?: number;
  readonly inferAt: number;
}

export interface ClassifiedPicture {
  readonly labels: Label[];
  /** What a detector found. */
  readonly boxes?: Box[];
  /** The score of every label, where it was asked for. */
  readonly scores?: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly timings: PictureTimings;
  readonly moments?: StageMoments;
  /** The mean of what the model was shown, 0 (black) to 1 (white); where it is measured. */
  readonly brightness?: number;
  /** How undecided the model was, 0 (sure) to 1 (no idea); where it is measured and scores are of classes. */
  readonly entropy?: number;
}

export interface RanTensors {
  readonly tensors: readonly NamedTensor[];
  readonly timings: { readonly inferMs: number };
  readonly moments?: StageMoments;
}

export interface Refused {
  readonly failure: FailureId;
  readonly message: string;
}

export type Outcome = ClassifiedPicture | RanTensors | Refused;

/** Something that works on one batch at a time; it is offered to the scheduler whenever it is free. */
export interface Slot {
  /** @throws SlotDied when it will never answer; it is then gone, and whoever owns it offers a new one. */
  run(works: readonly Work[]): Promise<readonly Outcome[]>;
}

/** The slot died while it worked: on its own (`crash`), or killed because it did not answer in time (`hang`). */
export class SlotDied extends Error {
  constructor(
    readonly reason: 'crash' | 'hang',
    detail: string,
  ) {
    super(`died by a ${reason}: ${detail}`);
    this.name = 'SlotDied';
  }
}
