import { createHash } from 'node:crypto';
import type { Job } from './job';

/** A picture that an endpoint has in work: what its result needs, and the message that waits for it. */
export interface EndpointPicture {
  readonly key: string;
  /** The version of the object, or its ETag in a bucket without versions. */
  readonly version: string;
  /** When the picture was written, in milliseconds of the epoch. */
  readonly writtenAt: number;
  readonly messageId: string;
  /** Deletes the message, or lets it be received again. */
  readonly receipt: string;
  /** Which try it is, from 1. */
  readonly attempts: number;
  /** When the message was sent, in milliseconds of the epoch. */
  readonly sentAt: number;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64url');

/**
 * The metadata of the copy that the endpoint reads. Amazon S3 takes 2 KB of it in all, and ASCII alone: a key of 1,024 bytes and
 * the longest receipt seen fit.
 */
export function toMetadata({ key, version, writtenAt, messageId, receipt, attempts, sentAt }: EndpointPicture) {
  const numbers = { 'written-at': String(writtenAt), attempts: String(attempts), 'sent-at': String(sentAt) };
  return { key: base64(key), version, message: messageId, receipt, ...numbers };
}

export function fromMetadata(metadata: Readonly<Record<string, string>>): EndpointPicture {
  const number = (name: string) => Number(metadata[name] ?? 0);
  return {
    key: Buffer.from(metadata.key ?? '', 'base64url').toString(),
    version: metadata.version ?? '',
    writtenAt: number('written-at'),
    messageId: metadata.message ?? '',
    receipt: metadata.receipt ?? '',
    attempts: Math.max(1, number('attempts')),
    sentAt: number('sent-at'),
  };
}

/** Names a job towards the endpoint, on every try alike, in the 64 characters that an inference id may have. */
export function inferenceId({ bucket, key }: Job, version: string, messageId: string): string {
  return createHash('sha256')
    .update(JSON.stringify([bucket, key, version, messageId]))
    .digest('hex');
}

/** Where the copy of one try lies; whoever ends the try removes it, so that nobody can end it twice. */
export function copyKey(prefix: string, id: string, attempts: number): string {
  return `${prefix}${id}/${attempts}`;
}
