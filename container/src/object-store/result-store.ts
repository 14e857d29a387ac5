import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type ResultObject, resultMetadata } from '../../../lib/contracts/result-object';

/** Which input a result answers. */
export interface ResultInput {
  readonly key: string;
  readonly version: string;
  /** When the input was written, in milliseconds of the epoch. */
  readonly writtenAt: number;
}

/**
 * - `written`: the result is there now.
 * - `repeated`: the result of the very same input was there already.
 * - `outdated`: the result of a newer version of the same picture is there.
 * - `occupied`: the result of another picture has this key.
 */
export type WriteOutcome = 'written' | 'repeated' | 'outdated' | 'occupied';

/** Writes results so that the same input gives the same result however often it is delivered. */
export class ResultStore {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  async write(object: ResultObject, input: ResultInput, status: string): Promise<WriteOutcome> {
    // Two rounds settle any race: what a first writer left is seen, and only what was seen is replaced.
    for (let round = 0; round < 5; round += 1) {
      if (await this.put(object, input, status, { IfNoneMatch: '*' })) return 'written';
      const present = await this.present(object.key);
      if (!present) continue;
      if (present.key !== input.key) return 'occupied';
      // A failure gives way to a later success of the same input, such as after a redrive.
      const mended = present.status === 'failed' && status === 'classified';
      if (present.version === input.version && !mended) return 'repeated';
      if (present.writtenAt > input.writtenAt) return 'outdated';
      if (await this.put(object, input, status, { IfMatch: present.etag })) return 'written';
    }
    throw new Error(`the result ${object.key} changes faster than it can be written`);
  }

  /** @returns false when the condition did not hold */
  private async put(
    { key, body, contentType }: ResultObject,
    input: ResultInput,
    status: string,
    condition: { IfNoneMatch: '*' } | { IfMatch: string },
  ): Promise<boolean> {
    try {
      await this.client.send(
        new PutObjectCommand({
          Bucket: this.bucket,
          Key: key,
          Body: body,
          ContentType: contentType,
          Metadata: {
            [resultMetadata.inputKey]: encodeURIComponent(input.key),
            [resultMetadata.inputVersion]: input.version,
            [resultMetadata.inputTime]: String(input.writtenAt),
            [resultMetadata.status]: status,
          },
          ...condition,
        }),
      );
      return true;
    } catch (error) {
      const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
      // 412: the condition does not hold; 409: somebody else is writing right now; 404: what was to be replaced is gone.
      if (status === 412 || status === 409 || (status === 404 && 'IfMatch' in condition)) return false;
      throw error;
    }
  }

  private async present(key: string): Promise<(ResultInput & { etag: string; status: string }) | undefined> {
    try {
      const { Metadata = {}, ETag = '' } = await this.client.send(
        new HeadObjectCommand({ Bucket: this.bucket, Key: key }),
      );
      return {
        key: decodeURIComponent(Metadata[resultMetadata.inputKey] ?? ''),
        version: Metadata[resultMetadata.inputVersion] ?? '',
        writtenAt: Number(Metadata[resultMetadata.inputTime] ?? 0),
        etag: ETag,
        status: Metadata[resultMetadata.status] ?? '',
      };
    } catch (error) {
      if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404) return undefined;
      throw error;
    }
  }
}
