import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Failure } from '../../lib/contracts/failures';
import type { Job } from '../../lib/contracts/job';
import { recogniseFormat } from '../../lib/contracts/picture-format';
import type { Settings } from '../../lib/contracts/settings';

export interface SeenPicture {
  /** The version of the object, or its ETag in a bucket without versions. */
  readonly version: string;
  /** The version alone, where there is one. */
  readonly versionId?: string;
  readonly etag: string;
  readonly writtenAt: number;
}

/** What tells a format stands in the first of them. */
const firstBytes = 1024;

/**
 * Looks at the beginning of a picture, so that what is none wakes no instance.
 *
 * @throws Failure as a worker of a fleet would
 */
export async function lookAt(
  s3: S3Client,
  { bucket: Bucket, key: Key, versionId: VersionId }: Job,
  { maxBodyBytes, formats }: Pick<Settings, 'maxBodyBytes' | 'formats'>,
): Promise<SeenPicture> {
  const Range = `bytes=0-${firstBytes - 1}`;
  const found = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId, Range })).catch(explain);
  const bytes = (await found.Body?.transformToByteArray()) ?? new Uint8Array();
  const size = Number(found.ContentRange?.split('/').pop() ?? found.ContentLength ?? bytes.length);
  if (size === 0) throw new Failure('image-missing');
  if (size > maxBodyBytes) {
    throw new Failure('image-too-large', `The object has ${size} bytes; the limit is ${maxBodyBytes}.`);
  }
  const kind = recogniseFormat(bytes);
  const format = 'unsupported' in kind ? kind.unsupported : kind.format;
  if ('unsupported' in kind || !formats.includes(kind.format)) {
    const received = format === 'unknown' ? 'bytes of no known picture format' : format;
    throw new Failure('image-unsupported', `Received ${received}; accepted are ${formats.join(', ')}.`);
  }
  const { VersionId: seen, ETag: etag = '', LastModified } = found;
  // A bucket that never had versions gives none; one that had them calls what is older "null".
  const version = seen ?? VersionId ?? etag;
  return { version, versionId: seen ?? VersionId, etag, writtenAt: LastModified?.getTime() ?? 0 };
}

function explain(error: Error & { $metadata?: { httpStatusCode?: number } }): never {
  const status = error.$metadata?.httpStatusCode;
  const detail = `${error.name}: ${error.message}`.slice(0, 500);
  // There is no first byte of an empty object.
  if (status === 416) throw new Failure('image-missing');
  // A delete marker answers 405 to whoever asks for it as a version.
  if (status === 404 || status === 405) throw new Failure('object-missing', detail);
  throw new Failure(status === 403 ? 'object-forbidden' : 'object-unreachable', detail);
}
