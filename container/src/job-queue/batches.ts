import { mostTogether } from './message';

/** The most bytes of the bodies in one call: well below what SQS allows. */
const byteLimit = 240 * 1024;

/** Others with whom an entry may share its call. */
export interface Company {
  /** How many may come, those that wait already included; nobody waits where none may. */
  readonly expected: () => number;
  /** How long an entry waits for them. */
  readonly milliseconds: number;
}

interface Waiting<T> {
  readonly item: T;
  readonly bytes: number;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Calls that go together. What comes while a call is on its way goes with the next one, and as long as others are known
 * to come, an entry waits a moment for them: a call for ten costs hardly more than one for one, in money too.
 */
export class Batches<T> {
  private waiting: Waiting<T>[] = [];
  private calling = false;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param call returns the places of the items that failed
   * @param company whom entries wait for. @default nobody
   */
  constructor(
    private readonly call: (items: readonly T[]) => Promise<readonly number[]>,
    private readonly company: Company = { expected: () => 0, milliseconds: 0 },
  ) {}

  /** Resolves when the item's own part of a call has succeeded. */
  add(item: T, bytes = 0): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, bytes, resolve, reject });
      this.plan();
    });
  }

  private plan(): void {
    const { length } = this.waiting;
    if (this.calling || length === 0) return;
    const { expected, milliseconds } = this.company;
    const complete = length >= Math.min(mostTogether, expected());
    if (complete) void this.run();
    else this.timer ??= setTimeout(() => void this.run(), milliseconds);
  }

  private async run(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.calling = true;
    const batch = this.next();
    try {
      const failed = new Set(await this.call(batch.map(({ item }) => item)));
      for (const [place, { resolve, reject }] of batch.entries()) {
        if (failed.has(place)) reject(new Error('this entry of the call failed'));
        else resolve();
      }
    } catch (error) {
      for (const { reject } of batch) reject(error as Error);
    }
    this.calling = false;
    this.plan();
  }

  private next(): Waiting<T>[] {
    let count = 0;
    let bytes = 0;
    for (const entry of this.waiting.slice(0, mostTogether)) {
      bytes += entry.bytes;
      if (count > 0 && bytes > byteLimit) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }
}
