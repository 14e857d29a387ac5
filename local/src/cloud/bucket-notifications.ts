import type { CreatedObject, ObjectWatch } from './object-watch';
import type { ServiceCalls } from './service-call';

/** One line of a bucket's notification configuration. */
export interface Notification {
  readonly queueUrl: string;
  /** Such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
  /** The event of S3 itself, or the one that EventBridge makes of it. @default s3 */
  readonly form?: 's3' | 'event-bridge';
}

/** Messages about new objects, as S3 sends them to queues. */
export class BucketNotifications {
  private readonly byBucket = new Map<string, Notification[]>();
  private sequence = 0;

  constructor(
    private readonly calls: ServiceCalls,
    objects: ObjectWatch,
  ) {
    objects.onCreated((created) => this.created(created));
  }

  /**
   * Adds a line.
   *
   * @param tested whether a queue that S3 itself writes to gets a test event first, as it does when a stack is deployed
   */
  async add(bucket: string, notification: Notification, tested = true): Promise<void> {
    this.byBucket.set(bucket, [...(this.byBucket.get(bucket) ?? []), notification]);
    if (!tested || notification.form === 'event-bridge') return;
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: new Date().toISOString(), Bucket: bucket };
    await this.calls.sqs('SendMessage', { QueueUrl: notification.queueUrl, MessageBody: JSON.stringify(test) });
  }

  private async created(created: CreatedObject): Promise<void> {
    const { bucket, key, event } = created;
    for (const { queueUrl, events, prefix, suffix, form } of this.byBucket.get(bucket) ?? []) {
      const wanted = events.some((name) => [`s3:ObjectCreated:${event}`, 's3:ObjectCreated:*'].includes(name));
      const long = key.length >= prefix.length + suffix.length;
      if (!wanted || !long || !key.startsWith(prefix) || !key.endsWith(suffix)) continue;
      this.sequence += 1;
      const body = form === 'event-bridge' ? eventBridgeEvent(created) : s3Event(created, this.sequence);
      await this.calls.sqs('SendMessage', { QueueUrl: queueUrl, MessageBody: JSON.stringify(body) });
    }
  }
}

function s3Event({ bucket, key, event, etag }: CreatedObject, sequence: number): object {
  const record = {
    eventVersion: '2.6',
    eventSource: 'aws:s3',
    eventTime: new Date().toISOString(),
    eventName: `ObjectCreated:${event}`,
    s3: {
      bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
      object: {
        key: encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/'),
        eTag: etag,
        sequencer: sequence.toString(16).padStart(18, '0').toUpperCase(),
      },
    },
  };
  return { Records: [record] };
}

/** EventBridge gives the key as it is. */
function eventBridgeEvent({ bucket, key, event, etag }: CreatedObject): object {
  const reason = event === 'Put' || event === 'Post' ? `${event}Object` : event;
  const detail = { version: '0', bucket: { name: bucket }, object: { key, etag }, reason };
  const head = { version: '0', 'detail-type': 'Object Created', source: 'aws.s3', time: new Date().toISOString() };
  return { ...head, detail };
}
