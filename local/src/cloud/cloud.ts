import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { addBrowserAccess } from './browser-access';
import { BucketNotifications } from './bucket-notifications';
import { CallRecord } from './call-record';
import { addChecksums } from './checksums';
import { addConditionalWrites } from './conditional-writes';
import { EndpointDescriptions } from './endpoint-descriptions';
import { Faults } from './faults';
import { addHonestLimits } from './honest-limits';
import { ObjectCalls } from './object-calls';
import { ObjectWatch } from './object-watch';
import { shortenPolls } from './poll-time';
import { QueueTraffic } from './queue-traffic';
import { ServiceCalls } from './service-call';
import { ServiceDescriptions } from './service-descriptions';
import { addUploadForms } from './upload-forms';

export interface Cloud {
  /** Where S3 and SQS answer. */
  readonly endpoint: string;
  /** What makes an AWS SDK talk to them. */
  readonly environment: Readonly<Record<string, string>>;
  readonly calls: ServiceCalls;
  readonly objects: ObjectWatch;
  readonly objectCalls: ObjectCalls;
  readonly notifications: BucketNotifications;
  readonly traffic: QueueTraffic;
  readonly services: ServiceDescriptions;
  readonly endpoints: EndpointDescriptions;
  readonly faults: Faults;
  readonly record: CallRecord;
  createBucket(name: string): Promise<void>;
  /** @returns the URL and the ARN of the queue */
  createQueue(name: string, attributes: Readonly<Record<string, string>>): Promise<{ url: string; arn: string }>;
  close(): Promise<void>;
}

export interface CloudOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  /** The origin of the page that uploads. */
  readonly origin?: string;
  /** How many times as fast as real the time of long polls passes. @default 1 */
  readonly speed?: number;
}

const region = 'us-east-1';

/** S3 and SQS over their real protocols, in this process and in its memory. */
export async function startCloud({ port = 0, origin, speed = 1 }: CloudOptions = {}): Promise<Cloud> {
  const { buildApp } = await import('fauxqs');
  const app = buildApp({ logger: false, defaultRegion: region }) as unknown as FastifyInstance;
  const calls = new ServiceCalls(app);
  if (origin !== undefined) addBrowserAccess(app, origin);
  addHonestLimits(app);
  const record = new CallRecord(app);
  const faults = new Faults(app);
  addChecksums(app);
  addConditionalWrites(app, calls);
  addUploadForms(app);
  const objects = new ObjectWatch(app, calls);
  const notifications = new BucketNotifications(calls, objects);
  if (speed !== 1) shortenPolls(app, speed);
  const traffic = new QueueTraffic(app);
  const services = new ServiceDescriptions(app);
  const endpoints = new EndpointDescriptions(app);
  await app.listen({ host: '127.0.0.1', port });
  const endpoint = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  return {
    endpoint,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    calls,
    objects,
    objectCalls: new ObjectCalls(app),
    notifications,
    traffic,
    services,
    endpoints,
    faults,
    record,
    createBucket: async (name) => {
      const { statusCode, body } = await app.inject({ method: 'PUT', url: `/${name}` });
      if (statusCode !== 200) throw new Error(`the bucket ${name} cannot be made: ${body}`);
    },
    createQueue: async (name, attributes) => {
      const { QueueUrl } = await calls.sqs<{ QueueUrl: string }>('CreateQueue', {
        QueueName: name,
        Attributes: attributes,
      });
      const { Attributes } = await calls.sqs<{ Attributes: { QueueArn: string } }>('GetQueueAttributes', {
        QueueUrl,
        AttributeNames: ['QueueArn'],
      });
      return { url: QueueUrl, arn: Attributes.QueueArn };
    },
    close: async () => {
      // Polls that wait for messages would keep it open as long as they may wait.
      app.server.closeAllConnections();
      await app.close();
    },
  };
}
