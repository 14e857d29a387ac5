import { region } from '../../assembly/identities';
import type { EventSource } from '../../assembly/model';
import type { ServiceCalls } from '../../cloud/service-call';

interface Message {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes?: Record<string, string>;
  readonly MessageAttributes?: Record<string, { StringValue?: string; BinaryValue?: string; DataType: string }>;
}

export interface EventSourceOptions {
  readonly source: EventSource;
  readonly queueUrl: string;
  readonly calls: ServiceCalls;
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly onTrouble: (error: Error) => void;
}

const pollSeconds = 20;
/** One request for messages gives at most so many. */
const mostPerReceive = 10;

/** Takes messages from a queue to a function, and deletes those that it did not fail at. */
export class EventSourcePoller {
  private running = true;
  private inHand: Promise<void> = Promise.resolve();

  constructor(private readonly options: EventSourceOptions) {
    void this.poll();
  }

  /** Ends after the batch in hand; a request that waits for messages is left alone, and what it may still bring is not touched. */
  async stop(): Promise<void> {
    this.running = false;
    await this.inHand.catch(() => undefined);
  }

  private async poll(): Promise<void> {
    while (this.running) {
      try {
        const messages = await this.batch();
        if (messages.length === 0 || !this.running) continue;
        this.inHand = this.handle(messages);
        await this.inHand;
      } catch (error) {
        // The messages come back when their visibility timeout is over.
        if (this.running) this.options.onTrouble(error as Error);
      }
    }
  }

  private async batch(): Promise<Message[]> {
    const { source, queueUrl, calls } = this.options;
    const { batchSize, windowSeconds } = source;
    const until = Date.now() + windowSeconds * 1000;
    const batch: Message[] = [];
    do {
      const { Messages = [] } = await calls.sqs<{ Messages?: Message[] }>('ReceiveMessage', {
        QueueUrl: queueUrl,
        MaxNumberOfMessages: Math.min(mostPerReceive, batchSize - batch.length),
        WaitTimeSeconds: pollSeconds,
        AttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      });
      batch.push(...Messages);
    } while (this.running && batch.length > 0 && batch.length < batchSize && Date.now() < until);
    return batch;
  }

  private async handle(messages: readonly Message[]): Promise<void> {
    const { source, queueUrl, calls, invoke } = this.options;
    const answer = await invoke({ Records: messages.map((message) => recordOf(message, source.queueArn)) });
    const failed = source.partial ? failedIn(answer) : new Set<string>();
    // An identifier that is no message's counts as a failure of all, as in AWS Lambda.
    const known = new Set(messages.map(({ MessageId }) => MessageId));
    if ([...failed].some((id) => !known.has(id)))
      throw new Error('batchItemFailures names a message that is not in the batch');
    for (const { MessageId, ReceiptHandle } of messages) {
      if (!failed.has(MessageId)) await calls.sqs('DeleteMessage', { QueueUrl: queueUrl, ReceiptHandle });
    }
  }
}

function failedIn(answer: unknown): Set<string> {
  const { batchItemFailures = [] } = (answer ?? {}) as { batchItemFailures?: { itemIdentifier?: string }[] };
  return new Set(batchItemFailures.map(({ itemIdentifier = '' }) => itemIdentifier));
}

function recordOf(message: Message, queueArn: string): object {
  const { MessageId, ReceiptHandle, Body, MD5OfBody, Attributes = {}, MessageAttributes = {} } = message;
  const attributes = Object.entries(MessageAttributes).map(([name, { StringValue, BinaryValue, DataType }]) => {
    return [name, { stringValue: StringValue, binaryValue: BinaryValue, dataType: DataType }];
  });
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    md5OfBody: MD5OfBody,
    attributes: Attributes,
    messageAttributes: Object.fromEntries(attributes),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: region,
  };
}
