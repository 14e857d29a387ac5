import type { FleetAnswer } from './web-api';

export interface FleetCounts {
  readonly waiting: number;
  readonly inFlight: number;
  readonly running: number;
  readonly desired: number;
  /** Messages that one worker holds at once. */
  readonly slots: number;
}

/** Nobody counts which worker holds what, so as many are said to be busy as the messages in flight need. */
export function fleetAnswer({ waiting, inFlight, running, desired, slots }: FleetCounts): FleetAnswer {
  const busy = Math.min(running, Math.ceil(inFlight / slots));
  return { waiting, inFlight, workers: { running, busy, free: running - busy, desired } };
}
