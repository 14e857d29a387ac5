import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Failure } from '../../../lib/contracts/failures';
import type { Job } from '../../../lib/contracts/job';

export interface StoredPicture {
  readonly bytes: Buffer;
  /** The version of the object, or its ETag in a bucket without versions. */
  readonly version: string;
  /** When it was written, in milliseconds of the epoch. */
  readonly writtenAt: number;
}

/** Fetches pictures from S3. */
export class PictureStore {
  /** @param maxBytes a larger object is refused before it is read */
  constructor(
    private readonly client: S3Client,
    private readonly maxBytes: number,
  ) {}

  /** @throws Failure object-missing, object-forbidden, object-unreachable, image-too-large or request-cancelled */
  async fetch({ bucket, key, versionId }: Job, signal: AbortSignal): Promise<StoredPicture> {
    try {
      const answer = await this.client.send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          ...(versionId === undefined ? {} : { VersionId: versionId }),
        }),
        { abortSignal: signal },
      );
      const { Body, ContentLength = 0, ETag = '', VersionId, LastModified } = answer;
      if (ContentLength > this.maxBytes) {
        (Body as { destroy?(): void } | undefined)?.destroy?.();
        throw new Failure('image-too-large', `The object has ${ContentLength} bytes; the limit is ${this.maxBytes}.`);
      }
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      return { bytes, version: VersionId ?? versionId ?? ETag, writtenAt: LastModified?.getTime() ?? 0 };
    } catch (error) {
      throw explain(error, signal);
    }
  }
}

function explain(error: unknown, signal: AbortSignal): Failure {
  if (error instanceof Failure) return error;
  if (signal.aborted) return signal.reason instanceof Failure ? signal.reason : new Failure('request-cancelled');
  const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
  const detail = `${name}: ${message}`.slice(0, 500);
  if ($metadata?.httpStatusCode === 404) return new Failure('object-missing', detail);
  if ($metadata?.httpStatusCode === 403) return new Failure('object-forbidden', detail);
  // A delete marker answers 405 to whoever asks for it as a version.
  if ($metadata?.httpStatusCode === 405) return new Failure('object-missing', detail);
  return new Failure('object-unreachable', detail);
}
