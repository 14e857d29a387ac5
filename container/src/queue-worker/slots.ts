import type { Timings } from '../../../lib/contracts/result';
import { slotsPerProcess } from '../../../lib/contracts/settings/worker';

/** Beyond this, more messages in hand would only be more to deliver again after a crash. */
const mostPerProcess = 32;
/** How much the newest message counts. */
const weight = 0.05;

/**
 * How many messages a worker holds at once. While one picture is on its way from S3 or its result on its way to S3 and
 * SQS, others are classified: for each inference process one batch is in work, one is ready, and as much is on its way as
 * the process classifies meanwhile. The limit goes before that: 32 messages are two batches of 16 with none on its way, and
 * one batch of 32.
 */
export class Slots {
  private elsewhereMs = 0;
  private classifyMs = 0;

  /** @param together pictures that all processes have in work at once, each with a full batch */
  private constructor(
    private readonly least: number,
    private readonly most: number,
    private readonly together: number,
  ) {}

  static fixed(count: number): Slots {
    return new Slots(count, count, count);
  }

  /**
   * Begins with `slotsPerProcess` each and learns from every message how long it is in hand without being classified.
   *
   * @param batch the most pictures that a process takes at once
   */
  static learning(processes: number, batch: number): Slots {
    return new Slots(processes * slotsPerProcess, processes * mostPerProcess, processes * batch);
  }

  get count(): number {
    const wanted = Math.ceil(this.together * (2 + this.elsewhereMs / Math.max(this.classifyMs, 0.1)));
    return Math.min(this.most, Math.max(this.least, wanted));
  }

  /** @param heldMs from the receipt of the message to its deletion */
  learn(heldMs: number, { totalMs, queueMs }: Pick<Timings, 'totalMs' | 'queueMs'>): void {
    // Time in line is no reason to hold more: it is what holding too many leads to.
    this.elsewhereMs += weight * (heldMs - totalMs - this.elsewhereMs);
    this.classifyMs += weight * (totalMs - queueMs - this.classifyMs);
  }
}
