import { DeleteObjectCommand, ListObjectsV2Command } from '../../container/node_modules/@aws-sdk/client-s3';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '../../container/node_modules/@aws-sdk/client-sqs';
import type { FunctionSettings } from '../../lib/contracts/functions';
import type { CloudProcess } from '../local/cloud-process';
import type { AsyncRequest } from './endpoint-runtime';
import { FunctionProcess } from './function-process';

let lines = 0;

/** The two functions of an asynchronous endpoint between their queues, with AWS Lambda's part played by the test. */
export class EndpointLine {
  private constructor(
    private readonly cloud: CloudProcess,
    readonly settings: FunctionSettings<'async-invoker'>,
    readonly deadLetters: string,
    private readonly number: number,
    private readonly invoker: FunctionProcess,
    private readonly results: FunctionProcess,
  ) {}

  static async start(
    cloud: CloudProcess,
    environment: Record<string, string>,
    changed: Partial<FunctionSettings<'async-invoker'>> = {},
  ): Promise<EndpointLine> {
    lines += 1;
    const { deadLetters, ...queues } = await queuesOf(lines, cloud);
    const settings = {
      ...queues,
      answerBucket: 'answers',
      picturesPrefix: `pictures/${lines}/`,
      resultBucket: 'results',
      resultFormat: 'json',
      resultPrefix: '',
      maxTries: 3,
      serviceName: 'shoes',
      endpoint: 'shoes',
      waitSeconds: 3600,
      answerSeconds: 60,
      maxBodyBytes: 2048,
      formats: ['jpeg', 'png'],
      ...changed,
    } as const satisfies FunctionSettings<'async-invoker'>;
    // Each signs its calls with its own name.
    const signing = (name: string) => ({ ...environment, AWS_ACCESS_KEY_ID: name });
    const invoker = FunctionProcess.start('async-invoker', settings, signing('async-invoker'));
    const results = FunctionProcess.start('async-results', settings, signing('async-results'));
    return new EndpointLine(cloud, settings, deadLetters, lines, invoker, results);
  }

  /** For the next test: with queues as new and no copies of pictures, but the same functions. */
  async renew(): Promise<void> {
    const { jobQueueUrl, resultQueueUrl, answerBucket: Bucket, picturesPrefix: Prefix } = this.settings;
    for (const QueueUrl of [jobQueueUrl, resultQueueUrl, this.deadLetters]) {
      await this.cloud.sqs.send(new DeleteQueueCommand({ QueueUrl }));
    }
    await queuesOf(this.number, this.cloud);
    const { Contents = [] } = await this.cloud.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
    for (const { Key } of Contents) await this.cloud.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  }

  async upload(body: string): Promise<void> {
    await this.cloud.sqs.send(new SendMessageCommand({ QueueUrl: this.settings.jobQueueUrl, MessageBody: body }));
  }

  /** Takes what can be received through the invoker, and deletes what it did not keep. */
  async deliver(): Promise<{ messages: Message[]; kept: number }> {
    const QueueUrl = this.settings.jobQueueUrl;
    const { Messages = [] } = await this.cloud.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
    );
    const Records = Messages.map(({ MessageId, Body, ReceiptHandle, Attributes }) => {
      return { messageId: MessageId, body: Body, receiptHandle: ReceiptHandle, attributes: Attributes };
    });
    const answer = await this.invoker.invoke<{ batchItemFailures: { itemIdentifier: string }[] }>({ Records });
    const kept = new Set(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { MessageId = '', ReceiptHandle } of Messages) {
      if (!kept.has(MessageId)) await this.cloud.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    return { messages: Messages, kept: kept.size };
  }

  /** The time is over for which messages are hidden. */
  async comeBack(messages: readonly Message[]): Promise<void> {
    for (const { ReceiptHandle } of messages) {
      const { jobQueueUrl: QueueUrl } = this.settings;
      await this.cloud.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    }
  }

  /** Messages that can be received, and those that are hidden. */
  async waiting(): Promise<{ visible: number; hidden: number; delayed: number }> {
    const told = await this.cloud.attributes(this.settings.jobQueueUrl);
    return {
      visible: Number(told.ApproximateNumberOfMessages),
      hidden: Number(told.ApproximateNumberOfMessagesNotVisible),
      delayed: Number(told.ApproximateNumberOfMessagesDelayed),
    };
  }

  /** Hands notices to the function that makes results of them. */
  tell(...notices: (object | string)[]): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
    const Records = notices.map((notice, place) => {
      return { messageId: `notice-${place}`, body: typeof notice === 'string' ? notice : JSON.stringify(notice) };
    });
    return this.results.invoke({ Records });
  }

  async stop(): Promise<void> {
    await Promise.all([this.invoker.stop(), this.results.stop()]);
  }
}

async function queuesOf(line: number, cloud: CloudProcess) {
  const deadLetters = await cloud.queue(`dead-${line}`);
  const { QueueArn: deadLetterTargetArn } = await cloud.attributes(deadLetters);
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 3 });
  const jobQueueUrl = await cloud.queue(`line-${line}`, { RedrivePolicy });
  return { deadLetters, jobQueueUrl, resultQueueUrl: await cloud.queue(`announced-${line}`) };
}

const shared = {
  awsRegion: 'eu-central-1',
  eventVersion: '1.0',
  eventSource: 'aws:sagemaker',
  eventName: 'InferenceResult',
};
const times = { eventTime: '2026-11-20T09:00:04.000Z', receivedTime: '2026-11-20T09:00:01.000Z' };
const asked = ({ endpoint: endpointName, inputLocation }: AsyncRequest) => ({
  contentType: 'application/octet-stream',
  endpointName,
  inputLocation,
});

/** What the success topic says, as recorded; the answer comes along where it is given. */
export function completed(request: AsyncRequest, answer?: object): object {
  const { inferenceId } = request;
  const content = answer && Buffer.from(JSON.stringify(answer)).toString('base64');
  return {
    ...shared,
    ...times,
    invocationStatus: 'Completed',
    requestParameters: asked(request),
    inferenceId,
    responseParameters: {
      contentType: 'application/json',
      outputLocation: `s3://answers/answers/${inferenceId}.out`,
    },
    ...(content && { responseBody: { content, encoding: 'BASE64' } }),
  };
}

/** What the error topic says, as recorded. */
export function failed(request: AsyncRequest, failureReason: string): object {
  const { inferenceId } = request;
  const requestParameters = asked(request);
  return { ...shared, ...times, invocationStatus: 'Failed', failureReason, requestParameters, inferenceId };
}

/** What Amazon SageMaker makes of an error of our server. */
export function fromContainer(status: number, id: string, retry: 'no' | 'later'): string {
  const failure = { id, message: 'It is "so".', advice: 'Do that.', retry };
  const body = JSON.stringify({ status: 'failed', id: '1f', attempts: 1, failure });
  const side = status < 500 ? 'client' : 'server';
  return `ClientError: Received ${side} error (${status}) from primary with message "${body}". See the log in account 123456789012.`;
}
