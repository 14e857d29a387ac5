import { Failure } from '../../../lib/contracts/failures';
import type { Job } from '../../../lib/contracts/job';
import { AnswerTooLong } from '../aws/answer-reader';
import { ServiceError } from '../aws/service-error';
import type { ObjectClient } from './object-client';

export interface StoredPicture {
  readonly bytes: Buffer;
  /** The version of the object, or its ETag in a bucket without versions. */
  readonly version: string;
  /** When it was written, in milliseconds of the epoch. */
  readonly writtenAt: number;
  /** To be called once the bytes are no longer needed. */
  release(): void;
}

/** Fetches pictures from S3. */
export class PictureStore {
  /** @param maxBytes a larger object is refused before it is read */
  constructor(
    private readonly objects: Pick<ObjectClient, 'get'>,
    private readonly maxBytes: number,
  ) {}

  /** @throws Failure object-missing, object-forbidden, object-unreachable, image-too-large or request-cancelled */
  async fetch({ bucket, key, versionId }: Job, signal: AbortSignal): Promise<StoredPicture> {
    const { maxBytes } = this;
    try {
      const found = await this.objects.get(bucket, key, versionId, { maxBytes, signal });
      const { body: bytes, etag, writtenAt, release } = found;
      return { bytes, version: found.versionId ?? versionId ?? etag, writtenAt, release };
    } catch (error) {
      if (signal.aborted) throw signal.reason instanceof Failure ? signal.reason : new Failure('request-cancelled');
      throw explain(error as Error, maxBytes);
    }
  }
}

function explain(error: Error, maxBytes: number): Failure {
  if (error instanceof AnswerTooLong) {
    return new Failure('image-too-large', `The object has ${error.bytes} bytes; the limit is ${maxBytes}.`);
  }
  const detail = `${error.name}: ${error.message}`.slice(0, 500);
  const status = error instanceof ServiceError ? error.reply.status : undefined;
  // A delete marker answers 405 to whoever asks for it as a version.
  if (status === 404 || status === 405) return new Failure('object-missing', detail);
  return new Failure(status === 403 ? 'object-forbidden' : 'object-unreachable', detail);
}
