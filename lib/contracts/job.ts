import { decode, object, optional, SchemaError, string } from './schema';

/** One picture that waits in a bucket. */
export interface Job {
  readonly bucket: string;
  readonly key: string;
  /** On a versioned bucket: which version of the object. */
  readonly versionId?: string;
}

const own = object({ bucket: string({ max: 255 }), key: string({ max: 1024 }), versionId: optional(string()) });

/**
 * The jobs in the body of a message: none in S3's test event, one or more in an event of S3, wherever it came by.
 *
 * Understood are S3's own event, the same inside an envelope of SNS, the event that EventBridge makes of it, and
 * `{"bucket", "key", "versionId"?}`. The version of S3's event format is not looked at: it changes without notice
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html).
 *
 * @throws SchemaError when it is none of these
 */
export function readJobs(body: string): Job[] {
  return jobsIn(parse(body), 2);
}

type Fields = Record<string, unknown>;

function jobsIn(message: Fields, envelopes: number): Job[] {
  if (message.Event === 's3:TestEvent') return [];
  if (Array.isArray(message.Records)) return message.Records.flatMap(recorded);
  if (typeof message.Message === 'string' && envelopes > 0) return jobsIn(parse(message.Message), envelopes - 1);
  if (isFields(message.detail)) {
    return message['detail-type'] === 'Object Deleted' ? [] : fromEventBridge(message.detail);
  }
  return [decode(own, message, 'job')];
}

/** A record of S3; the key is encoded as in a form: `+` is a space. */
function recorded(record: unknown): Job[] {
  const s3 = isFields(record) ? record.s3 : undefined;
  const bucket = isFields(s3) ? s3.bucket : undefined;
  const entry = isFields(s3) ? s3.object : undefined;
  if (!isFields(bucket) || !isFields(entry)) throw new SchemaError(['job.Records: expected records of S3']);
  if (isRemoval(String((record as Fields).eventName ?? ''))) return [];
  const job = { bucket: bucket.name, key: decodeKey(entry.key), versionId: entry.versionId };
  return [decode(own, job, 'job')];
}

/** EventBridge gives the key as it is. */
function fromEventBridge(detail: Fields): Job[] {
  const { bucket, object: entry } = detail;
  if (!isFields(bucket) || !isFields(entry)) throw new SchemaError(['job.detail: expected an event of S3']);
  return [decode(own, { bucket: bucket.name, key: entry.key, versionId: entry['version-id'] }, 'job')];
}

function decodeKey(key: unknown): unknown {
  if (typeof key !== 'string') return key;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    throw new SchemaError([`job.key: expected an encoded key, received "${key.slice(0, 80)}"`]);
  }
}

function isRemoval(eventName: string): boolean {
  return /^(s3:)?(ObjectRemoved|LifecycleExpiration)/.test(eventName);
}

function parse(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SchemaError(['job: expected JSON']);
  }
  if (isFields(value)) return value;
  throw new SchemaError(['job: expected an object']);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
