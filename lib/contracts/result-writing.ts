import { type ResultObject, resultMetadata } from './result-object';

/** Which input a result answers. */
export interface ResultInput {
  readonly key: string;
  readonly version: string;
  /** When the input was written, in milliseconds of the epoch. */
  readonly writtenAt: number;
  /** The message that asks for it, on its first delivery: what it wrote is its own, even where S3's answer was lost. */
  readonly message?: string;
}

/**
 * - `written`: the result is there now.
 * - `repeated`: the result of the very same input was there already.
 * - `outdated`: the result of a newer version of the same picture is there.
 * - `occupied`: the result of another picture has this key.
 */
export type WriteOutcome = 'written' | 'repeated' | 'outdated' | 'occupied';

/** A PutObject request without its bucket. */
export interface ResultRequest {
  readonly Key: string;
  readonly Body: string;
  readonly ContentType: string;
  readonly Metadata: Record<string, string>;
  readonly IfNoneMatch?: '*';
  readonly IfMatch?: string;
}

/** The two calls of S3 that it takes; errors are those of the SDK. */
export interface ResultBucket {
  put(request: ResultRequest): Promise<unknown>;
  head(key: string): Promise<{ readonly ETag?: string; readonly Metadata?: Record<string, string> }>;
}

/** Writes a result so that the same input gives the same result however often, and by whomever, it is written. */
export async function writeResult(
  bucket: ResultBucket,
  { key, body, contentType }: ResultObject,
  input: ResultInput,
  status: string,
): Promise<WriteOutcome> {
  const request = { Key: key, Body: body, ContentType: contentType, Metadata: describe(input, status) };
  // Two rounds settle any race: what a first writer left is seen, and only what was seen is replaced.
  for (let round = 0; round < 5; round += 1) {
    if (await put(bucket, { ...request, IfNoneMatch: '*' })) return 'written';
    const present = await presentAt(bucket, key);
    if (!present) continue;
    if (present.key !== input.key) return 'occupied';
    // A failure gives way to a later success of the same input, such as after a redrive.
    const mended = present.status === 'failed' && status === 'classified';
    if (present.version === input.version && !mended) {
      return input.message !== undefined && present.message === input.message ? 'written' : 'repeated';
    }
    if (present.writtenAt > input.writtenAt) return 'outdated';
    if (await put(bucket, { ...request, IfMatch: present.etag })) return 'written';
  }
  throw new Error(`the result ${key} changes faster than it can be written`);
}

function describe(input: ResultInput, status: string): Record<string, string> {
  return {
    [resultMetadata.inputKey]: encodeURIComponent(input.key),
    [resultMetadata.inputVersion]: input.version,
    [resultMetadata.inputTime]: String(input.writtenAt),
    [resultMetadata.status]: status,
    ...(input.message === undefined ? {} : { [resultMetadata.message]: input.message }),
  };
}

/** @returns false when the condition did not hold */
async function put(bucket: ResultBucket, request: ResultRequest): Promise<boolean> {
  try {
    await bucket.put(request);
    return true;
  } catch (error) {
    const status = statusOf(error);
    // 412: the condition does not hold; 409: somebody else is writing right now; 404: what was to be replaced is gone.
    if (status === 412 || status === 409 || (status === 404 && request.IfMatch !== undefined)) return false;
    throw error;
  }
}

async function presentAt(bucket: ResultBucket, key: string) {
  try {
    const { Metadata = {}, ETag = '' } = await bucket.head(key);
    return {
      key: decodeURIComponent(Metadata[resultMetadata.inputKey] ?? ''),
      version: Metadata[resultMetadata.inputVersion] ?? '',
      writtenAt: Number(Metadata[resultMetadata.inputTime] ?? 0),
      etag: ETag,
      status: Metadata[resultMetadata.status] ?? '',
      message: Metadata[resultMetadata.message],
    };
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
