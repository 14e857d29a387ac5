import { LatencyModel, type Load } from './latency-model';
import type { Slot } from './slot';

export interface Ahead {
  readonly entries: number;
  readonly milliseconds: number;
}

/** What will be answered when: the batches in work, and what the latency model says of those that wait. */
export class Forecast {
  readonly model = new LatencyModel();
  private readonly ends = new Map<Slot, number>();

  /** @param maxBatch the most pictures in one batch */
  constructor(private readonly maxBatch: number) {}

  began(slot: Slot, load: Load, now: number): void {
    this.ends.set(slot, now + this.model.milliseconds(load));
  }

  /** The slot is free again, or gone. */
  ended(slot: Slot): void {
    this.ends.delete(slot);
  }

  /** Milliseconds until a process takes up somebody with these ahead. */
  waitMs({ entries, milliseconds }: Ahead, slots: number, now: number): number {
    let work = milliseconds + Math.ceil(entries / this.maxBatch) * this.model.batchMs;
    for (const end of this.ends.values()) work += Math.max(0, end - now);
    return work / Math.max(1, slots);
  }

  /** Milliseconds in work of somebody with these ahead: that of the whole batch, which is answered together. */
  workMs({ entries }: Ahead, slots: number, costMs: number): number {
    const company = Math.min(this.maxBatch, Math.ceil((entries + 1) / Math.max(1, slots))) - 1;
    return this.model.usualMs(company) + costMs;
  }

  /** Milliseconds of one picture in a full batch. */
  get pictureMs(): number {
    return this.model.usualMs(this.maxBatch) / this.maxBatch;
  }

  get fullBatchMs(): number {
    // A line that holds less than two pictures per process would let processes run dry.
    return this.model.usualMs(Math.max(2, this.maxBatch));
  }
}
