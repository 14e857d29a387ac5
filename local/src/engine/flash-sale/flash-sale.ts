import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { SaleBatch } from '../../../../lib/contracts/flash-sale';
import { fromFunctionEnvironment } from '../../../../lib/contracts/functions';
import { uploadKey } from '../../../../lib/contracts/web-api';
import type { FunctionModel, ObjectNotification } from '../../assembly/model';
import { objectPath } from '../../cloud/service-call';
import { type Drawings, kindOf } from './drawings';

export interface FlashSaleOptions {
  /** Where S3 answers. */
  readonly endpoint: string;
  /** What tells of new pictures: they are uploaded to where that is heard. */
  readonly notification: ObjectNotification;
  /** What the keys of uploads begin with; a page finds the results of those. */
  readonly prefix: string;
  readonly drawings: Drawings;
  readonly say: (line: string) => void;
}

/** A page asks for so many results together. */
const picturesPerBatch = 1000;
const uploadsAtOnce = 8;

/** Many products at once, as in the first minute of a sale. */
export class FlashSale {
  /** Everything that was put on sale, the oldest first. */
  readonly batches: SaleBatch[] = [];
  readonly drawings: Drawings;
  private closed = false;
  private sending: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: FlashSaleOptions) {
    this.drawings = options.drawings;
  }

  /** Whether there will be no further sale. */
  get isClosed(): boolean {
    return this.closed;
  }

  close(): void {
    this.closed = true;
  }

  /**
   * Uploads `count` pictures, as quickly as that goes, after those of earlier sales. Failures are said.
   *
   * @returns their keys, once all are uploaded
   */
  send(count: number): Promise<string[]> {
    const sent = this.sending.then(() => this.sendNow(count));
    this.sending = sent.catch((error) => this.options.say(`The flash sale failed: ${(error as Error).message}`));
    return sent;
  }

  private async sendNow(count: number): Promise<string[]> {
    const { say } = this.options;
    if (!this.drawings.has(count)) say('Drawing the products; they are kept for the next sale ...');
    const files = await this.drawings.files(count);
    if (this.closed) return [];
    say(`Flash sale: ${count} pictures of ${Math.min(count, files.length)} drawn products.`);
    const batches = Array.from({ length: Math.ceil(count / picturesPerBatch) }, (_, place) => {
      return this.batch(files, Math.min(picturesPerBatch, count - place * picturesPerBatch));
    });
    // All are announced before the first is sent.
    this.batches.push(...batches);
    for (const batch of batches) await this.upload(batch, files);
    return batches.flatMap(({ pictures }) => pictures.map(({ key }) => key));
  }

  private batch(files: readonly string[], count: number): SaleBatch {
    const { prefix, notification } = this.options;
    const batch = randomUUID();
    const pictures = Array.from({ length: count }, (_, place) => {
      const drawing = basename(files[place % files.length]);
      const key = uploadKey(prefix, batch, place, `${kindOf(drawing)}-${place + 1}.jpg`);
      return { key: key.endsWith(notification.suffix) ? key : `${key}${notification.suffix}`, drawing };
    });
    return { batch, sent: 0, pictures };
  }

  private async upload(batch: SaleBatch, files: readonly string[]): Promise<void> {
    const bodies = new Map(files.map((file) => [basename(file), readFileSync(file)]));
    let next = 0;
    const upload = async () => {
      while (next < batch.pictures.length && !this.closed) {
        const { key, drawing } = batch.pictures[next++];
        await this.put(key, bodies.get(drawing)!);
        batch.sent += 1;
      }
    };
    await Promise.all(Array.from({ length: uploadsAtOnce }, upload));
  }

  private async put(key: string, body: Buffer): Promise<void> {
    const { endpoint, notification } = this.options;
    const { status } = await fetch(`${endpoint}${objectPath(notification.bucket, key)}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'image/jpeg' },
      body: new Uint8Array(body),
    });
    if (status !== 200) throw new Error(`the upload of ${key} was answered with ${status}`);
  }
}

/** Where the page of a stack uploads to, or, without one, any place that is heard of. */
export function salePrefix(functions: readonly FunctionModel[], { bucket, prefix }: ObjectNotification): string {
  for (const { environment } of functions) {
    try {
      const uploads = fromFunctionEnvironment('upload-url', environment);
      if (uploads.inputBucket === bucket && uploads.uploadPrefix.startsWith(prefix)) return uploads.uploadPrefix;
    } catch {
      // Another function, which is told other things.
    }
  }
  return prefix;
}
