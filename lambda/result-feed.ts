import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { feedAfter } from '../lib/contracts/batch-feed';
import { Failure } from '../lib/contracts/failures';
import { fleetAnswer } from '../lib/contracts/fleet-answer';
import { fromFunctionEnvironment } from '../lib/contracts/functions';
import { type Result, resultSchema } from '../lib/contracts/result';
import { decode } from '../lib/contracts/schema';
import { type BatchAnswer, isBatch, webApi } from '../lib/contracts/web-api';
import { answer, refusal, type WebRequest } from '../lib/contracts/web-request';
import { countWorkers } from './result-feed/worker-count';

const {
  resultBucket: Bucket,
  resultPrefix,
  uploadPrefix,
  ...places
} = fromFunctionEnvironment('result-feed', process.env);
const s3 = new S3Client({});
const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });

/** Answers the results of a batch that are there, or how the fleet is doing. */
export async function handler({ routeKey, pathParameters, queryStringParameters }: WebRequest) {
  try {
    if (routeKey.endsWith(webApi.fleet.path)) return answer(200, await fleet());
    const batch = pathParameters?.batch ?? '';
    if (!isBatch(batch)) throw new Failure('request-malformed', 'batch: expected what an answer to an upload named');
    const prefix = `${resultPrefix}${uploadPrefix}${batch}/`;
    const { found, after, more } = feedAfter(await listed(prefix), queryStringParameters?.after ?? '');
    const results = await Promise.all(
      found.map(async (entry) => ({ key: inputKey(entry.key), result: await resultOf(entry) })),
    );
    return answer(200, { results, after, more } satisfies BatchAnswer);
  } catch (error) {
    return refusal(error);
  }
}

interface Found {
  readonly key: string;
  readonly writtenAt: number;
  readonly etag: string | undefined;
}

async function listed(Prefix: string): Promise<Found[]> {
  const found: Found[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }));
    for (const { Key = '', LastModified, ETag } of page.Contents ?? []) {
      found.push({ key: Key, writtenAt: LastModified?.getTime() ?? 0, etag: ETag });
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return found;
}

const inputKey = (key: string) => key.slice(resultPrefix.length).replace(/\.json$/, '');

/** Results by what is in them: pages ask for the newest again, because S3 may show an older one a moment later. */
const lately = new Map<string, Result>();
const kept = 2000;

async function resultOf({ key: Key, etag = '' }: Found): Promise<Result> {
  const known = lately.get(`${etag}${Key}`);
  if (known) return known;
  const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const result = decode(resultSchema, JSON.parse((await Body?.transformToString()) ?? ''), 'result');
  if (lately.size >= kept) lately.clear();
  lately.set(`${ETag}${Key}`, result);
  return result;
}

async function fleet() {
  const counts = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const [queue, workers] = await Promise.all([
    sqs.send(new GetQueueAttributesCommand({ QueueUrl: places.jobQueueUrl, AttributeNames: [...counts] })),
    countWorkers(places),
  ]);
  const [waiting, inFlight] = counts.map((name) => Number(queue.Attributes?.[name] ?? 0));
  return fleetAnswer({ waiting, inFlight, ...workers, slots: places.slots, ownLine: places.endpoint !== '' });
}
