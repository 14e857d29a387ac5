import { randomUUID } from 'node:crypto';
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

export interface WorkerNameOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** Where the leases lie, such as `workers/`. */
  readonly prefix: string;
  /** What the number is added to: `app-instance` gives `app-instance1`. */
  readonly stem: string;
  /** The highest number tried. */
  readonly most: number;
  readonly onTrouble: (error: Error) => void;
  readonly leaseSeconds?: number;
}

/**
 * The lowest free name `app-instance1`, `app-instance2`, ... among all workers of a fleet: a lease is an object that only
 * one can create, and that anyone may take over once it has run out.
 */
export class WorkerName {
  private timer: NodeJS.Timeout | undefined;
  private readonly owner = randomUUID();

  private constructor(
    private readonly options: WorkerNameOptions,
    readonly name: string,
    private etag: string,
  ) {}

  /** Without a bucket that answers the worker still works, under a name nobody else has. */
  static async take(options: WorkerNameOptions): Promise<WorkerName> {
    for (let number = 1; number <= options.most; number += 1) {
      const name = `${options.stem}${number}`;
      const lease = new WorkerName(options, name, '');
      try {
        if (!(await lease.seize())) continue;
      } catch (error) {
        options.onTrouble(error as Error);
        return new WorkerName(options, `${options.stem}-${lease.owner.slice(0, 8)}`, '');
      }
      lease.timer = setInterval(() => void lease.renew(), (lease.seconds * 1000) / 3);
      lease.timer.unref();
      return lease;
    }
    return new WorkerName(options, `${options.stem}-${randomUUID().slice(0, 8)}`, '');
  }

  async release(): Promise<void> {
    if (!this.timer) return;
    clearInterval(this.timer);
    const { client, bucket } = this.options;
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: this.key })).catch(this.options.onTrouble);
  }

  private get seconds(): number {
    return this.options.leaseSeconds ?? 600;
  }

  private get key(): string {
    return `${this.options.prefix}${this.name}`;
  }

  /** @returns false when somebody else holds the name */
  private async seize(): Promise<boolean> {
    if (await this.put({ IfNoneMatch: '*' })) return true;
    const { client, bucket } = this.options;
    const found = await client.send(new GetObjectCommand({ Bucket: bucket, Key: this.key })).catch(() => undefined);
    const until = Number(JSON.parse((await found?.Body?.transformToString()) ?? '{}').until ?? Infinity);
    if (!found?.ETag || until > Date.now()) return false;
    return await this.put({ IfMatch: found.ETag });
  }

  private async renew(): Promise<void> {
    await this.put({ IfMatch: this.etag }).catch(this.options.onTrouble);
  }

  private async put(condition: { IfNoneMatch: '*' } | { IfMatch: string }): Promise<boolean> {
    const { client, bucket } = this.options;
    const Body = JSON.stringify({ owner: this.owner, until: Date.now() + this.seconds * 1000 });
    try {
      const { ETag } = await client.send(new PutObjectCommand({ Bucket: bucket, Key: this.key, Body, ...condition }));
      this.etag = ETag ?? '';
      return true;
    } catch (error) {
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
      if (status === 412 || status === 409 || status === 404) return false;
      throw error;
    }
  }
}
