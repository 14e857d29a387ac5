import type { FastifyInstance } from 'fastify';
import { objectOf } from './conditional-writes';
import type { ServiceCalls } from './service-call';

/** One line of a bucket's notification configuration. */
export interface Notification {
  readonly queueUrl: string;
  /** Such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

interface Created {
  readonly bucket: string;
  readonly key: string;
  readonly event: 'Put' | 'Post' | 'CompleteMultipartUpload' | 'Copy';
}

/** Messages about new objects, as S3 sends them to queues. */
export class BucketNotifications {
  private readonly byBucket = new Map<string, Notification[]>();
  private sequence = 0;

  constructor(
    app: FastifyInstance,
    private readonly calls: ServiceCalls,
  ) {
    app.addHook('onResponse', async (request, reply) => {
      if (reply.statusCode >= 300) return;
      const { bucket } = request.params as { bucket?: string };
      const place = objectOf(request);
      const query = request.query as Record<string, string>;
      if (request.method === 'PUT' && place && !('partNumber' in query)) {
        await this.created({ ...place, event: 'x-amz-copy-source' in request.headers ? 'Copy' : 'Put' });
      } else if (request.method === 'POST' && place && 'uploadId' in query) {
        await this.created({ ...place, event: 'CompleteMultipartUpload' });
      } else if (request.method === 'POST' && bucket && !('delete' in query)) {
        const key = decodeURIComponent(new URL(String(reply.getHeader('location') ?? '/'), 'http://x').pathname);
        if (key.startsWith(`/${bucket}/`))
          await this.created({ bucket, key: key.slice(bucket.length + 2), event: 'Post' });
      }
    });
  }

  /** Adds a line; as on AWS, the queue gets a test event first. */
  async add(bucket: string, notification: Notification): Promise<void> {
    this.byBucket.set(bucket, [...(this.byBucket.get(bucket) ?? []), notification]);
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: new Date().toISOString(), Bucket: bucket };
    await this.calls.sqs('SendMessage', { QueueUrl: notification.queueUrl, MessageBody: JSON.stringify(test) });
  }

  private async created({ bucket, key, event }: Created): Promise<void> {
    for (const { queueUrl, events, prefix, suffix } of this.byBucket.get(bucket) ?? []) {
      const wanted = events.some((name) => [`s3:ObjectCreated:${event}`, 's3:ObjectCreated:*'].includes(name));
      if (!wanted || !key.startsWith(prefix) || !key.endsWith(suffix)) continue;
      const etag = await this.calls.etagOf(bucket, key);
      this.sequence += 1;
      const record = {
        eventVersion: '2.6',
        eventSource: 'aws:s3',
        eventTime: new Date().toISOString(),
        eventName: `ObjectCreated:${event}`,
        s3: {
          bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` },
          object: {
            key: encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/'),
            eTag: etag?.replaceAll('"', ''),
            sequencer: this.sequence.toString(16).padStart(18, '0').toUpperCase(),
          },
        },
      };
      await this.calls.sqs('SendMessage', { QueueUrl: queueUrl, MessageBody: JSON.stringify({ Records: [record] }) });
    }
  }
}
