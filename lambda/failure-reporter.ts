import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { deadLetter } from '../lib/contracts/dead-letter';
import { fromFunctionEnvironment } from '../lib/contracts/functions';
import type { Job } from '../lib/contracts/job';
import type { Result } from '../lib/contracts/result';
import type { ResultObject } from '../lib/contracts/result-object';
import type { ResultInput } from '../lib/contracts/result-writing';
import { ResultOutbox } from './results/result-outbox';

interface Delivery {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

const settings = fromFunctionEnvironment('failure-reporter', process.env);
const s3 = new S3Client({ maxAttempts: 5 });
const sqs = new SQSClient({ maxAttempts: 5, useQueueUrlAsEndpoint: false });
const outbox = new ResultOutbox(s3, sqs, settings);

/** Gives every picture among the dead letters its result, and parks the message for a redrive. */
export async function handler({ Records }: Delivery) {
  const done = await Promise.allSettled(Records.map(report));
  const failed = Records.filter((_, place) => done[place].status === 'rejected');
  for (const outcome of done) if (outcome.status === 'rejected') console.error(outcome.reason);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function report({ messageId, body }: Delivery['Records'][number]): Promise<void> {
  for (const { job, result } of deadLetter(messageId, body, settings.maxTries)) await publish(job, result);
  await sqs.send(new SendMessageCommand({ QueueUrl: settings.parkedQueueUrl, MessageBody: body }));
}

async function publish(job: Job, result: Result): Promise<void> {
  const { write, object } = await outbox.write(job, result, await inputOf(job));
  if (write === 'written' || (write === 'repeated' && (await isOurs(object)))) await outbox.announce(object, result);
}

/** Which version the picture has and since when, as the workers see it; what cannot be seen is what the message says. */
async function inputOf({ bucket, key, versionId }: Job): Promise<ResultInput> {
  if (bucket === '') return { key, version: '', writtenAt: 0 };
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
    const version = head.VersionId ?? versionId ?? head.ETag ?? '';
    return { key, version, writtenAt: head.LastModified?.getTime() ?? 0 };
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 500;
    if (status >= 500 || status === 429) throw error;
    return { key, version: versionId ?? '', writtenAt: 0 };
  }
}

/** Word for word our own: written before, by a run that may have ended before it announced it. */
async function isOurs({ key, body }: ResultObject): Promise<boolean> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: settings.resultBucket, Key: key }));
  return (await Body?.transformToString()) === body;
}
