import type { Copy } from './copy';
import type { CopyPool } from './copy-pool';

/** A request that waits in line. */
export interface LinedUp {
  /** Until then it must be begun, in milliseconds of the epoch. */
  readonly expiresAt: number;
  /** Sends it to a copy and puts its answer where it belongs; never rejects. */
  work(copy: Copy): Promise<void>;
  /** It waited too long. */
  expire(): Promise<void>;
}

/** Requests of an asynchronous endpoint: each copy gets so many at once, the others wait, also while there is no copy at all. */
export class AsyncLine {
  private readonly waiting: LinedUp[] = [];
  private readonly working = new Map<Copy, number>();
  private open = 0;

  constructor(
    private readonly pool: CopyPool,
    private readonly concurrency: number,
  ) {
    pool.onChange(() => this.pump());
  }

  /** Requests that wait or are worked on. */
  get backlog(): number {
    return this.waiting.length + this.open;
  }

  add(request: LinedUp): void {
    this.waiting.push(request);
    this.pump();
  }

  private pump(): void {
    for (;;) {
      const copy = this.pool.leastBusy((candidate) => (this.working.get(candidate) ?? 0) < this.concurrency);
      const request = copy && this.waiting.shift();
      if (!copy || !request) return;
      void this.run(copy, request);
    }
  }

  private async run(copy: Copy, request: LinedUp): Promise<void> {
    this.working.set(copy, (this.working.get(copy) ?? 0) + 1);
    this.open += 1;
    await (Date.now() > request.expiresAt ? request.expire() : request.work(copy));
    this.open -= 1;
    const left = (this.working.get(copy) ?? 1) - 1;
    if (left > 0) this.working.set(copy, left);
    else this.working.delete(copy);
    this.pump();
  }
}
