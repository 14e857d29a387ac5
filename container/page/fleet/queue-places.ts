import type { FleetAnswer } from '../../../lib/contracts/web-api';
import type { Report } from '../transport';

/** Tells uploaded pictures about how many come before them: those of others, and our own that were uploaded earlier. */
export class QueuePlaces {
  private readonly queued = new Map<Report, number | undefined>();
  private waiting: number | undefined;

  enter(report: Report): void {
    this.queued.set(report, undefined);
    report({ stage: 'queued' });
  }

  leave(report: Report): void {
    this.queued.delete(report);
  }

  update({ waiting }: FleetAnswer): void {
    this.waiting = waiting;
    let place = 0;
    for (const [report, told] of this.queued) {
      // The last of ours is taken for the last of all.
      const before = Math.max(0, this.waiting - this.queued.size + place);
      place += 1;
      if (before === told) continue;
      this.queued.set(report, before);
      report({ stage: 'queued', before });
    }
  }
}
