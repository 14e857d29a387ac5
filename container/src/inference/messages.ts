import type { Settings } from '../../../lib/contracts/settings';
import type { StartFailureId } from '../../../lib/contracts/start-failures';
import type { ModelDescription } from '../models/description';
import type { Outcome, Work } from '../scheduler/slot';
import type { Tuning, TuningLimits } from '../session/tuning';

/** What an inference process needs before it can take pictures. */
export interface Opening {
  readonly description: ModelDescription;
  readonly cacheDirectory: string;
  /** Hashes of the other models that are open: what is kept for them stays. */
  readonly inUse: readonly string[];
  readonly executionProvider: Settings['executionProvider'];
  readonly maxPixels: number;
  readonly systemJpeg: boolean;
  readonly decode: Settings['decode'];
  /** Whether to measure brightness and entropy. */
  readonly signals: boolean;
}

export type Request =
  | { readonly type: 'prepare'; readonly opening: Opening; readonly limits: TuningLimits }
  | { readonly type: 'open'; readonly opening: Opening; readonly threads: number }
  | { readonly type: 'run'; readonly works: readonly Work[] };

export interface Preparation extends Tuning {
  /** `never`: pictures keep their own sizes, so there is no sample to measure with. */
  readonly measured: 'now' | 'earlier' | 'never';
  /** Why the model optimised for this CPU could not be kept, when it could not. */
  readonly cacheUnavailable?: string;
}

export interface Prepared extends Preparation {
  /** Nothing had to be opened for this answer: the process that gave it is as good as new. */
  readonly untouched: boolean;
}

export type Reply =
  | { readonly type: 'prepared'; readonly preparation: Prepared }
  | { readonly type: 'opened'; readonly engines: { readonly jpeg: string; readonly resample: string } }
  | { readonly type: 'refused'; readonly id: StartFailureId; readonly detail: string }
  | { readonly type: 'outcomes'; readonly outcomes: readonly Outcome[] };
