/** What became of the requests to one variant or component since it was last asked. */
export interface Counts {
  readonly invocations: number;
  readonly clientErrors: number;
  readonly serverErrors: number;
  /** Requests that found no copy at all. */
  readonly withoutCapacity: number;
  /** Milliseconds. */
  readonly latencies: readonly number[];
  /** The most requests at once. */
  readonly peak: number;
}

const nothing = { invocations: 0, clientErrors: 0, serverErrors: 0, withoutCapacity: 0 };

export class Tally {
  /** Requests since the start. */
  total = 0;
  /** Requests that are open. */
  open = 0;
  private counts = { ...nothing };
  private latencies: number[] = [];
  private peak = 0;

  begin(): void {
    this.total += 1;
    this.open += 1;
    this.peak = Math.max(this.peak, this.open);
    this.counts.invocations += 1;
  }

  /** @param status what the caller got */
  end(status: number, ms: number): void {
    this.open -= 1;
    this.latencies.push(ms);
    if (status >= 500) this.counts.serverErrors += 1;
    else if (status >= 400) this.counts.clientErrors += 1;
  }

  lackCapacity(): void {
    this.counts.withoutCapacity += 1;
  }

  /** The counts, which begin again at 0. */
  take(): Counts {
    const taken = { ...this.counts, latencies: this.latencies, peak: this.peak };
    this.counts = { ...nothing };
    this.latencies = [];
    this.peak = this.open;
    return taken;
  }
}
