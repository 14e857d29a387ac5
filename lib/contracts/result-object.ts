import type { Job } from './job';
import { type Result, type ResultFormat, toPair } from './result';

/** A result as it lies in the result bucket. */
export interface ResultObject {
  readonly key: string;
  readonly body: string;
  readonly contentType: string;
}

/**
 * Where the result of a picture lies and what it says.
 *
 * - `json`: `uploads/a.b.png` becomes `uploads/a.b.png.json`, one result object.
 * - `pair`: `test_0.JPEG` becomes `test_0` with the body `(test_0, bathtub)`. Two pictures that differ in their extension
 *   alone share that key; whoever comes second is written under its whole name instead (`crowded`).
 */
export function resultObject(
  { key }: Pick<Job, 'key'>,
  result: Result,
  { format, prefix, crowded = false }: { format: ResultFormat; prefix: string; crowded?: boolean },
): ResultObject {
  if (format === 'json') {
    return { key: `${prefix}${key}.json`, body: JSON.stringify(result), contentType: 'application/json' };
  }
  const slash = key.lastIndexOf('/') + 1;
  const pair = toPair({ ...result, id: key.slice(slash) });
  const name = crowded ? key.slice(slash) : pair.key;
  return { key: `${prefix}${key.slice(0, slash)}${name}`, body: pair.body, contentType: 'text/plain; charset=utf-8' };
}

/** Metadata of a result object: which input it answers. */
export const resultMetadata = {
  /** The key of the picture, percent-encoded: metadata is ASCII. */
  inputKey: 'input-key',
  /** The version of the picture, or its ETag on a bucket without versions. */
  inputVersion: 'input-version',
  /** When that version was written, in milliseconds of the epoch: newer ones win. */
  inputTime: 'input-time',
  status: 'status',
  /** The message that asked for it, where it was its first delivery. */
  message: 'message',
} as const;
