import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Job } from '../../lib/contracts/job';
import type { Result, ResultFormat } from '../../lib/contracts/result';
import { type ResultObject, resultObject } from '../../lib/contracts/result-object';
import { type ResultInput, type WriteOutcome, writeResult } from '../../lib/contracts/result-writing';

export interface OutboxPlaces {
  readonly resultBucket: string;
  readonly resultQueueUrl: string;
  readonly resultFormat: ResultFormat;
  readonly resultPrefix: string;
}

/** Writes results as the workers of a fleet do: the same key, form and rules. */
export class ResultOutbox {
  constructor(
    private readonly s3: S3Client,
    private readonly sqs: SQSClient,
    private readonly places: OutboxPlaces,
  ) {}

  /** @throws Error when both names of the result belong to other pictures */
  async write(
    { key }: Pick<Job, 'key'>,
    result: Result,
    input: ResultInput,
  ): Promise<{ write: WriteOutcome; object: ResultObject }> {
    const { resultBucket: Bucket, resultFormat: format, resultPrefix: prefix } = this.places;
    const calls = {
      put: (request: object & { Key: string }) => this.s3.send(new PutObjectCommand({ Bucket, ...request })),
      head: (Key: string) => this.s3.send(new HeadObjectCommand({ Bucket, Key })),
    };
    for (const crowded of [false, true]) {
      const object = resultObject({ key }, result, { format, prefix, crowded });
      const write = await writeResult(calls, object, input, result.status);
      if (write !== 'occupied') return { write, object };
    }
    throw new Error(`Both names of the result of ${key} belong to other pictures.`);
  }

  async announce({ key, body }: ResultObject, { id, status }: Pick<Result, 'id' | 'status'>): Promise<void> {
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    const MessageAttributes = { id: text(id), status: text(status), key: text(key) };
    const { resultQueueUrl: QueueUrl } = this.places;
    await this.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageAttributes }));
  }
}
