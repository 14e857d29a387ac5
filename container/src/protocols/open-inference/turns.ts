/** Work in the HTTP process is done in pieces this long, so that probes and other requests get their turn between them. */
const pieceMs = 3;

/** Tells long work when to pause, and lets the others go first. */
export class Turns {
  private start = performance.now();

  /** Asked every few thousand steps: looking at the clock for each step would cost more than the step. */
  get over(): boolean {
    return performance.now() - this.start > pieceMs;
  }

  async next(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.start = performance.now();
  }
}
