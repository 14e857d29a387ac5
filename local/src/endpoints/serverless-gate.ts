import type { CopyPool } from './copy-pool';
import { notReady, throttled } from './runtime-error';

export interface ServerlessGateOptions {
  readonly endpoint: string;
  readonly pool: CopyPool;
  readonly maxConcurrency: number;
  /** After so long without a request it is cold again. */
  readonly idleMs: number;
}

/** A caller of a cold variant waits so long. */
const startMs = 60_000;

/** Lets requests to a serverless variant in: at most so many at once, the first one starts it. */
export class ServerlessGate {
  private open = 0;
  /** Instances that stay without a request. */
  warm = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: ServerlessGateOptions) {}

  /** Instances that stay without a request: provisioned concurrency. */
  keepWarm(count: number): void {
    this.warm = count;
    if (this.open === 0 && this.timer === undefined) this.options.pool.want(count);
  }

  /** @throws RuntimeError ThrottlingException or ModelNotReadyException */
  async enter(): Promise<void> {
    const { maxConcurrency, pool, endpoint } = this.options;
    if (this.open >= maxConcurrency) throw throttled();
    this.open += 1;
    this.cancel();
    pool.want(Math.max(1, this.warm));
    try {
      await this.started(pool);
    } catch (error) {
      this.leave();
      throw notReady(`The endpoint ${endpoint} is still being started: ${(error as Error).message}`);
    }
  }

  leave(): void {
    this.open -= 1;
    this.cancel();
    if (this.open > 0) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.options.pool.want(this.warm);
    }, this.options.idleMs);
    this.timer.unref();
  }

  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async started(pool: CopyPool): Promise<void> {
    if (pool.ready > 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('it takes longer than a request may')), startMs);
    });
    try {
      await Promise.race([pool.settled(), late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
