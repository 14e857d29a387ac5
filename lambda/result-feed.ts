import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Feed, feedAfter } from '../lib/contracts/batch-feed';
import { Failure } from '../lib/contracts/failures';
import { fleetAnswer } from '../lib/contracts/fleet-answer';
import { fromFunctionEnvironment } from '../lib/contracts/functions';
import { resultSchema } from '../lib/contracts/result';
import { decode } from '../lib/contracts/schema';
import { type BatchAnswer, isBatch, webApi } from '../lib/contracts/web-api';
import { answer, refusal, type WebRequest } from '../lib/contracts/web-request';

const {
  resultBucket: Bucket,
  resultPrefix,
  uploadPrefix,
  ...places
} = fromFunctionEnvironment('result-feed', process.env);
const s3 = new S3Client({});
const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
const ecs = new ECSClient({});

/** Answers the results of a batch that are there, or how the fleet is doing. */
export async function handler({ routeKey, pathParameters, queryStringParameters }: WebRequest) {
  try {
    if (routeKey.endsWith(webApi.fleet.path)) return answer(200, await fleet());
    const batch = pathParameters?.batch ?? '';
    if (!isBatch(batch)) throw new Failure('request-malformed', 'batch: expected what an answer to an upload named');
    const prefix = `${resultPrefix}${uploadPrefix}${batch}/`;
    const { keys, after, more } = feedAfter(await listed(prefix), queryStringParameters?.after ?? '');
    const results = await Promise.all(keys.map(async (key) => ({ key: inputKey(key), result: await resultAt(key) })));
    return answer(200, { results, after, more } satisfies BatchAnswer);
  } catch (error) {
    return refusal(error);
  }
}

async function listed(Prefix: string): Promise<Feed> {
  const found: { key: string; writtenAt: number }[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }));
    for (const { Key = '', LastModified } of page.Contents ?? []) {
      found.push({ key: Key, writtenAt: LastModified?.getTime() ?? 0 });
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return found;
}

const inputKey = (key: string) => key.slice(resultPrefix.length).replace(/\.json$/, '');

async function resultAt(Key: string) {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return decode(resultSchema, JSON.parse((await Body?.transformToString()) ?? ''), 'result');
}

async function fleet() {
  const counts = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const [queue, { services = [] }] = await Promise.all([
    sqs.send(new GetQueueAttributesCommand({ QueueUrl: places.jobQueueUrl, AttributeNames: [...counts] })),
    ecs.send(new DescribeServicesCommand({ cluster: places.cluster, services: [places.service] })),
  ]);
  const [waiting, inFlight] = counts.map((name) => Number(queue.Attributes?.[name] ?? 0));
  const { runningCount: running = 0, desiredCount: desired = 0 } = services[0] ?? {};
  return fleetAnswer({ waiting, inFlight, running, desired, slots: places.slots });
}
