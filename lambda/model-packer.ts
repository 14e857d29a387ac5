import { S3Client } from '@aws-sdk/client-s3';
import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';
import { fromFunctionEnvironment } from '../lib/contracts/functions';
import { packerMessageSchema, versionOfKey } from '../lib/contracts/model-library';
import { decode, SchemaError } from '../lib/contracts/schema';
import type { CallContext } from './custom-resource/frame';
import { failureOf, reasonOf } from './custom-resource/reason';
import { announce } from './model-library/announcement';
import { packVersion } from './model-library/packed-version';
import { missingOf, versionsIn } from './model-library/versions';

interface Message {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
}

const settings = fromFunctionEnvironment('model-packer', process.env);
const library = {
  store: { bucket: settings.storeBucket, prefix: settings.storePrefix },
  archives: { bucket: settings.archiveBucket, prefix: settings.archivePrefix },
};
// A connection that stands still is as good as broken.
const s3 = new S3Client({ maxAttempts: 5, requestHandler: { connectionTimeout: 5000, socketTimeout: 30_000 } });
const sqs = new SQSClient({ maxAttempts: 5, useQueueUrlAsEndpoint: false });

/** The time that is kept to give up an upload and to say so. */
const spareMs = 10_000;
const pauseSeconds = 60;

/** Packs the versions whose files appeared; what fails is tried again soon, and at last goes to the dead letters. */
export async function handler({ Records }: { readonly Records: readonly Message[] }, context: CallContext) {
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - spareMs));
  const failed: Message[] = [];
  for (const message of Records) {
    try {
      await carryOut(message, signal);
    } catch (error) {
      const failure = failureOf(error);
      console.error({
        outcome: 'not packed',
        id: failure.id,
        reason: reasonOf(failure, context.logGroupName),
        message: message.body,
      });
      failed.push(message);
    }
  }
  await Promise.allSettled(failed.map(soonAgain));
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function carryOut({ body }: Message, signal: AbortSignal): Promise<void> {
  const { detail, survey } = decode(packerMessageSchema, JSON.parse(body), 'message');
  if (detail) await pack(detail.object.key, signal);
  if (survey) await announceMissing(signal);
  if (!detail && !survey) throw new SchemaError(['message: expected an event or a survey']);
}

async function pack(key: string, signal: AbortSignal): Promise<void> {
  const version = versionOfKey(key, library.store.prefix);
  const began = Date.now();
  const outcome = version ? await packVersion(s3, library, version, signal) : 'no version';
  console.info({ outcome, key, ms: Date.now() - began });
}

/** Whatever became of an event, its version is found here. */
async function announceMissing(signal: AbortSignal): Promise<void> {
  const versions = await versionsIn(s3, library, signal);
  const missing = await missingOf(versions.keys(), s3, library, signal);
  const keys = missing.flatMap((name) => versions.get(name) ?? []);
  await announce(sqs, settings.queueUrl, keys, signal);
  console.info({ outcome: 'surveyed', versions: versions.size, missing: missing.length });
}

/** Without it, a message comes back only after the time that the largest model takes. */
async function soonAgain({ receiptHandle: ReceiptHandle }: Message): Promise<void> {
  const { queueUrl: QueueUrl } = settings;
  await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: pauseSeconds }));
}
