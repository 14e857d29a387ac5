import type { Message } from '../job-queue/message';

/**
 * The order in which messages that came together are worked on. What was never tried goes first, then what has the fewest
 * tries left. Whatever came back may be what its worker died of, and a worker that dies of it costs those behind it a try:
 * so two that come together again change places with every try, and none is behind the same other one twice in a row.
 */
export function inOrder(messages: readonly Message[]): Message[] {
  return [...messages].sort((a, b) => {
    if (a.receiveCount === b.receiveCount) return (a.id < b.id ? -1 : 1) * (a.receiveCount % 2 === 0 ? 1 : -1);
    if (a.receiveCount === 1 || b.receiveCount === 1) return a.receiveCount - b.receiveCount;
    return b.receiveCount - a.receiveCount;
  });
}

/** Works on messages that came back one at a time and with nothing else in work; on all others at once. */
export class SecondTries {
  private readonly firsts = new Set<Promise<void>>();
  private last: Promise<void> = Promise.resolve();
  private waiting = 0;

  /** Whether any is left: nothing may be received until then, because it would be beside it. */
  get some(): boolean {
    return this.waiting > 0;
  }

  /** @param work never rejects */
  run({ receiveCount }: Message, work: () => Promise<void>): Promise<void> {
    if (receiveCount > 1) {
      this.waiting += 1;
      this.last = Promise.all([this.last, ...this.firsts])
        .then(work)
        .finally(() => {
          this.waiting -= 1;
        });
      return this.last;
    }
    const task = work().finally(() => this.firsts.delete(task));
    this.firsts.add(task);
    return task;
  }
}
