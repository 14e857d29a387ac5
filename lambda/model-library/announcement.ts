import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { PackerMessage } from '../../lib/contracts/model-library';

/** As many as Amazon SQS takes at once. */
const batchSize = 10;
const mostTries = 5;

/**
 * Puts every key into the queue, as if it had just appeared in the store.
 *
 * @throws Error when the queue does not take one of them
 */
export async function announce(sqs: SQSClient, QueueUrl: string, keys: readonly string[], abortSignal: AbortSignal) {
  for (let at = 0; at < keys.length; at += batchSize) {
    let left = keys.slice(at, at + batchSize);
    for (let tries = 1; left.length > 0; tries += 1) {
      const Entries = left.map((key, place) => ({ Id: String(place), MessageBody: JSON.stringify(appeared(key)) }));
      const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }), { abortSignal });
      if (Failed.length > 0 && tries === mostTries) throw new Error(`the queue did not take it: ${Failed[0].Message}`);
      left = Failed.map(({ Id }) => left[Number(Id)]);
    }
  }
}

const appeared = (key: string): PackerMessage => ({ detail: { object: { key } } });
