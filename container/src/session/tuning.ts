import type { Tensor } from '../preprocess';
import { type Calibration, calibrateBatch } from './calibration';
import type { Session } from './session';

/** What there is to share out, and what the operator settled; 0 leaves a number to the measurement. */
export interface TuningLimits {
  /** CPUs that the container may use. */
  readonly cpus: number;
  readonly processes: number;
  readonly threads: number;
  readonly maxBatch: number;
  /** How long one run may take, in milliseconds. */
  readonly latencyTargetMs: number;
}

export interface Tuning extends Calibration {
  readonly processes: number;
  /** Threads of each process. */
  readonly threads: number;
}

/** Twice the threads have to shorten a run by at least this much; less is the neighbours' CPU spent for nothing. */
const worthwhile = 0.8;
const budgetMilliseconds = 2500;

/**
 * Measures how this CPU is best shared out: as many processes as possible, because two processes of one thread never
 * classify less than one of two; and as few threads as possible, but as many as one picture needs to meet the target.
 *
 * @throws StartFailure model-incompatible when the model fails on the sample
 */
export async function tune(
  open: (threads: number) => Promise<Session>,
  sample: Tensor,
  limits: TuningLimits,
): Promise<Tuning> {
  const deadline = performance.now() + budgetMilliseconds;
  let best: { tuning: Tuning; first: number } | undefined;
  for (const threads of threadChoices(limits)) {
    const session = await open(threads);
    const calibration = await calibrateBatch(session, sample, limits.maxBatch, limits.latencyTargetMs);
    await session.release();
    const first = Object.values(calibration.millisecondsByBatch)[0];
    if (best && first > worthwhile * best.first) break;
    best = { tuning: { ...calibration, ...sharedOut(limits, threads) }, first };
    if (first <= limits.latencyTargetMs || performance.now() > deadline) break;
  }
  if (!best) throw new Error('there is no number of threads to choose from');
  return best.tuning;
}

/** How many processes of so many threads there are; without a measurement, of one thread. */
export function sharedOut({ cpus, processes, threads: settled }: TuningLimits, threads = settled || 1) {
  return { processes: processes || Math.max(1, Math.floor(cpus / threads)), threads };
}

function threadChoices({ cpus, processes, threads }: TuningLimits): number[] {
  if (threads > 0) return [threads];
  const choices = [1];
  while (choices[choices.length - 1] * 2 * Math.max(1, processes) <= cpus)
    choices.push(choices[choices.length - 1] * 2);
  return choices;
}
