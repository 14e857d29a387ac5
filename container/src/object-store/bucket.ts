import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';

export interface ListedObject {
  readonly key: string;
  readonly etag: string;
  readonly changedMs: number;
  readonly bytes: number;
}

/** The part of an S3 bucket that this server reads, under one prefix. */
export class Bucket {
  private readonly client = new S3Client({ maxAttempts: 5, followRegionRedirects: true });

  constructor(
    readonly name: string,
    /** Without a slash at its end; empty for the whole bucket. */
    readonly prefix: string,
  ) {}

  /**
   * All objects under the prefix, with keys relative to it.
   *
   * @param beginning only those whose relative key begins so
   */
  async list(beginning = ''): Promise<ListedObject[]> {
    const start = this.prefix === '' ? '' : `${this.prefix}/`;
    const objects: ListedObject[] = [];
    let token: string | undefined;
    do {
      const page = await this.client.send(
        new ListObjectsV2Command({ Bucket: this.name, Prefix: start + beginning, ContinuationToken: token }),
      );
      for (const { Key = '', ETag = '', LastModified, Size = 0 } of page.Contents ?? []) {
        const key = Key.slice(start.length);
        objects.push({ key, etag: ETag, changedMs: LastModified?.getTime() ?? 0, bytes: Size });
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
    return objects;
  }

  /** Writes an object into a file, until the signal is aborted; fails when it is no longer the one that was listed. */
  async download({ key, etag }: Pick<ListedObject, 'key' | 'etag'>, file: string, signal?: AbortSignal): Promise<void> {
    await pipeline(await this.open(key, etag, signal), createWriteStream(file, { mode: 0o600 }), { signal });
  }

  /** The bytes of an object as they come; with an ETag, of no other version than that one. */
  async open(key: string, etag?: string, signal?: AbortSignal): Promise<Readable> {
    const Key = this.prefix === '' ? key : `${this.prefix}/${key}`;
    const command = new GetObjectCommand({ Bucket: this.name, Key, IfMatch: etag });
    const { Body } = await this.client.send(command, { abortSignal: signal });
    if (!Body) throw new Error(`${Key} has no body`);
    return Body as Readable;
  }

  close(): void {
    this.client.destroy();
  }
}
