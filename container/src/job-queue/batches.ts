/** The most entries in one call of SQS, and the most bytes of their bodies: well below what it allows for both. */
const entryLimit = 10;
const byteLimit = 240 * 1024;

interface Waiting<T> {
  readonly item: T;
  readonly bytes: number;
  resolve(): void;
  reject(error: Error): void;
}

/**
 * Calls that go together. Nothing waits for company: the first goes at once, and what comes while a call is on its way
 * goes with the next one.
 */
export class Batches<T> {
  private waiting: Waiting<T>[] = [];
  private calling = false;

  /** @param call returns the places of the items that failed */
  constructor(private readonly call: (items: readonly T[]) => Promise<readonly number[]>) {}

  /** Resolves when the item's own part of a call has succeeded. */
  add(item: T, bytes = 0): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, bytes, resolve, reject });
      if (!this.calling) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.calling = true;
    while (this.waiting.length > 0) {
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
    }
    this.calling = false;
  }

  private next(): Waiting<T>[] {
    let count = 0;
    let bytes = 0;
    for (const entry of this.waiting.slice(0, entryLimit)) {
      bytes += entry.bytes;
      if (count > 0 && bytes > byteLimit) break;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }
}
