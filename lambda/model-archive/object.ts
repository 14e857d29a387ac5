import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { DeploymentFailure } from '../../lib/contracts/custom-resources/failures';

export interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** An object of Amazon S3 as it was when it was looked at. */
export interface StoredObject extends Place {
  readonly bytes: number;
  readonly etag: string | undefined;
}

/** @throws DeploymentFailure for what is no `s3://bucket/key` */
export function placeOf(url: string): Place {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
  if (bucket === undefined) throw new DeploymentFailure('archive-missing', `${url} is no place in Amazon S3.`);
  return { bucket, key };
}

/** A connection that breaks a few times within gigabytes is no reason to fail. */
const mostBreaks = 8;

/**
 * The bytes of an object, from one version of it: where a connection breaks, the next one goes on.
 *
 * @throws DeploymentFailure when the object was changed or removed meanwhile
 */
export async function* bytesOf(s3: S3Client, object: StoredObject, signal: AbortSignal): AsyncGenerator<Buffer> {
  let [at, breaks] = [0, 0];
  while (at < object.bytes) {
    try {
      for await (const chunk of await opened(s3, object, at, signal)) {
        signal.throwIfAborted();
        at += chunk.length;
        yield chunk;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof DeploymentFailure || breaks >= mostBreaks) throw error;
    }
    breaks += 1;
  }
}

async function opened(
  s3: S3Client,
  { bucket, key, bytes, etag: IfMatch }: StoredObject,
  from: number,
  abortSignal: AbortSignal,
): Promise<AsyncIterable<Buffer>> {
  const Range = `bytes=${from}-${bytes - 1}`;
  try {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch, Range });
    return (await s3.send(command, { abortSignal })).Body as AsyncIterable<Buffer>;
  } catch (error) {
    throw readFailure(error, `s3://${bucket}/${key}`);
  }
}

/** What a refused read means: not there (Amazon S3 also calls that forbidden), changed meanwhile, or something else. */
export function readFailure(error: unknown, what: string): unknown {
  const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  if (status === 404 || status === 403)
    return new DeploymentFailure('archive-missing', `${what} cannot be read: ${name}.`);
  return status === 412 || status === 416
    ? new DeploymentFailure('archive-changed', `${what} is another one now.`)
    : error;
}
