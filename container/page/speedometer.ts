export interface Speed {
  readonly picturesPerSecond: number;
  readonly p50: number;
  readonly p95: number;
}

const windowMs = 4000;
const remembered = 2000;

/** Measures as the user feels it: answers per second, and the time from sending a picture to its answer. */
export class Speedometer {
  private durations: number[] = [];
  private finishes: number[] = [];
  private startedAt: number | undefined;
  private lastRate = 0;
  private finishedInRun = 0;

  start(now: number): void {
    if (this.startedAt !== undefined) return;
    this.startedAt = now;
    this.finishedInRun = 0;
    this.finishes = [];
  }

  finish(now: number, durationMs: number): void {
    this.finishes.push(now);
    this.finishedInRun += 1;
    this.durations.push(durationMs);
    if (this.durations.length > remembered) this.durations.shift();
  }

  /** Ends a run: from now on its average is shown, not a rate that sinks to zero. */
  stop(now: number): void {
    if (this.startedAt === undefined) return;
    this.lastRate = perSecond(this.finishedInRun, now - this.startedAt);
    this.startedAt = undefined;
  }

  reset(): void {
    this.durations = [];
    this.finishes = [];
    this.startedAt = undefined;
    this.lastRate = 0;
  }

  read(now: number): Speed {
    const sorted = [...this.durations].sort((a, b) => a - b);
    return { picturesPerSecond: this.rate(now), p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
  }

  private rate(now: number): number {
    if (this.startedAt === undefined) return this.lastRate;
    this.finishes = this.finishes.filter((at) => at > now - windowMs);
    return perSecond(this.finishes.length, Math.min(windowMs, now - this.startedAt));
  }
}

function perSecond(count: number, durationMs: number): number {
  return durationMs > 0 ? (count * 1000) / durationMs : 0;
}

// Nearest rank: always a duration that really happened.
function quantile(sorted: readonly number[], share: number): number {
  return sorted.length === 0 ? Number.NaN : sorted[Math.ceil(share * sorted.length) - 1];
}
