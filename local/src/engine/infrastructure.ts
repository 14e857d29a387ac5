import type { Model } from '../assembly/model';
import type { Cloud } from '../cloud/cloud';

/**
 * Makes the queues, the buckets and their notifications; queues for dead letters come first in the model. The stack begins as
 * one that came to rest after its deployment: S3's test events are gone.
 */
export async function createInfrastructure(cloud: Cloud, { queues, buckets, notifications }: Model): Promise<void> {
  for (const { name, attributes } of queues) await cloud.createQueue(name, attributes);
  for (const { name } of buckets) await cloud.createBucket(name);
  for (const { bucket, queueArn, ...line } of notifications) {
    const queue = queues.find(({ arn }) => arn === queueArn);
    if (queue) await cloud.notifications.add(bucket, { ...line, queueUrl: queue.url }, false);
  }
}

export interface QueueDepth {
  readonly waiting: number;
  readonly inFlight: number;
  readonly delayed: number;
}

export async function depthOf(cloud: Cloud, url: string): Promise<QueueDepth> {
  const { Attributes } = await cloud.calls.sqs<{ Attributes: Record<string, string> }>('GetQueueAttributes', {
    QueueUrl: url,
    AttributeNames: ['All'],
  });
  const { ApproximateNumberOfMessages: waiting, ApproximateNumberOfMessagesNotVisible: inFlight } = Attributes;
  const delayed = Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0);
  return { waiting: Number(waiting), inFlight: Number(inFlight), delayed };
}
