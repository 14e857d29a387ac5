import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '../../container/node_modules/@aws-sdk/client-s3';
import { resultMetadata } from '../../lib/contracts/result-object';
import { CloudProcess } from '../local/cloud-process';
import { completed, EndpointLine, failed, fromContainer } from './endpoint-line';
import { EndpointRuntime } from './endpoint-runtime';

const runtime = new EndpointRuntime();
const jpeg = Buffer.from('ffd8ffe000104a46', 'hex');
const answer = {
  status: 'classified',
  id: 'f00d',
  attempts: 1,
  model: { name: 'garments', version: '1' },
  labels: [{ label: 'sneaker', score: 0.98, index: 7 }],
  picture: { format: 'jpeg', width: 28, height: 28, bytes: 812 },
  timings: { queueMs: 0, decodeMs: 1, preprocessMs: 1, inferMs: 2, totalMs: 4 },
} as const;
const nothing = { visible: 0, hidden: 0, delayed: 0 };
const cameBack = { visible: 0, hidden: 1, delayed: 0 };
const expired = 'ClientError: The request expired in the queue after 3600 seconds.';
let cloud: CloudProcess;
let environment: Record<string, string>;
let line: EndpointLine;

beforeAll(async () => {
  cloud = await CloudProcess.start();
  for (const bucket of ['pictures', 'answers', 'results']) await cloud.bucket(bucket);
  environment = { ...cloud.environment, ...(await runtime.start()) };
  line = await EndpointLine.start(cloud, environment);
});
beforeEach(async () => {
  runtime.requests.length = 0;
  await line.renew();
});
afterAll(() => Promise.all([line.stop(), runtime.stop(), cloud.stop()]));

/** A picture that the endpoint has in work. */
async function asked(key: string) {
  const put = { Bucket: 'pictures', Key: key, Body: jpeg };
  const { ETag } = await cloud.s3.send(new PutObjectCommand(put));
  await line.upload(JSON.stringify({ bucket: 'pictures', key }));
  return { ...(await again()), version: ETag };
}

async function again() {
  const { messages } = await line.deliver();
  return { messages, request: runtime.requests[runtime.requests.length - 1] };
}

async function resultOf(key: string, Bucket = 'results') {
  const { Body, Metadata = {} } = await cloud.s3.send(new GetObjectCommand({ Bucket, Key: `${key}.json` }));
  const text = (await Body?.transformToString()) ?? '';
  return { text, result: JSON.parse(text), metadata: Metadata };
}

const announced = () => cloud.take(line.settings.resultQueueUrl);
async function copies(): Promise<number> {
  const command = new ListObjectsV2Command({ Bucket: 'answers', Prefix: line.settings.picturesPrefix });
  return (await cloud.s3.send(command)).KeyCount ?? 0;
}

test('an answer becomes the result of its picture, is announced, and nothing of the job is left', async () => {
  const { request, version } = await asked('shop/ü a.jpg');

  expect(await line.tell(completed(request, answer))).toEqual({ batchItemFailures: [] });

  const { text, result, metadata } = await resultOf('shop/ü a.jpg');
  expect(result).toEqual({ ...answer, id: 'shop/ü a.jpg' });
  expect(metadata).toMatchObject({ [resultMetadata.inputVersion]: version, [resultMetadata.status]: 'classified' });
  const attributes = { id: 'shop/ü a.jpg', status: 'classified', key: 'shop/ü a.jpg.json' };
  expect(await announced()).toEqual([{ body: text, attributes }]);
  expect(await line.waiting()).toEqual(nothing);
  expect(await copies()).toBe(0);
});

test('what a topic says twice counts once', async () => {
  const { request } = await asked('told-twice.jpg');
  const notice = completed(request, answer);

  expect(await line.tell(notice)).toEqual({ batchItemFailures: [] });
  expect(await line.tell(notice, failed(request, expired))).toEqual({ batchItemFailures: [] });

  expect(await announced()).toHaveLength(1);
  expect((await resultOf('told-twice.jpg')).result.status).toBe('classified');
});

test('an answer too long for a notice is read from where it was written', async () => {
  const { request } = await asked('many-labels.jpg');
  const written = { Bucket: 'answers', Key: `answers/${request.inferenceId}.out`, Body: JSON.stringify(answer) };
  await cloud.s3.send(new PutObjectCommand(written));

  await line.tell(completed(request));

  expect((await resultOf('many-labels.jpg')).result).toEqual({ ...answer, id: 'many-labels.jpg' });
});

