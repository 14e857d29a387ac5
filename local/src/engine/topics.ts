import { randomUUID } from 'node:crypto';
import { region } from '../assembly/identities';
import type { Queue, Subscription, Topic } from '../assembly/model';
import type { ServiceCalls } from '../cloud/service-call';

export interface TopicsOptions {
  readonly topics: readonly Topic[];
  readonly queues: readonly Queue[];
  readonly calls: ServiceCalls;
  /** Calls a function by its ARN. */
  readonly invoke: (name: string, event: unknown) => Promise<unknown>;
  readonly onTrouble: (line: string) => void;
}

/** A function that fails is called again so often; then the message goes to its dead letters, where it has any. */
const tries = 3;
const pauseMs = 1000;

/** Amazon SNS as far as endpoints publish to it: to the queues and functions of the stack. */
export class Topics {
  constructor(private readonly options: TopicsOptions) {}

  /** Resolves once every subscriber has it, or did not take it. */
  async publish(topicArn: string, message: string): Promise<void> {
    const envelope = {
      Type: 'Notification',
      MessageId: randomUUID(),
      TopicArn: topicArn,
      Message: message,
      Timestamp: new Date().toISOString(),
      SignatureVersion: '1',
      Signature: 'none-on-this-machine',
    };
    const { subscriptions } = this.options.topics.find(({ arn }) => arn === topicArn) ?? { subscriptions: [] };
    await Promise.all(subscriptions.map((subscription) => this.deliver(subscription, envelope)));
  }

  private async deliver(
    subscription: Subscription,
    envelope: { readonly Message: string; readonly TopicArn: string },
  ): Promise<void> {
    const { protocol, endpoint, raw, id } = subscription;
    const certificate = `https://sns.${region}.amazonaws.com/`;
    if (protocol === 'sqs') {
      const urls = { SigningCertURL: certificate, UnsubscribeURL: certificate };
      return await this.send(endpoint, raw ? envelope.Message : JSON.stringify({ ...envelope, ...urls }));
    }
    const urls = { SigningCertUrl: certificate, UnsubscribeUrl: certificate };
    const Sns = { ...envelope, Subject: null, MessageAttributes: {}, ...urls };
    const record = {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: `${envelope.TopicArn}:${id}`,
      Sns,
    };
    await this.call(subscription, { Records: [record] }, envelope.Message);
  }

  private async call({ endpoint, deadLetterArn }: Subscription, event: object, message: string): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.options.invoke(endpoint, event);
        return;
      } catch (error) {
        if (attempt < tries) {
          await new Promise((resolve) => setTimeout(resolve, pauseMs));
          continue;
        }
        this.options.onTrouble((error as Error).message);
        if (deadLetterArn !== undefined) await this.send(deadLetterArn, message);
        return;
      }
    }
  }

  private async send(arn: string, body: string): Promise<void> {
    const queue = this.options.queues.find((candidate) => candidate.arn === arn);
    if (queue) await this.options.calls.sqs('SendMessage', { QueueUrl: queue.url, MessageBody: body });
    else this.options.onTrouble(`a topic speaks to ${arn}, which is not in this stack`);
  }
}
