import type { Job } from '../../../container/src/scheduler/entry';
import { type Outcome, type Slot, SlotDied, type Work } from '../../../container/src/scheduler/slot';

/** A slot that answers when the test says so. */
export class HandSlot implements Slot {
  readonly batches: string[][] = [];
  private settle: { resolve(outcomes: Outcome[]): void; reject(error: Error): void } | undefined;

  run(works: readonly Work[]): Promise<readonly Outcome[]> {
    this.batches.push(works.map((work) => (work.kind === 'picture' ? Buffer.from(work.bytes).toString() : 'tensors')));
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
  }

  /** Answers the present batch and lets everything that follows from it happen. */
  async answer(): Promise<void> {
    const names = this.batches[this.batches.length - 1];
    this.settle?.resolve(names.map(labelled));
    await settled();
  }

  async die(reason: 'crash' | 'hang'): Promise<void> {
    this.settle?.reject(new SlotDied(reason, 'by hand'));
    await settled();
  }
}

export function job(name: string, more: Partial<Job> = {}): Job {
  return {
    work: { kind: 'picture', bytes: Buffer.from(name), topK: 1 },
    decodedBytes: 1,
    deadline: 1_000_000,
    ...more,
  };
}

export function labelled(name: string): Outcome {
  const timings = { decodeMs: 0, preprocessMs: 0, inferMs: 0 };
  return { labels: [{ label: name, score: 1, index: 0 }], width: 1, height: 1, timings };
}

export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
