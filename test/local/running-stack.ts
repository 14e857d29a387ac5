import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '../../container/node_modules/@aws-sdk/client-s3';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '../../container/node_modules/@aws-sdk/client-sqs';
import type { StatusEvent } from '../../lib/contracts/status-event';
import { readAssembly } from '../../local/src/assembly/cloud-assembly';
import type { Model } from '../../local/src/assembly/model';
import { readModel } from '../../local/src/assembly/read-model';
import type { LocalProcess } from './local-process';

/** The buckets and queues of a stack that runs here; each is named by what its logical id contains. */
export class RunningStack {
  private constructor(
    private readonly model: Model,
    private readonly s3: S3Client,
    private readonly sqs: SQSClient,
  ) {}

  /** @param directory the assembly that `local` runs */
  static async of(local: LocalProcess, directory: string): Promise<RunningStack> {
    const [, endpoint] = await local.line(/S3 and SQS {2}(\S+)/);
    const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    return new RunningStack(
      readModel(readAssembly(directory), { endpoint, site: '' }),
      new S3Client({ ...options, forcePathStyle: true }),
      new SQSClient({ ...options, useQueueUrlAsEndpoint: false }),
    );
  }

  async upload(bucket: RegExp, Key: string, Body: Uint8Array): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: this.bucket(bucket), Key, Body }));
  }

  async read(bucket: RegExp, Key: string): Promise<string> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket(bucket), Key }));
    return (await Body?.transformToString()) ?? '';
  }

  async keys(bucket: RegExp): Promise<string[]> {
    const { Contents = [] } = await this.s3.send(new ListObjectsV2Command({ Bucket: this.bucket(bucket) }));
    return Contents.map(({ Key = '' }) => Key);
  }

  /** Takes what a status queue holds, and waits a second where that is nothing. */
  async events(queue: RegExp): Promise<StatusEvent[]> {
    const QueueUrl = this.queue(queue);
    const request = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
    const { Messages = [] } = await this.sqs.send(request);
    await Promise.all(
      Messages.map(({ ReceiptHandle }) => this.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))),
    );
    return Messages.flatMap(({ Body = '' }) => JSON.parse(Body).events);
  }

  async waiting(queue: RegExp): Promise<number> {
    const request = new GetQueueAttributesCommand({ QueueUrl: this.queue(queue), AttributeNames: ['All'] });
    const { Attributes } = await this.sqs.send(request);
    return Number(Attributes?.ApproximateNumberOfMessages);
  }

  bucket(name: RegExp): string {
    return this.model.buckets.find(({ id }) => name.test(id))?.name ?? '';
  }

  private queue(name: RegExp): string {
    return this.model.queues.find(({ id }) => name.test(id))?.url ?? '';
  }
}
