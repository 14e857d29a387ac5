import type { JobQueue, Message } from '../job-queue/message';

export interface HeldMessagesOptions {
  readonly queue: Pick<JobQueue, 'hide'>;
  /** How long a delivery stays hidden after every extension. */
  readonly visibilitySeconds: number;
  /** How long one delivery may be held in all. */
  readonly limitSeconds: number;
  /** A delivery that could not be extended: somebody else may get it too. */
  readonly onLost: (message: Message) => void;
  readonly onTrouble: (error: Error) => void;
}

interface Holding {
  readonly message: Message;
  readonly since: number;
  readonly giveUp: () => void;
}

/** Keeps what is being worked on hidden from other workers: one ticker, and one call for up to ten deliveries. */
export class HeldMessages {
  private readonly held = new Map<string, Holding>();
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly options: HeldMessagesOptions) {
    this.timer = setInterval(() => void this.extend(), (options.visibilitySeconds * 1000) / 3);
    this.timer.unref();
  }

  get size(): number {
    return this.held.size;
  }

  has({ id }: Message): boolean {
    return this.held.has(id);
  }

  /** @param giveUp called when the delivery was held for as long as it may be; it is not extended any more */
  hold(message: Message, giveUp: () => void): void {
    this.held.set(message.id, { message, since: performance.now(), giveUp });
  }

  drop({ id }: Message): void {
    this.held.delete(id);
  }

  /** For how long the oldest delivery is held, in seconds. */
  get oldestSeconds(): number {
    const since = Math.min(...[...this.held.values()].map((holding) => holding.since));
    return since === Infinity ? 0 : (performance.now() - since) / 1000;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async extend(): Promise<void> {
    const { queue, visibilitySeconds, limitSeconds, onLost, onTrouble } = this.options;
    const now = performance.now();
    const due: Message[] = [];
    for (const { message, since, giveUp } of this.held.values()) {
      if (now - since > limitSeconds * 1000) giveUp();
      else due.push(message);
    }
    try {
      for (const lost of await queue.hide(due, visibilitySeconds)) if (this.has(lost)) onLost(lost);
    } catch (error) {
      // The next tick comes before the deliveries run out.
      onTrouble(error as Error);
    }
  }
}
