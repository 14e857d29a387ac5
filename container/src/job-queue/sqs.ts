import { Batches } from './batches';
import { type JobQueue, type Message, mostTogether, type Outbox } from './message';
import type { QueueClient } from './queue-client';

/** How long what is sent waits for others that are on their way: as long as two cores take for ten pictures. */
const companyMs = 100;
/** How long a deletion does: those whose results were announced by one call come at the same moment. */
const momentMs = 1;

interface ReceivedMessage {
  readonly MessageId?: string;
  readonly ReceiptHandle?: string;
  readonly Body?: string;
  readonly Attributes?: { readonly ApproximateReceiveCount?: string; readonly SentTimestamp?: string };
}

/** The entries of a batch that did not succeed. */
interface BatchAnswer {
  readonly Failed?: readonly { readonly Id: string }[];
}

/** A queue of Amazon SQS. */
export class SqsQueue implements JobQueue, Outbox {
  /** @param expected how many messages may be sent soon, those that wait for a call included */
  constructor(
    private readonly client: QueueClient,
    private readonly url: string,
    private readonly expected: () => number = () => 0,
  ) {}

  async receive(max: number, waitSeconds: number, signal: AbortSignal): Promise<Message[]> {
    const { Messages = [] } = await this.client.call<{ readonly Messages?: readonly ReceivedMessage[] }>(
      'ReceiveMessage',
      {
        QueueUrl: this.url,
        MaxNumberOfMessages: Math.min(max, mostTogether),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
      },
      { waitSeconds, signal },
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
    for (let start = 0; start < messages.length; start += mostTogether) {
      const batch = messages.slice(start, start + mostTogether);
      const { Failed = [] } = await this.client.call<BatchAnswer>('ChangeMessageVisibilityBatch', {
        QueueUrl: this.url,
        // Places, not message ids: the same message delivered twice would make the whole call invalid.
        Entries: batch.map(({ receipt }, place) => ({
          Id: String(place),
          ReceiptHandle: receipt,
          VisibilityTimeout: seconds,
        })),
      });
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

  private readonly deletions = new Batches<Message>(
    async (messages) => {
      const Entries = messages.map(({ receipt }, place) => ({ Id: String(place), ReceiptHandle: receipt }));
      const { Failed } = await this.client.call<BatchAnswer>('DeleteMessageBatch', { QueueUrl: this.url, Entries });
      return placesOf(Failed);
    },
    { expected: () => mostTogether, milliseconds: momentMs },
  );

  private readonly messages = new Batches<Outgoing>(
    async (outgoing) => {
      const Entries = outgoing.map(({ body, attributes }, place) => ({
        Id: String(place),
        MessageBody: body,
        MessageAttributes: attributesOf(attributes),
      }));
      const { Failed } = await this.client.call<BatchAnswer>('SendMessageBatch', { QueueUrl: this.url, Entries });
      return placesOf(Failed);
    },
    { expected: () => this.expected(), milliseconds: companyMs },
  );
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

function placesOf(failed: BatchAnswer['Failed'] = []): number[] {
  return failed.map(({ Id }) => Number(Id));
}
