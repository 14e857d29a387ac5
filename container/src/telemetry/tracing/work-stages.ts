import type { Scheduled } from '../../scheduler/entry';
import { fromMachineClock } from './monotonic';

/** Tells each stage of a finished piece of work: its name, its start on `performance.now()` and its milliseconds. */
export function tellStages(
  { outcome, queueMs, dispatchedAt }: Scheduled,
  tell: (stage: 'queue' | 'decode' | 'preprocess' | 'infer', start: number, milliseconds: number) => void,
): void {
  tell('queue', dispatchedAt - queueMs, queueMs);
  if ('failure' in outcome) return;
  const { timings, moments } = outcome;
  if ('decodeMs' in timings) {
    const decodeAt = moments?.decodeAt === undefined ? dispatchedAt : fromMachineClock(moments.decodeAt);
    tell('decode', decodeAt, timings.decodeMs);
    tell('preprocess', decodeAt + timings.decodeMs, timings.preprocessMs);
  }
  tell('infer', moments === undefined ? dispatchedAt : fromMachineClock(moments.inferAt), timings.inferMs);
}
