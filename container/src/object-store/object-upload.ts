import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

/** Bytes in memory, or a file of this size. */
export type ObjectContent = Buffer | { readonly file: string; readonly bytes: number };

const mebibyte = 1_048_576;
/** The smallest part that S3 takes: small ones make a smooth bar, and little to send again. */
const leastPart = 5 * mebibyte;
/** The most parts of one object. https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const mostParts = 10_000;
const parallel = 4;

export interface UploadOptions {
  readonly signal: AbortSignal;
  /** So many bytes more have arrived, and S3 found them whole. */
  readonly onBytes: (bytes: number) => void;
}

/** Writes objects of any size; S3 checks every byte by its SHA-256, and an object is there whole or not at all. */
export class ObjectUpload {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
    private readonly options: UploadOptions,
  ) {}

  /**
   * @param onlyNew fails where there is such an object already, also one that appeared meanwhile
   * @throws the error of S3 (PreconditionFailed for `onlyNew`), or that of the signal
   */
  async put(key: string, content: ObjectContent, onlyNew = false): Promise<void> {
    const IfNoneMatch = onlyNew ? '*' : undefined;
    const at = { Bucket: this.bucket, Key: key };
    if (Buffer.isBuffer(content)) return await this.putWhole({ ...at, IfNoneMatch }, content);
    const file = await open(content.file);
    try {
      if (content.bytes <= leastPart) {
        return await this.putWhole({ ...at, IfNoneMatch }, await piece(file, 0, content.bytes));
      }
      await this.putInParts(at, file, content.bytes, IfNoneMatch);
    } finally {
      await file.close();
    }
  }

  private async putWhole(at: { Bucket: string; Key: string; IfNoneMatch?: string }, bytes: Buffer): Promise<void> {
    const { signal, onBytes } = this.options;
    const command = new PutObjectCommand({ ...at, Body: bytes, ChecksumSHA256: sha256(bytes) });
    await this.client.send(command, { abortSignal: signal });
    onBytes(bytes.length);
  }

  private async putInParts(
    at: { Bucket: string; Key: string },
    file: FileHandle,
    size: number,
    IfNoneMatch: string | undefined,
  ): Promise<void> {
    const { signal: abortSignal } = this.options;
    const created = new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: 'SHA256' });
    const { UploadId } = await this.client.send(created, { abortSignal });
    try {
      const Parts = await this.uploadParts({ ...at, UploadId }, file, size);
      const whole = { ...at, UploadId, IfNoneMatch, MultipartUpload: { Parts } };
      await this.client.send(new CompleteMultipartUploadCommand(whole), { abortSignal });
    } catch (error) {
      // Its parts would be paid for; where this fails too, the rule of the bucket takes them.
      await this.client.send(new AbortMultipartUploadCommand({ ...at, UploadId })).catch(() => {});
      throw error;
    }
  }

  private async uploadParts(
    at: { Bucket: string; Key: string; UploadId: string | undefined },
    file: FileHandle,
    size: number,
  ): Promise<CompletedPart[]> {
    const { signal, onBytes } = this.options;
    const length = Math.max(leastPart, Math.ceil(size / mostParts));
    const count = Math.ceil(size / length);
    const parts: CompletedPart[] = [];
    const failed = new AbortController();
    const abortSignal = AbortSignal.any([signal, failed.signal]);
    let next = 0;
    const work = async () => {
      while (next < count) {
        const place = next++;
        const bytes = await piece(file, place * length, Math.min(length, size - place * length));
        const part = { PartNumber: place + 1, ChecksumSHA256: sha256(bytes) };
        const { ETag } = await this.client.send(new UploadPartCommand({ ...at, ...part, Body: bytes }), {
          abortSignal,
        });
        parts[place] = { ...part, ETag };
        onBytes(bytes.length);
      }
    };
    const workers = Array.from({ length: Math.min(parallel, count) }, () =>
      work().catch((error) => {
        failed.abort();
        throw error;
      }),
    );
    // All have stopped before the upload is given up: a part that arrives later would stay.
    const ends = await Promise.allSettled(workers);
    const first = ends.find((end) => end.status === 'rejected' && !isAbort(end.reason)) ?? ends.find(isRejected);
    if (first?.status === 'rejected') throw first.reason;
    return parts;
  }
}

const isRejected = (end: PromiseSettledResult<void>) => end.status === 'rejected';
const isAbort = (error: Error) => error.name === 'AbortError';

async function piece(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let read = 0; read < length; ) {
    const { bytesRead } = await file.read(bytes, read, length - read, start + read);
    if (bytesRead === 0) throw new Error('the file became shorter while it was uploaded');
    read += bytesRead;
  }
  return bytes;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64');
}
