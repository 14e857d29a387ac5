import { readJobs } from '../../../lib/contracts/job';
import type { Model } from '../assembly/model';
import type { Cloud } from '../cloud/cloud';
import type { Ledger, Totals } from './ledger';

/** What became of every picture, at the end. */
export interface FinalCount extends Totals {
  /** Without a result, but in a queue: a fleet that went on would classify them. */
  readonly waiting: number;
  /** Neither a result nor a message. */
  readonly lost: number;
}

/** Counts what is left in the queues against what has no result. */
export function countAtEnd(ledger: Ledger, { queues }: Model, cloud: Cloud): Promise<FinalCount> {
  return Promise.all(queues.map(({ name }) => cloud.calls.bodies(name))).then((bodies) => {
    const queued = new Set(bodies.flat().flatMap(keysIn));
    const { open } = ledger;
    const waiting = open.filter((key) => queued.has(key)).length;
    return { ...ledger.totals, waiting, lost: open.length - waiting };
  });
}

function keysIn(body: string): string[] {
  try {
    return readJobs(body).map(({ key }) => key);
  } catch {
    // Queues also hold results and other messages that are no jobs.
    return [];
  }
}
