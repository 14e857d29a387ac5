const firstPauseMs = 100;
const longestPauseMs = 10_000;
/** A process that lived this long, or answered at all, is no part of a crash loop: its successor starts at once. */
const healthyMs = 60_000;

/** What is known of a process that is gone. */
export interface Life {
  readonly milliseconds: number;
  /** Whether it ever answered a batch. */
  readonly answered: boolean;
}

/**
 * How long one place of the pool waits before it starts the next process: not at all after a process that worked, and
 * twice as long each time after one that did not. Places that lost their processes together come back apart.
 */
export class RestartPause {
  private inARow = 0;

  constructor(private readonly random: () => number = Math.random) {}

  /** Milliseconds to wait now; `life` is left out where the process did not even open the model. */
  after(life?: Life): number {
    if (life && (life.answered || life.milliseconds > healthyMs)) this.inARow = 0;
    this.inARow += 1;
    if (this.inARow === 1) return 0;
    const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** (this.inARow - 2));
    return pause * (0.75 + 0.5 * this.random());
  }
}
