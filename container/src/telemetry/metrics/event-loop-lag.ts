import { monitorEventLoopDelay } from 'node:perf_hooks';

const periodMs = 10;

/** How much later than it should the event loop comes round. */
export class EventLoopLag {
  private readonly histogram = monitorEventLoopDelay({ resolution: periodMs });

  constructor() {
    this.histogram.enable();
  }

  /** The 99th percentile in seconds, since the last time somebody asked. */
  takeSeconds(): number {
    // The histogram holds the whole time from one sample to the next: an idle loop counts as 10 ms there.
    const seconds = Math.max(0, this.histogram.percentile(99) / 1e9 - periodMs / 1000);
    this.histogram.reset();
    return seconds;
  }

  stop(): void {
    this.histogram.disable();
  }
}
