import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Place } from './object';

/** 5 GB are 640 parts. */
const partBytes = 8 * 1024 ** 2;
/** So many parts are on their way while the next is filled: the memory that an upload takes. */
const atOnce = 6;

/** Under which conditions an upload counts, and what is noted with it. */
export interface UploadTerms {
  /** Says at the end of the stream whether it may be kept, by throwing where it may not. */
  readonly intact?: () => void;
  /** The object that it replaces; any other one there refuses it, and with `none` any at all. */
  readonly replaces?: { readonly etag: string } | 'none';
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Uploads a stream of unknown length in constant memory; it is there whole, or not at all. */
export async function upload(
  s3: S3Client,
  { bucket: Bucket, key: Key }: Place,
  stream: AsyncIterable<Buffer>,
  { intact, replaces, metadata }: UploadTerms,
  signal: AbortSignal,
): Promise<void> {
  const created = await s3.send(
    new CreateMultipartUploadCommand({
      Bucket,
      Key,
      ContentType: 'application/gzip',
      ChecksumAlgorithm: 'CRC32',
      Metadata: metadata,
    }),
    { abortSignal: signal },
  );
  const condition = replaces === 'none' ? { IfNoneMatch: '*' } : { IfMatch: replaces?.etag };
  const begun = { Bucket, Key, UploadId: created.UploadId };
  try {
    const Parts = await sendParts(s3, begun, stream, signal);
    intact?.();
    const command = new CompleteMultipartUploadCommand({ ...begun, ...condition, MultipartUpload: { Parts } });
    await s3.send(command, { abortSignal: signal });
  } catch (error) {
    // What is left of it would be paid for; the bucket removes it where this fails, too.
    await s3.send(new AbortMultipartUploadCommand(begun)).catch(() => undefined);
    throw error;
  }
}

async function sendParts(
  s3: S3Client,
  begun: { Bucket: string; Key: string; UploadId: string | undefined },
  stream: AsyncIterable<Buffer>,
  abortSignal: AbortSignal,
): Promise<CompletedPart[]> {
  const sent: CompletedPart[] = [];
  const onTheirWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const send = async (Body: Buffer, PartNumber: number): Promise<void> => {
    const command = new UploadPartCommand({ ...begun, PartNumber, Body, ChecksumAlgorithm: 'CRC32' });
    const { ETag, ChecksumCRC32 } = await s3.send(command, { abortSignal });
    sent[PartNumber - 1] = { PartNumber, ETag, ChecksumCRC32 };
  };
  let number = 0;
  for await (const part of partsOf(stream)) {
    number += 1;
    const way: Promise<void> = send(part, number)
      .catch((error) => {
        failure ??= { error };
      })
      .finally(() => onTheirWay.delete(way));
    onTheirWay.add(way);
    if (onTheirWay.size >= atOnce) await Promise.race(onTheirWay);
    if (failure) break;
  }
  await Promise.all(onTheirWay);
  if (failure) throw failure.error;
  return sent;
}

async function* partsOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let part = Buffer.allocUnsafe(partBytes);
  let filled = 0;
  for await (const chunk of stream) {
    for (let at = 0; at < chunk.length; ) {
      const copied = chunk.copy(part, filled, at);
      at += copied;
      filled += copied;
      if (filled < partBytes) continue;
      yield part;
      part = Buffer.allocUnsafe(partBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield part.subarray(0, filled);
}
