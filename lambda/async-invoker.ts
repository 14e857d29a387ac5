import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { unreadableJob } from '../lib/contracts/dead-letter';
import type { EndpointPicture } from '../lib/contracts/endpoint-picture';
import { Failure } from '../lib/contracts/failures';
import { fromFunctionEnvironment } from '../lib/contracts/functions';
import { type Job, readJobs } from '../lib/contracts/job';
import { EndpointRequests } from './async-invoker/endpoint-request';
import { lookAt } from './async-invoker/seen-picture';
import { PictureTries } from './results/picture-try';
import { ResultOutbox } from './results/result-outbox';

interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly receiptHandle: string;
  readonly attributes: { readonly ApproximateReceiveCount: string; readonly SentTimestamp: string };
}

/** What becomes of a message when its delivery ends: `kept` ones stay in the queue, hidden until their result is there. */
type Ending = 'done' | 'kept';

const settings = fromFunctionEnvironment('async-invoker', process.env);
const s3 = new S3Client({ maxAttempts: 5 });
const sqs = new SQSClient({ maxAttempts: 5, useQueueUrlAsEndpoint: false });
const requests = new EndpointRequests(s3, new SageMakerRuntimeClient({ maxAttempts: 5 }), settings);
const tries = new PictureTries({ ...settings, sqs, outbox: new ResultOutbox(s3, sqs, settings) });

/** Beyond what the endpoint itself allows: the time that a notice of its end may take. */
const noticeSeconds = 300;
const hiddenSeconds = settings.waitSeconds + settings.answerSeconds + noticeSeconds;
const busyPause = { least: 30, spread: 60 };

/** Gives pictures to an asynchronous endpoint; their messages stay, so that none is lost whatever becomes of the request. */
export async function handler({ Records }: { readonly Records: readonly Message[] }) {
  const endings = await Promise.allSettled(Records.map(take));
  for (const ending of endings) if (ending.status === 'rejected') console.error(ending.reason);
  const kept = Records.filter((_, place) => {
    const ending = endings[place];
    return ending.status === 'rejected' || ending.value === 'kept';
  });
  return { batchItemFailures: kept.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function take(message: Message): Promise<Ending> {
  const jobs = jobsOf(message);
  if (jobs instanceof Failure) {
    await tries.fail(pictureOf(unreadableJob(message.messageId), message), jobs.describe());
    return 'done';
  }
  if (jobs.length === 1) return await begin(jobs[0], message);
  // One message for each picture, because a message stays until its picture is done.
  for (const job of jobs) await send(JSON.stringify(job));
  return 'done';
}

async function begin(job: Job, message: Message): Promise<Ending> {
  let picture = pictureOf(job, message);
  try {
    const seen = await lookAt(s3, job, settings);
    picture = { ...picture, version: seen.version, writtenAt: seen.writtenAt };
    await requests.send(job, seen, picture);
    await tries.hide(picture, hiddenSeconds);
    return 'kept';
  } catch (error) {
    if (isBusy(error as Error)) {
      // Not the picture's fault: as a new message it has all its tries.
      await send(message.body, Math.round(busyPause.least + Math.random() * busyPause.spread));
      return 'done';
    }
    const failure = error instanceof Failure ? error : new Failure('endpoint-failed', String(error).slice(0, 1000));
    await tries.fail(picture, failure.describe());
    return failure.kind.retry === 'no' ? 'done' : 'kept';
  }
}

function pictureOf({ key, versionId = '' }: Job, { messageId, receiptHandle, attributes }: Message): EndpointPicture {
  return {
    key,
    version: versionId,
    writtenAt: 0,
    messageId,
    receipt: receiptHandle,
    attempts: Number(attributes.ApproximateReceiveCount),
    sentAt: Number(attributes.SentTimestamp),
  };
}

function jobsOf({ body }: Message): Job[] | Failure {
  try {
    return readJobs(body);
  } catch (error) {
    return new Failure('job-unreadable', (error as Error).message.slice(0, 1000));
  }
}

async function send(MessageBody: string, DelaySeconds?: number): Promise<void> {
  await sqs.send(new SendMessageCommand({ QueueUrl: settings.jobQueueUrl, MessageBody, DelaySeconds }));
}

/** The endpoint takes no more requests for a moment, however healthy it is. */
function isBusy(error: Error & { $metadata?: { httpStatusCode?: number } }): boolean {
  return (
    /Throttl|TooManyRequests|ServiceUnavailable|SlowDown/.test(error.name) || error.$metadata?.httpStatusCode === 429
  );
}
