import { setTimeout as timer } from 'node:timers/promises';
import { Failure } from '../../../lib/contracts/failures';

/** The answers of a drain that ran out of time need a moment to leave. */
const lingerMs = 500;

/** The requests that a server works on, whatever the protocol, and how it comes to an end with them. */
export class OpenRequests<Request extends { abandon(failure: Failure): void }> implements Iterable<Request> {
  private readonly open = new Set<Request>();
  private onIdle: () => void = () => {};

  add(request: Request): void {
    this.open.add(request);
  }

  /** Its answer has left, or will never be read. */
  delete(request: Request): void {
    this.open.delete(request);
    if (this.open.size === 0) this.onIdle();
  }

  [Symbol.iterator](): Iterator<Request> {
    return this.open.values();
  }

  /** Returns when every request was answered, those that are still open after `timeoutMs` with server-draining. */
  async drain(timeoutMs: number): Promise<void> {
    const timeIsUp = pause(timeoutMs).then(() => 'time is up' as const);
    // Connections that are still open may bring more meanwhile.
    while (this.open.size > 0) {
      const idle = new Promise<void>((resolve) => {
        this.onIdle = resolve;
      });
      if ((await Promise.race([idle, timeIsUp])) === 'time is up') break;
    }
    for (const request of this.open) request.abandon(new Failure('server-draining'));
    // A caller who does not take its answer is cut off.
    await pause(this.open.size > 0 ? lingerMs : 0);
  }
}

/** Nothing but the drain itself waits for these timers: they must not keep the process alive. */
export const pause = (milliseconds: number): Promise<void> => timer(milliseconds, undefined, { ref: false });
