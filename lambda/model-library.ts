import { setTimeout as pause } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import {
  type ModelLibraryAnswer,
  type ModelLibraryRequest,
  modelLibrarySchema,
} from '../lib/contracts/custom-resources/model-library';
import { customResource } from './custom-resource/frame';
import { announce } from './model-library/announcement';
import { missingOf, versionsIn } from './model-library/versions';

const s3 = new S3Client({ maxAttempts: 5 });
const sqs = new SQSClient({ maxAttempts: 5, useQueueUrlAsEndpoint: false });
const pauseMs = 2000;

/** Has everything packed that a store has already. Archives stay: instances that start later want them. */
export const handler = customResource({
  schema: modelLibrarySchema,
  make: async ({ properties }, signal) => ({ ...(await fill(properties, signal)) }),
});

/** A model that cannot be packed costs the others nothing: the stack goes on without it, and its message is a dead letter. */
async function fill(request: ModelLibraryRequest, signal: AbortSignal): Promise<ModelLibraryAnswer> {
  const library = {
    store: { bucket: request.StoreBucket, prefix: request.StorePrefix },
    archives: { bucket: request.ArchiveBucket, prefix: request.ArchivePrefix },
  };
  const end = Date.now() + request.WaitSeconds * 1000;
  const versions = await versionsIn(s3, library, signal);
  await announce(sqs, request.QueueUrl, [...versions.values()], signal);
  let missing = await missingOf(versions.keys(), s3, library, signal);
  while (missing.length > 0 && Date.now() < end) {
    await pause(pauseMs, undefined, { signal });
    missing = await missingOf(missing, s3, library, signal);
  }
  const outcome = missing.length > 0 ? 'not all packed in time' : 'packed';
  console.info({ outcome, versions: versions.size, missing: missing.length, such: missing.slice(0, 20) });
  return { Versions: String(versions.size), Missing: String(missing.length) };
}