test('an answer that is gone, or is none of this server, is asked for again; after three tries that is the result', async () => {
  let { request, messages } = await asked('no-answer.jpg');
  await line.tell(completed(request));
  expect(await line.waiting()).toEqual(cameBack);
  await line.comeBack(messages);
  ({ request, messages } = await again());
  await line.tell(completed(request, { predictions: [0.1, 0.9] }));
  expect(await announced()).toEqual([]);
  await line.comeBack(messages);
  ({ request, messages } = await again());
  await line.tell(completed(request, [0.1, 0.9]));

  const failure = { id: 'endpoint-failed', message: 'The endpoint answered what is no result: [0.1,0.9]' };
  expect((await resultOf('no-answer.jpg')).result).toMatchObject({ status: 'failed', attempts: 3, failure });
  expect(await announced()).toHaveLength(1);
  expect((await line.deliver()).messages).toEqual([]);
  expect(await cloud.waiting(line.deadLetters)).toBe(1);
});

test('a picture that the server cannot read has its failure as its result, after one try', async () => {
  const { request } = await asked('damaged.jpg');

  await line.tell(failed(request, fromContainer(422, 'image-unreadable', 'no')));

  const failure = { id: 'image-unreadable', message: 'It is "so".', advice: 'Do that.', retry: 'no' };
  const expected = { status: 'failed', id: 'damaged.jpg', attempts: 1, failure };
  expect((await resultOf('damaged.jpg')).result).toEqual(expected);
  expect(await announced()).toHaveLength(1);
  expect(await line.waiting()).toEqual(nothing);
});

test.each([
  ['a server that had too much to do', fromContainer(503, 'server-overloaded', 'later')],
  ['a request that waited too long', expired],
  ['an error without a word of our server', 'ClientError: Received server error (500) from primary.'],
])('%s costs a try; the next one may succeed', async (_, reason) => {
  const first = await asked('second-try.jpg');
  await line.tell(failed(first.request, reason));
  expect(await line.waiting()).toEqual(cameBack);
  expect(await copies()).toBe(0);

  await line.comeBack(first.messages);
  const { request } = await again();
  // A late word about the first try says nothing about the second.
  await line.tell(failed(first.request, reason), completed(request, answer));

  expect((await resultOf('second-try.jpg')).result).toMatchObject({ status: 'classified', attempts: 2 });
  expect(await announced()).toHaveLength(1);
  expect(await line.waiting()).toEqual(nothing);
});

test('an endpoint that never says a word is asked again, and a late answer to the first try is no second result', async () => {
  const first = await asked('silent.jpg');
  await line.comeBack(first.messages);
  const second = await again();
  expect(second.request.inferenceId).toBe(first.request.inferenceId);

  await line.tell(completed(second.request, answer));
  const { text } = await resultOf('silent.jpg');
  await line.tell(completed(first.request, { ...answer, labels: [] }));

  expect((await resultOf('silent.jpg')).text).toBe(text);
  expect(await line.waiting()).toEqual(nothing);
  expect(await copies()).toBe(0);
});

test('a result that could not be announced is announced by the next delivery of its notice', async () => {
  const gone = `${cloud.environment.AWS_ENDPOINT_URL}/000000000000/gone`;
  const cutOff = await EndpointLine.start(cloud, environment, { ...line.settings, resultQueueUrl: gone });
  const { request } = await asked('cut-off.jpg');
  const notice = completed(request, answer);
  try {
    expect(await cutOff.tell(notice)).toEqual({ batchItemFailures: [{ itemIdentifier: 'notice-0' }] });
  } finally {
    await cutOff.stop();
  }
  expect(await line.waiting()).toEqual(cameBack);

  expect(await line.tell(notice)).toEqual({ batchItemFailures: [] });
  expect(await announced()).toHaveLength(1);
  expect(await line.waiting()).toEqual(nothing);
});

test('what others asked the endpoint for is passed over, and what is no notice stays for whoever looks', async () => {
  const { request } = await asked('mine.jpg');
  const theirs = { ...request, inputLocation: 's3://answers/golden/hat.png' };

  const told = await line.tell(completed(theirs, answer), 'not a notice', failed(theirs, expired));

  expect(told).toEqual({ batchItemFailures: [{ itemIdentifier: 'notice-1' }] });
  expect(await announced()).toEqual([]);
  expect(await line.waiting()).toEqual(cameBack);
});

test('a picture that was removed while the endpoint had it gets the result of what was uploaded', async () => {
  const { request } = await asked('removed.jpg');
  await cloud.s3.send(new DeleteObjectCommand({ Bucket: 'pictures', Key: 'removed.jpg' }));

  await line.tell(completed(request, answer));

  expect((await resultOf('removed.jpg')).result.status).toBe('classified');
});
