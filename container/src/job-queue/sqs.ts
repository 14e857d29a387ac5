import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { Batches } from './batches';
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

  delete(message: Message): Promise<void> {
    return this.deletions.add(message);
  }

  send(body: string, attributes: Readonly<Record<string, string>> = {}): Promise<void> {
    return this.messages.add({ body, attributes }, Buffer.byteLength(body));
  }

  private readonly deletions = new Batches<Message>(async (messages) => {
    const Entries = messages.map(({ receipt }, place) => ({ Id: String(place), ReceiptHandle: receipt }));
    const { Failed } = await this.client.send(new DeleteMessageBatchCommand({ QueueUrl: this.url, Entries }));
    return placesOf(Failed);
  });

  private readonly messages = new Batches<Outgoing>(async (outgoing) => {
    const Entries = outgoing.map(({ body, attributes }, place) => ({
      Id: String(place),
      MessageBody: body,
      MessageAttributes: attributesOf(attributes),
    }));
    const { Failed } = await this.client.send(new SendMessageBatchCommand({ QueueUrl: this.url, Entries }));
    return placesOf(Failed);
  });
}

interface Outgoing {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

function attributesOf(attributes: Outgoing['attributes']) {
  const described = Object.entries(attributes).map(([name, StringValue]) => [
    name,
    { DataType: 'String', StringValue },
  ]);
  return Object.fromEntries(described);
}

function placesOf(failed: readonly { Id?: string }[] = []): number[] {
  return failed.map(({ Id }) => Number(Id));
}
