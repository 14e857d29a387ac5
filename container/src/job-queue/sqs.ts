import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { JobQueue, Message, Outbox } from './message';

/** The most messages in one call of SQS. */
const batchLimit = 10;

/**
 * One client for all queues. The endpoint is the client's own, not the one in a queue's URL: otherwise a local endpoint
 * (`AWS_ENDPOINT_URL`) would be passed over.
 */
export function createSqsClient(): SQSClient {
  return new SQSClient({ useQueueUrlAsEndpoint: false, maxAttempts: 5 });
}

/** A queue of Amazon SQS. */
export class SqsQueue implements JobQueue, Outbox {
  constructor(
    private readonly client: SQSClient,
    private readonly url: string,
  ) {}

  async receive(max: number, waitSeconds: number, signal: AbortSignal): Promise<Message[]> {
    const { Messages = [] } = await this.client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.url,
        MaxNumberOfMessages: Math.min(max, batchLimit),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
      }),
      { abortSignal: signal },
    );
    return Messages.map(({ MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} }) => ({
      id: MessageId,
      receipt: ReceiptHandle,
      body: Body,
      receiveCount: Number(Attributes.ApproximateReceiveCount ?? 1),
      sentAt: Number(Attributes.SentTimestamp ?? Date.now()),
    }));
  }

  async hide(messages: readonly Message[], seconds: number): Promise<readonly Message[]> {
    const lost: Message[] = [];
    for (let start = 0; start < messages.length; start += batchLimit) {
      const batch = messages.slice(start, start + batchLimit);
      const { Failed = [] } = await this.client.send(
        new ChangeMessageVisibilityBatchCommand({
          QueueUrl: this.url,
          // Places, not message ids: the same message delivered twice would make the whole call invalid.
          Entries: batch.map(({ receipt }, place) => ({
            Id: String(place),
            ReceiptHandle: receipt,
            VisibilityTimeout: seconds,
          })),
        }),
      );
      lost.push(...Failed.map(({ Id }) => batch[Number(Id)]));
    }
    return lost;
  }

  async delete({ receipt }: Message): Promise<void> {
    await this.client.send(new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle: receipt }));
  }

  async send(body: string, attributes: Readonly<Record<string, string>> = {}): Promise<void> {
    const described = Object.entries(attributes).map(([name, value]) => [
      name,
      { DataType: 'String', StringValue: value },
    ]);
    await this.client.send(
      new SendMessageCommand({
        QueueUrl: this.url,
        MessageBody: body,
        MessageAttributes: Object.fromEntries(described),
      }),
    );
  }
}
