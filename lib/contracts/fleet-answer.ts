import type { FleetAnswer } from './web-api';

export interface FleetCounts {
  readonly waiting: number;
  readonly inFlight: number;
  readonly running: number;
  readonly desired: number;
  /** Messages that one worker holds at once. */
  readonly slots: number;
  /** Whether messages in flight wait in a line of the workers, as those of an endpoint do. */
  readonly ownLine?: boolean;
}

/** Nobody counts which worker holds what, so as many are said to be busy as the messages in flight need. */
export function fleetAnswer({ waiting, inFlight, running, desired, slots, ownLine = false }: FleetCounts): FleetAnswer {
  const held = ownLine ? Math.min(inFlight, running * slots) : inFlight;
  const busy = Math.min(running, Math.ceil(held / slots));
  return {
    waiting: waiting + inFlight - held,
    inFlight: held,
    workers: { running, busy, free: running - busy, desired },
  };
}
