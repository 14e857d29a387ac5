import { resultMetadata } from '../../../lib/contracts/result-object';
import type { ObjectNotification } from '../assembly/model';
import type { CreatedObject } from '../cloud/object-watch';

/** A result that was just written. */
export interface SeenResult {
  /** The key of the picture. */
  readonly key: string;
  readonly status: string;
  readonly bucket: string;
  /** The key of the result. */
  readonly resultKey: string;
}

export interface Totals {
  readonly submitted: number;
  readonly classified: number;
  readonly failed: number;
  /** Pictures without a result yet. */
  readonly open: number;
}

const kept = 8;
const rateMs = 5000;

/** Which pictures came in and which got their result, by what is written to the buckets. */
export class Ledger {
  private readonly pictures = new Map<string, SeenResult | undefined>();
  private readonly times: number[] = [];
  private duplicates = 0;
  readonly last: SeenResult[] = [];
  firstSubmitAt: number | undefined;
  lastResultAt: number | undefined;

  constructor(private readonly notifications: readonly ObjectNotification[]) {}

  see({ bucket, key, metadata }: CreatedObject): void {
    const wanted = this.notifications.some(
      (line) => line.bucket === bucket && key.startsWith(line.prefix) && key.endsWith(line.suffix),
    );
    if (wanted) {
      this.firstSubmitAt ??= Date.now();
      this.pictures.set(key, undefined);
    }
    const { [resultMetadata.inputKey]: input, [resultMetadata.status]: status } = metadata;
    if (input !== undefined && status !== undefined) {
      this.finish({ key: decodeURIComponent(input), status, bucket, resultKey: key });
    }
  }

  get totals(): Totals {
    const states = [...this.pictures.values()];
    const count = (status: string | undefined) => states.filter((state) => state?.status === status).length;
    return {
      submitted: states.length,
      classified: count('classified'),
      failed: count('failed'),
      open: count(undefined),
    };
  }

  /** Results that were written again for the same upload. */
  get repeated(): number {
    return this.duplicates;
  }

  /** Results per second in the last seconds. */
  get rate(): number {
    const since = Date.now() - rateMs;
    while (this.times.length > 0 && this.times[0] < since) this.times.shift();
    return (this.times.length / rateMs) * 1000;
  }

  /** The pictures that have no result. */
  get open(): string[] {
    return [...this.pictures].filter(([, result]) => result === undefined).map(([key]) => key);
  }

  /** The newest result of a picture, once there is one. */
  resultOf(key: string): SeenResult | undefined {
    return this.pictures.get(key);
  }

  private finish(result: SeenResult): void {
    const { key } = result;
    if (!this.pictures.has(key)) return;
    if (this.pictures.get(key) !== undefined) this.duplicates += 1;
    this.pictures.set(key, result);
    this.times.push(Date.now());
    this.lastResultAt = Date.now();
    this.last.unshift(result);
    this.last.length = Math.min(this.last.length, kept);
  }
}
