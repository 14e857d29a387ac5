import type { Engine } from '../inference/engine';

/** After this long in the drain of one model its callers are cut off; SageMaker waits 360 s for a DELETE. */
const drainMs = 300_000;

/** One open model: who works with it now, and when it was last used. */
export class LoadedModel {
  private users = 0;
  private onIdle: () => void = () => {};
  private closed: Promise<void> | undefined;
  lastUsed = performance.now();

  constructor(
    readonly engine: Engine,
    /** Memory it was admitted with. */
    readonly bytes: number,
  ) {}

  /** Nobody new may work with it. */
  get closing(): boolean {
    return this.closed !== undefined;
  }

  get idle(): boolean {
    return this.users === 0;
  }

  async use<T>(work: (engine: Engine) => Promise<T>): Promise<T> {
    this.users += 1;
    this.lastUsed = performance.now();
    try {
      return await work(this.engine);
    } finally {
      this.users -= 1;
      this.lastUsed = performance.now();
      if (this.idle) this.onIdle();
    }
  }

  /** Returns when nobody works with it any more and its processes are gone, with all their memory. */
  close(): Promise<void> {
    this.closed ??= this.drain().then(() => this.engine.pool.stop());
    return this.closed;
  }

  private async drain(): Promise<void> {
    if (this.idle) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.onIdle = resolve;
      timer = setTimeout(resolve, drainMs);
      timer.unref();
    });
    clearTimeout(timer);
  }
}
