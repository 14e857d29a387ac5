import { ChangeMessageVisibilityCommand, DeleteMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { EndpointPicture } from '../../lib/contracts/endpoint-picture';
import type { FailureDescription, Result } from '../../lib/contracts/result';
import { tellJob } from './job-metrics';
import type { ResultOutbox } from './result-outbox';

export interface TryParts {
  readonly sqs: SQSClient;
  readonly outbox: ResultOutbox;
  readonly jobQueueUrl: string;
  readonly maxTries: number;
  readonly serviceName: string;
}

/** The pause before the second try, in seconds; each further one is five times as long: an endpoint does not mend in a moment. */
const firstPause = 60;

/** What SQS says of a message that is in nobody's hands any more. */
const released = /^(ReceiptHandleIsInvalid|MessageNotInflight|InvalidParameterValue)(Exception)?$/;

/** The end of one try of a picture; until then its message stays in the job queue, hidden. */
export class PictureTries {
  constructor(private readonly parts: TryParts) {}

  /** The result, in the form and with the rules of a fleet's worker. */
  async succeed(picture: EndpointPicture, result: Result): Promise<void> {
    const { key: id, attempts } = picture;
    await this.publish(picture, { ...result, id, attempts });
    await this.delete(picture);
  }

  /** Comes back after a pause where another try may help; otherwise the failure is its result. */
  async fail(picture: EndpointPicture, failure: FailureDescription): Promise<void> {
    const { key: id, attempts } = picture;
    const again = failure.retry === 'later';
    if (again && attempts < this.parts.maxTries) {
      console.warn({ key: id, attempts, failure: failure.id, reason: failure.message });
      return await this.hide(picture, firstPause * 5 ** (attempts - 1));
    }
    await this.publish(picture, { status: 'failed', id, attempts, failure });
    // Tried as often as it may be: whoever receives it next moves it to the dead letters.
    await (again ? this.hide(picture, 0) : this.delete(picture));
  }

  /** Keeps the message from others for so long, or gives it back. */
  async hide({ receipt: ReceiptHandle }: EndpointPicture, VisibilityTimeout: number): Promise<void> {
    const { sqs, jobQueueUrl: QueueUrl } = this.parts;
    const command = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout });
    await sqs.send(command).catch(unlessReleased);
  }

  private async delete({ receipt: ReceiptHandle }: EndpointPicture): Promise<void> {
    const { sqs, jobQueueUrl: QueueUrl } = this.parts;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })).catch(unlessReleased);
  }

  private async publish(picture: EndpointPicture, result: Result): Promise<void> {
    const { outbox, serviceName: service } = this.parts;
    const { key, version, writtenAt, messageId, attempts, sentAt } = picture;
    const input = { key, version, writtenAt, ...(attempts === 1 && { message: messageId }) };
    const { write, object } = await outbox.write({ key }, result, input);
    // A first try that finds its result there is of a second message for the same upload: the other one announces it.
    if (write !== 'repeated' || attempts > 1) await outbox.announce(object, result);
    const outcome = write === 'repeated' ? write : result.status;
    tellJob({ service, outcome, seconds: Math.max(0, Date.now() - sentAt) / 1000 });
  }
}

function unlessReleased(error: Error): void {
  if (!released.test(error.name)) throw error;
}
