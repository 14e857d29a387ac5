import type { Result } from '../../../lib/contracts/result';
import { needsKey } from '../api-key';
import type { FleetApi } from './fleet-api';

/** A result is on the screen within two seconds of being written. */
const everyMs = 1000;
/** Now and then everything is read again: S3 may show an object with a time that is already past. */
const everythingEvery = 15;

/** Asks for the results of a batch while any is missing. */
class BatchFeed {
  private readonly missing = new Map<string, (result: Result) => void>();
  private asking = false;

  constructor(
    private readonly api: Pick<FleetApi, 'results'>,
    private readonly batch: string,
  ) {}

  result(key: string, signal: AbortSignal): Promise<Result> {
    return new Promise((resolve, reject) => {
      const stop = () => {
        this.missing.delete(key);
        reject(signal.reason);
      };
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      this.missing.set(key, (result) => {
        signal.removeEventListener('abort', stop);
        this.missing.delete(key);
        resolve(result);
      });
      if (!this.asking) void this.ask();
    });
  }

  private async ask(): Promise<void> {
    this.asking = true;
    let after = '';
    for (let turn = 1; this.missing.size > 0; turn += 1) {
      const startedAt = performance.now();
      try {
        if (needsKey()) throw new Error('locked');
        const answer = await this.api.results(this.batch, after);
        for (const { key, result } of answer.results) this.missing.get(key)?.(result);
        after = turn % everythingEvery === 0 && !answer.more ? '' : answer.after;
        if (answer.more) continue;
      } catch {
        // Out of reach, or locked: the pictures are safe in the queue, and asking goes on.
      }
      await new Promise((resolve) => setTimeout(resolve, everyMs - (performance.now() - startedAt)));
    }
    this.asking = false;
  }
}

/** The results of uploaded pictures, each as soon as it is written. */
export class ResultFeed {
  private readonly batches = new Map<string, BatchFeed>();

  constructor(private readonly api: Pick<FleetApi, 'results'>) {}

  result({ batch, key }: { batch: string; key: string }, signal: AbortSignal): Promise<Result> {
    const feed = this.batches.get(batch) ?? new BatchFeed(this.api, batch);
    this.batches.set(batch, feed);
    return feed.result(key, signal);
  }
}
