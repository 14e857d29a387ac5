import type { OfferedReading } from '../../scheduler/offered-work';

/** Whoever knows what was asked of one model. */
export interface Asked {
  readonly offered: OfferedReading;
}

/** Pictures in work at once for each inference process, had nobody been turned away. */
export class OfferedConcurrency {
  private last = new Map<Asked, OfferedReading>();

  /**
   * Of the busiest model, since the last time somebody asked; 0 where no process is.
   *
   * @param open what is asked of each open model
   */
  take(open: readonly Asked[]): number {
    const readings = new Map(open.map((asked) => [asked, asked.offered]));
    let most = 0;
    for (const [asked, { workMs, slotMs }] of readings) {
      const before = this.last.get(asked) ?? { workMs: 0, slotMs: 0 };
      const given = slotMs - before.slotMs;
      if (given > 0) most = Math.max(most, (workMs - before.workMs) / given);
    }
    this.last = readings;
    return most;
  }
}
