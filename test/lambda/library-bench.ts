import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '../../container/node_modules/@aws-sdk/client-s3';
import { ReceiveMessageCommand } from '../../container/node_modules/@aws-sdk/client-sqs';
import { CloudProcess } from '../local/cloud-process';
import { FunctionProcess } from './function-process';
import { StackService } from './stack-service';

/** A store, its archives, and the two functions between them, each as who it is on AWS. */
export class LibraryBench {
  private constructor(
    readonly cloud: CloudProcess,
    readonly queueUrl: string,
    readonly packer: FunctionProcess,
    private readonly filler: FunctionProcess,
    private readonly stack: StackService,
  ) {}

  static async start(): Promise<LibraryBench> {
    const [cloud, stack] = [await CloudProcess.start(), new StackService()];
    for (const bucket of ['models', 'archives']) await cloud.bucket(bucket);
    const queueUrl = await cloud.queue('announced', { VisibilityTimeout: '600' });
    const settings = {
      storeBucket: 'models',
      storePrefix: 'live/',
      archiveBucket: 'archives',
      archivePrefix: 'endpoint/',
      queueUrl,
    };
    const environmentOf = (AWS_ACCESS_KEY_ID: string) => ({ ...cloud.environment, AWS_ACCESS_KEY_ID });
    const packer = FunctionProcess.start('model-packer', settings, environmentOf('packer'));
    const filler = FunctionProcess.start('model-library', {}, { ...environmentOf('filler'), ...(await stack.start()) });
    return new LibraryBench(cloud, queueUrl, packer, filler, stack);
  }

  /** Writes files below the prefix of the store, in their order. */
  async publish(version: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
    for (const [name, Body] of Object.entries(files)) {
      await this.cloud.s3.send(new PutObjectCommand({ Bucket: 'models', Key: `live/${version}/${name}`, Body }));
    }
  }

  /** Passes messages to the packer as AWS Lambda does. */
  pack(...bodies: string[]): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
    const Records = bodies.map((body, place) => ({ messageId: `message-${place}`, receiptHandle: 'none', body }));
    return this.packer.invoke({ Records });
  }

  /** Lets the packer have everything in the queue, one message after the other. */
  async drain(): Promise<number> {
    for (let packed = 0; ; packed += 1) {
      const { Messages = [] } = await this.cloud.sqs.send(new ReceiveMessageCommand({ QueueUrl: this.queueUrl }));
      const [message] = Messages;
      if (!message) return packed;
      const { MessageId: messageId, ReceiptHandle: receiptHandle, Body: body } = message;
      await this.packer.invoke({ Records: [{ messageId, receiptHandle, body }] });
    }
  }

  /** Asks the function of the custom resource, as AWS CloudFormation does. */
  fill(type: 'Create' | 'Update' | 'Delete' = 'Create', changed: object = {}) {
    const properties = {
      StoreBucket: 'models',
      StorePrefix: 'live/',
      ArchiveBucket: 'archives',
      ArchivePrefix: 'endpoint/',
      QueueUrl: this.queueUrl,
      WaitSeconds: 20,
      ...changed,
    };
    return this.stack.ask(this.filler, { type, properties });
  }

  async archives(): Promise<string[]> {
    const { Contents = [] } = await this.cloud.s3.send(new ListObjectsV2Command({ Bucket: 'archives' }));
    return Contents.map(({ Key = '' }) => Key);
  }

  head(Key: string) {
    return this.cloud.s3.send(new HeadObjectCommand({ Bucket: 'archives', Key }));
  }

  async bytes(Key: string): Promise<Buffer> {
    const { Body } = await this.cloud.s3.send(new GetObjectCommand({ Bucket: 'archives', Key }));
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  /** Unpacks an archive into a new folder, as an instance of Amazon SageMaker does. */
  async unpack(key: string, below: string): Promise<string> {
    mkdirSync(below, { recursive: true });
    const folder = mkdtempSync(join(below, 'model-'));
    const archive = join(folder, 'archive.tar.gz');
    writeFileSync(archive, await this.bytes(key));
    const model = join(folder, 'model');
    mkdirSync(model);
    execFileSync('tar', ['-xzf', archive, '-C', model]);
    return model;
  }

  async stop(): Promise<void> {
    await Promise.all([this.packer.stop(), this.filler.stop(), this.stack.stop(), this.cloud.stop()]);
  }
}

/** The event of Amazon EventBridge for a file that appeared. */
export function appeared(key: string): string {
  return JSON.stringify({
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '111111111111',
    time: '2026-11-21T11:00:00Z',
    region: 'us-east-1',
    resources: ['arn:aws:s3:::models'],
    detail: {
      version: '0',
      bucket: { name: 'models' },
      'request-id': 'N4N7GDK58NMKJ12R',
      requester: '111111111111',
      object: { key, size: 5, etag: 'b1946ac92492d2347c6235b4d2611184', sequencer: '617f08299329d189' },
      'source-ip-address': '192.0.2.1',
      reason: 'CompleteMultipartUpload',
    },
  });
}
