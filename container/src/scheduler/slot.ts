import type { FailureId } from '../../../lib/contracts/failures';
import type { Label, Timings } from '../../../lib/contracts/result';

/** One picture on its way to a slot: still encoded, because decoding is the part that may hang or crash. */
export interface EncodedPicture {
  readonly bytes: Uint8Array;
  readonly topK: number | undefined;
}

export type PictureTimings = Pick<Timings, 'decodeMs' | 'preprocessMs' | 'inferMs'>;

export interface ClassifiedPicture {
  readonly labels: Label[];
  readonly width: number;
  readonly height: number;
  readonly timings: PictureTimings;
}

export interface RefusedPicture {
  readonly failure: FailureId;
  readonly message: string;
}

export type Outcome = ClassifiedPicture | RefusedPicture;

/** Something that works on one batch at a time; it is offered to the scheduler whenever it is free. */
export interface Slot {
  /** @throws SlotDied when it will never answer; it is then gone, and whoever owns it offers a new one. */
  classify(pictures: readonly EncodedPicture[]): Promise<readonly Outcome[]>;
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
