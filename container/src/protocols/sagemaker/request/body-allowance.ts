import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../../../../lib/contracts/failures';
import type { ByteBudget } from '../../../http-server/body/request-body';

const patienceMs = 5000;
const askAgainMs = 20;

/** The share of one request with many pictures in the bytes that the server may hold. */
export class BodyAllowance {
  private held = 0;
  private closed = false;

  constructor(private readonly budget: ByteBudget) {}

  /**
   * Waits while the pictures in work, its own and others', fill the server.
   *
   * @throws Failure server-overloaded when they do not leave room in time
   */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    const start = performance.now();
    while (!this.budget.take(bytes)) {
      if (signal.aborted) throw signal.reason;
      if (performance.now() - start > patienceMs) {
        throw new Failure('server-overloaded', 'The server holds as many bytes as it may.');
      }
      await pause(askAgainMs);
    }
    this.held += bytes;
    if (this.closed) this.giveBackAll();
  }

  giveBack(bytes: number): void {
    if (this.closed) return;
    this.held -= bytes;
    this.budget.giveBack(bytes);
  }

  /** Whatever way the request ended. */
  giveBackAll(): void {
    this.closed = true;
    this.budget.giveBack(this.held);
    this.held = 0;
  }
}
