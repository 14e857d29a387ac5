import { GetObjectCommand, PutObjectCommand } from '../../container/node_modules/@aws-sdk/client-s3';
import { fromMetadata } from '../../lib/contracts/endpoint-picture';
import { CloudProcess } from '../local/cloud-process';
import { EndpointLine } from './endpoint-line';
import { EndpointRuntime } from './endpoint-runtime';

const runtime = new EndpointRuntime();
const jpeg = (content = 'a shoe') => Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.from(content)]);
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
  runtime.refusal = undefined;
  await line.renew();
});
afterAll(() => Promise.all([line.stop(), runtime.stop(), cloud.stop()]));

const put = (Key: string, Body: Buffer | string) =>
  cloud.s3.send(new PutObjectCommand({ Bucket: 'pictures', Key, Body }));
const jobFor = (key: string) => JSON.stringify({ bucket: 'pictures', key });

async function resultOf(key: string) {
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket: 'results', Key: `${key}.json` }));
  return JSON.parse((await Body?.transformToString()) ?? '');
}

test.each(['shoe.jpg', 'shop/ü +% a#b?c&d.jpg', `${'schuhe/'.repeat(140)}ß.jpg`])(
  'the endpoint gets a picture under a name of ours, with all that its result needs: %s',
  async (key) => {
    const { ETag = '' } = await put(key, jpeg());
    await line.upload(jobFor(key));

    const { messages, kept } = await line.deliver();

    expect(kept).toBe(1);
    expect(await line.waiting()).toEqual({ visible: 0, hidden: 1, delayed: 0 });
    const [{ headers, inputLocation, inferenceId, endpoint }] = runtime.requests;
    expect(endpoint).toBe('shoes');
    expect(headers).toMatchObject({
      accept: 'application/vnd.image-classifier+json',
      requestttlseconds: '3600',
      invocationtimeoutseconds: '60',
    });
    expect(inferenceId).toMatch(/^[0-9a-f]{64}$/);
    expect(inputLocation).toBe(`s3://answers/${line.settings.picturesPrefix}${inferenceId}/1`);
    const Key = inputLocation.slice('s3://answers/'.length);
    const { Body, Metadata = {} } = await cloud.s3.send(new GetObjectCommand({ Bucket: 'answers', Key }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? [])).toEqual(jpeg());
    const [{ MessageId: messageId, ReceiptHandle: receipt }] = messages;
    expect(fromMetadata(Metadata)).toMatchObject({ key, version: ETag, messageId, receipt, attempts: 1 });
  },
);

test('a picture that is overwritten while it waits is classified as it was uploaded', async () => {
  await put('hat.jpg', jpeg('first'));
  await line.upload(jobFor('hat.jpg'));
  await line.deliver();
  await put('hat.jpg', jpeg('second'));

  const Key = runtime.requests[0].inputLocation.slice('s3://answers/'.length);
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket: 'answers', Key }));
  expect(await Body?.transformToString('latin1')).toContain('first');
});

test.each([
  ['no picture', 'notes.jpg', 'just text', 'image-unsupported'],
  ['of a format that is not taken', 'old.gif', 'GIF89a...', 'image-unsupported'],
  ['empty', 'empty.jpg', Buffer.alloc(0), 'image-missing'],
  ['too large', 'large.jpg', jpeg('x'.repeat(2048)), 'image-too-large'],
  ['gone', 'gone.jpg', undefined, 'object-missing'],
])('what is %s is answered at once, and wakes no instance', async (_, key, body, id) => {
  if (body !== undefined) await put(key, body);
  await line.upload(jobFor(key));

  expect((await line.deliver()).kept).toBe(0);

  expect(runtime.requests).toEqual([]);
  expect(await line.waiting()).toEqual({ visible: 0, hidden: 0, delayed: 0 });
  const result = await resultOf(key);
  expect(result).toMatchObject({ status: 'failed', id: key, attempts: 1, failure: { id, retry: 'no' } });
  const [{ body: announced, attributes }] = await cloud.take(line.settings.resultQueueUrl);
  expect(JSON.parse(announced)).toEqual(result);
  expect(attributes).toEqual({ id: key, status: 'failed', key: `${key}.json` });
});

test('an endpoint that is busy costs no picture a try: its job comes again as a new message', async () => {
  runtime.refusal = { status: 400, name: 'ThrottlingException', message: 'Rate exceeded' };
  await put('busy.jpg', jpeg());
  await line.upload(jobFor('busy.jpg'));

  expect((await line.deliver()).kept).toBe(0);

  expect(await line.waiting()).toEqual({ visible: 0, hidden: 0, delayed: 1 });
  expect(await cloud.take(line.settings.resultQueueUrl)).toEqual([]);
});

test('an endpoint that is not there is asked three times; then the failure is told and the job is among the dead', async () => {
  runtime.refusal = { status: 400, name: 'ValidationError', message: 'Endpoint shoes of account 1 not found.' };
  await put('lost.jpg', jpeg());
  await line.upload(jobFor('lost.jpg'));

  for (const attempt of [1, 2, 3]) {
    expect(await cloud.take(line.settings.resultQueueUrl)).toEqual([]);
    const { messages, kept } = await line.deliver();
    expect([attempt, kept]).toEqual([attempt, 1]);
    if (attempt < 3) {
      expect(await line.waiting()).toEqual({ visible: 0, hidden: 1, delayed: 0 });
      await line.comeBack(messages);
    }
  }

  const failure = { id: 'endpoint-failed', message: expect.stringContaining('not found'), retry: 'later' };
  expect(await resultOf('lost.jpg')).toMatchObject({ status: 'failed', attempts: 3, failure });
  expect(await cloud.take(line.settings.resultQueueUrl)).toHaveLength(1);
  expect((await line.deliver()).messages).toEqual([]);
  expect(await cloud.waiting(line.deadLetters)).toBe(1);
});

test('a request whose message comes back all the same is the same request again, of its second try', async () => {
  await put('twice.jpg', jpeg());
  await line.upload(jobFor('twice.jpg'));
  const { messages } = await line.deliver();
  await line.comeBack(messages);
  await line.deliver();

  const [first, second] = runtime.requests;
  expect(second.inferenceId).toBe(first.inferenceId);
  expect(second.inputLocation).toBe(first.inputLocation.replace(/1$/, '2'));
});

test('a message of several pictures becomes one of each, and the test message of a bucket nothing', async () => {
  await put('a.jpg', jpeg());
  await put('b c.jpg', jpeg());
  const of = (key: string) => ({
    eventName: 'ObjectCreated:Put',
    s3: { bucket: { name: 'pictures' }, object: { key } },
  });
  await line.upload(JSON.stringify({ Records: [of('a.jpg'), of('b+c.jpg')] }));
  await line.upload(JSON.stringify({ Event: 's3:TestEvent', Bucket: 'pictures' }));

  expect((await line.deliver()).kept).toBe(0);
  expect((await line.deliver()).kept).toBe(2);

  expect(runtime.requests).toHaveLength(2);
  expect(await line.waiting()).toEqual({ visible: 0, hidden: 2, delayed: 0 });
});

test('a message that names no picture is answered under its own id', async () => {
  await line.upload('not JSON');
  const { messages, kept } = await line.deliver();

  expect(kept).toBe(0);
  expect(await resultOf(`unreadable-messages/${messages[0].MessageId}`)).toMatchObject({
    failure: { id: 'job-unreadable', message: 'job: expected JSON' },
  });
});
