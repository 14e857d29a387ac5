import { percentile } from '../load/statistics';
import type { OpenLoopReply } from './open-loop';

/** What one segment of arrivals came to. */
export interface Figures {
  readonly offeredPerSecond: number;
  /** Answers with 200 that came while the segment lasted, per second. */
  readonly goodput: number;
  readonly accepted: number;
  /** 429 and 503: told to come again. */
  readonly rejected: number;
  /** Any other answer, and none. */
  readonly failed: number;
  /** Milliseconds from the moment the request was due; NaN where there is none. */
  readonly acceptedP50: number;
  readonly acceptedP99: number;
  readonly rejectedP99: number;
  /** Requests that left the generator more than this late. */
  readonly late: number;
}

export const lateMs = 10;

export function figuresOf(reply: OpenLoopReply, segment: number, begin: number, seconds: number): Figures {
  const { due, sent, answered, status } = reply;
  const end = begin + seconds * 1000;
  const places = [...due.keys()].filter((place) => reply.segment[place] === segment);
  const having = (wanted: (status: number) => boolean) => places.filter((place) => wanted(status[place]));
  const accepted = having((code) => code === 200);
  const rejected = having((code) => code === 429 || code === 503);
  const waits = (chosen: readonly number[]) => chosen.map((place) => answered[place] - due[place]);
  const inTime = [...due.keys()].filter(
    (place) => status[place] === 200 && answered[place] >= begin && answered[place] < end,
  );
  return {
    offeredPerSecond: places.length / seconds,
    goodput: inTime.length / seconds,
    accepted: accepted.length,
    rejected: rejected.length,
    failed: places.length - accepted.length - rejected.length,
    acceptedP50: percentile(waits(accepted), 0.5),
    acceptedP99: percentile(waits(accepted), 0.99),
    rejectedP99: percentile(waits(rejected), 0.99),
    late: places.filter((place) => sent[place] - due[place] > lateMs).length,
  };
}

/** Seconds from `begin` until nobody was refused or waited longer than `bearableMs` any more. */
export function recoverySeconds(reply: OpenLoopReply, begin: number, bearableMs: number): number {
  const { due, answered, status } = reply;
  const bad = [...due.keys()].filter(
    (place) => due[place] >= begin && (status[place] !== 200 || answered[place] - due[place] > bearableMs),
  );
  const last = bad[bad.length - 1];
  return last === undefined ? 0 : (due[last] - begin) / 1000;
}
