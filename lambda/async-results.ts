import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type EndpointPicture, fromMetadata } from '../lib/contracts/endpoint-picture';
import { Failure } from '../lib/contracts/failures';
import { fromFunctionEnvironment } from '../lib/contracts/functions';
import { answerIn, failureIn, type InferenceNotice, readNotice, resultIn } from '../lib/contracts/inference-notice';
import { PictureTries } from './results/picture-try';
import { ResultOutbox } from './results/result-outbox';

interface Delivery {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

const settings = fromFunctionEnvironment('async-results', process.env);
const { answerBucket: Bucket } = settings;
const pictures = `s3://${Bucket}/`;
const s3 = new S3Client({ maxAttempts: 5 });
const sqs = new SQSClient({ maxAttempts: 5, useQueueUrlAsEndpoint: false });
const tries = new PictureTries({ ...settings, sqs, outbox: new ResultOutbox(s3, sqs, settings) });

/** Makes results of what an asynchronous endpoint says about its requests. */
export async function handler({ Records }: Delivery) {
  const done = await Promise.allSettled(Records.map(async ({ body }) => end(readNotice(body))));
  for (const outcome of done) if (outcome.status === 'rejected') console.error(outcome.reason);
  const failed = Records.filter((_, place) => done[place].status === 'rejected');
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function end(notice: InferenceNotice): Promise<void> {
  const { inputLocation } = notice.requestParameters;
  // Whoever else asks the endpoint is told by the same topics.
  if (!inputLocation.startsWith(`${pictures}${settings.picturesPrefix}`)) return;
  const Key = inputLocation.slice(pictures.length);
  const picture = await pictureAt(Key);
  // This try has ended: topics may say everything twice.
  if (!picture) return;
  if (notice.invocationStatus === 'Failed') await tries.fail(picture, failureIn(notice));
  else await classified(picture, notice);
  await s3.send(new DeleteObjectCommand({ Bucket, Key }));
}

async function pictureAt(Key: string): Promise<EndpointPicture | undefined> {
  const found = await unlessMissing(s3.send(new HeadObjectCommand({ Bucket, Key })));
  return found && fromMetadata(found.Metadata ?? {});
}

async function classified(picture: EndpointPicture, notice: InferenceNotice): Promise<void> {
  const text = answerIn(notice) ?? (await writtenAnswer(notice.responseParameters?.outputLocation ?? ''));
  if (text === undefined) return await refuse(picture, 'The answer is gone.');
  const result = resultIn(text);
  if (!result) return await refuse(picture, `The endpoint answered what is no result: ${text.slice(0, 200)}`);
  await (result.status === 'failed' ? tries.fail(picture, result.failure) : tries.succeed(picture, result));
}

const refuse = (picture: EndpointPicture, words: string) =>
  tries.fail(picture, new Failure('endpoint-failed', words).describe());

/** An answer too long for a notice. */
async function writtenAnswer(location: string): Promise<string | undefined> {
  if (!location.startsWith(pictures)) return undefined;
  const Key = location.slice(pictures.length);
  const found = await unlessMissing(s3.send(new GetObjectCommand({ Bucket, Key })));
  return await found?.Body?.transformToString();
}

async function unlessMissing<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404) return undefined;
    throw error;
  }
}
