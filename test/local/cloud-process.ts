import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CreateBucketCommand, S3Client } from '../../container/node_modules/@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '../../container/node_modules/@aws-sdk/client-sqs';
import type { Notification } from '../../local/src/cloud/bucket-notifications';
import type { RecordedCall } from '../../local/src/cloud/call-record';
import type { FaultRates } from '../../local/src/cloud/faults';

const program = join(__dirname, '../../local/dist/cloud-process.js');

/** S3 and SQS in a process of their own, with clients for a test. */
export class CloudProcess {
  private readonly answers: ((line: string) => void)[] = [];

  private constructor(
    private readonly child: ChildProcess,
    readonly environment: Record<string, string>,
    readonly s3: S3Client,
    readonly sqs: SQSClient,
  ) {}

  /** @param origin the page that may upload from a browser */
  static async start(origin?: string): Promise<CloudProcess> {
    const child = spawn(process.execPath, origin === undefined ? [program] : [program, origin], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    const first = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      child.once('exit', (code) => reject(new Error(`the cloud ended with ${code}`)));
    });
    const { endpoint, environment } = JSON.parse(first);
    const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    const s3 = new S3Client({ ...options, forcePathStyle: true, maxAttempts: 10 });
    const sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false, maxAttempts: 10 });
    const cloud = new CloudProcess(child, environment, s3, sqs);
    lines.on('line', (line) => cloud.answers.shift()?.(line));
    return cloud;
  }

  async bucket(name: string): Promise<void> {
    await this.s3.send(new CreateBucketCommand({ Bucket: name }));
  }

  async queue(name: string, attributes: Record<string, string> = {}): Promise<string> {
    const { QueueUrl = '' } = await this.sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes }));
    return QueueUrl;
  }

  async attributes(queueUrl: string): Promise<Record<string, string>> {
    const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] });
    return (await this.sqs.send(command)).Attributes ?? {};
  }

  /** Messages that nobody has taken and those in somebody's hands. */
  async waiting(queueUrl: string): Promise<number> {
    const attributes = await this.attributes(queueUrl);
    return Number(attributes.ApproximateNumberOfMessages) + Number(attributes.ApproximateNumberOfMessagesNotVisible);
  }

  /** Takes all messages that can be received now. */
  async take(queueUrl: string): Promise<{ body: string; attributes: Record<string, string | undefined> }[]> {
    const taken: { body: string; attributes: Record<string, string | undefined> }[] = [];
    for (;;) {
      const { Messages = [] } = await this.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 10,
          VisibilityTimeout: 3600,
          MessageAttributeNames: ['All'],
        }),
      );
      if (Messages.length === 0) return taken;
      for (const { Body = '', MessageAttributes = {} } of Messages) {
        const attributes = Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]);
        taken.push({ body: Body, attributes: Object.fromEntries(attributes) });
      }
    }
  }

  notify(bucket: string, notification: Notification): Promise<{ faults: number }> {
    return this.command({ do: 'notify', bucket, notification });
  }

  /** Makes the services unreliable from now on; answers how many calls were spoilt so far. */
  faults(rates: FaultRates): Promise<{ faults: number }> {
    return this.command({ do: 'faults', rates });
  }

  /** Every call so far, by who signed it. */
  async calls(): Promise<RecordedCall[]> {
    return (await this.command({ do: 'tell' })).calls;
  }

  async stop(): Promise<void> {
    this.s3.destroy();
    this.sqs.destroy();
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await exited;
  }

  private command(command: object): Promise<{ faults: number; calls: RecordedCall[] }> {
    return new Promise((resolve) => {
      this.answers.push((line) => resolve(JSON.parse(line)));
      this.child.stdin?.write(`${JSON.stringify(command)}\n`);
    });
  }
}
