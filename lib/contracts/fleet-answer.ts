import type { FleetAnswer } from './web-api';

export interface FleetCounts {
  readonly waiting: number;
  readonly inFlight: number;
  readonly running: number;
  readonly desired: number;
  /** Messages that one worker holds at once; that of a queue begins with so many, and learns to hold more. */
  readonly slots: number;
  /** Whether messages in flight wait in a line of the workers, as those of an endpoint do. */
  readonly ownLine?: boolean;
}

/**
 * Nobody counts which worker holds what: busy are at most as many as there are messages in flight, and so many where pictures
 * come one by one. While pictures wait, every worker that can work does. Between the two the number is reckoned: to count would
 * take a reader of the status queue that all pages share, with a store of its own, or a write to Amazon S3 with every picture.
 */
export function fleetAnswer({ waiting, inFlight, running, desired, slots, ownLine = false }: FleetCounts): FleetAnswer {
  const held = ownLine ? Math.min(inFlight, running * slots) : inFlight;
  const busy = Math.min(running, held);
  const exact = busy <= 1 ? held <= 1 || running <= 1 : busy === running && waiting > 0;
  return {
    waiting: waiting + inFlight - held,
    inFlight: held,
    workers: { running, busy, free: running - busy, desired, ...(!exact && { reckoned: true }) },
  };
}
