import type { StatusEvent } from '../../../lib/contracts/status-event';
import type { Outbox } from '../job-queue/message';

/** Several events go together, so that a worker of fifty pictures a second makes two calls a second. */
const intervalMs = 500;
/** More than this waiting means that the queue does not answer; the oldest are let go. */
const mostWaiting = 1000;
const perMessage = 100;

/** An event whose time is written when it is sent, with that of many others. */
interface Noted {
  readonly event: Omit<StatusEvent, 'time'>;
  readonly at: number;
}

/** Tells whoever watches what this worker does. Progress only: what cannot be sent is dropped, and counted. */
export class StatusFeed {
  private waiting: Noted[] = [];
  private readonly timer: NodeJS.Timeout;
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly outbox: Outbox,
    private readonly onDropped: (events: number) => void,
  ) {
    this.timer = setInterval(() => void this.flush(), intervalMs);
    this.timer.unref();
  }

  tell(event: Omit<StatusEvent, 'time'>): void {
    this.waiting.push({ event, at: Date.now() });
    if (this.waiting.length > mostWaiting) {
      this.onDropped(this.waiting.length - mostWaiting);
      this.waiting = this.waiting.slice(-mostWaiting);
    }
  }

  /** Sends what is left. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  private flush(): Promise<void> {
    const events = this.waiting;
    this.waiting = [];
    if (events.length > 0) this.sending = this.sending.then(() => this.send(events));
    return this.sending;
  }

  private async send(events: readonly Noted[]): Promise<void> {
    for (let start = 0; start < events.length; start += perMessage) {
      const some = events
        .slice(start, start + perMessage)
        .map(({ event, at }): StatusEvent => ({ ...event, time: new Date(at).toISOString() }));
      await this.outbox.send(JSON.stringify({ events: some })).catch(() => this.onDropped(some.length));
    }
  }
}
