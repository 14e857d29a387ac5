import type { StartFailureId } from '../../../lib/contracts/start-failures';
import type { ModelDescription } from '../models/description';
import type { Outcome, Work } from '../scheduler/slot';

/** What an inference process needs before it can take pictures. */
export interface Opening {
  readonly description: ModelDescription;
  readonly cacheDirectory: string;
  readonly maxPixels: number;
  readonly systemJpeg: boolean;
  /** Whether to measure brightness and entropy. */
  readonly signals: boolean;
}

export type Request =
  | { readonly type: 'prepare'; readonly opening: Opening; readonly maxBatch: number }
  | { readonly type: 'open'; readonly opening: Opening }
  | { readonly type: 'run'; readonly works: readonly Work[] };

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
