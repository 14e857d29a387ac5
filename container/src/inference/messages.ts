import type { FailureId } from '../../../lib/contracts/failures';
import type { Label, Timings } from '../../../lib/contracts/result';
import type { StartFailureId } from '../../../lib/contracts/start-failures';
import type { ModelDescription } from '../models/description';

/** What an inference process needs before it can take pictures. */
export interface Opening {
  readonly description: ModelDescription;
  readonly cacheDirectory: string;
  readonly maxPixels: number;
  readonly systemJpeg: boolean;
}

/** One picture on its way into an inference process: still encoded, because decoding is the part that may hang or crash. */
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

export type Request =
  | { readonly type: 'prepare'; readonly opening: Opening; readonly maxBatch: number }
  | { readonly type: 'open'; readonly opening: Opening }
  | { readonly type: 'classify'; readonly pictures: readonly EncodedPicture[] };

export interface Preparation {
  /** The batch size with the best throughput on this CPU. */
  readonly batch: number;
  /** Milliseconds of the best run, by batch size. */
  readonly millisecondsByBatch: Readonly<Record<number, number>>;
  /** Why the model optimised for this CPU could not be kept, when it could not. */
  readonly cacheUnavailable?: string;
}

export type Reply =
  | { readonly type: 'prepared'; readonly preparation: Preparation }
  | { readonly type: 'opened'; readonly engines: { readonly jpeg: string; readonly resample: string } }
  | { readonly type: 'refused'; readonly id: StartFailureId; readonly detail: string }
  | { readonly type: 'outcomes'; readonly outcomes: readonly Outcome[] };
