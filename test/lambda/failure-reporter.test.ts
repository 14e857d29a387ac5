import { GetObjectCommand, PutObjectCommand } from '../../container/node_modules/@aws-sdk/client-s3';
import type { FunctionSettings } from '../../lib/contracts/functions';
import { resultMetadata } from '../../lib/contracts/result-object';
import { CloudProcess } from '../local/cloud-process';
import { FunctionProcess } from './function-process';

let cloud: CloudProcess;
let queues = 0;
const running: FunctionProcess[] = [];

beforeAll(async () => {
  cloud = await CloudProcess.start();
  await cloud.bucket('pictures');
  await cloud.bucket('results');
});
afterEach(() => Promise.all(running.splice(0).map((reporter) => reporter.stop())));
afterAll(() => cloud.stop());

async function start(changed: Partial<FunctionSettings<'failure-reporter'>> = {}) {
  queues += 1;
  const settings = {
    resultBucket: 'results',
    resultQueueUrl: await cloud.queue(`results-${queues}`),
    parkedQueueUrl: await cloud.queue(`parked-${queues}`),
    resultFormat: 'json',
    resultPrefix: '',
    maxTries: 3,
    ...changed,
  } as const;
  const reporter = FunctionProcess.start('failure-reporter', settings, cloud.environment);
  running.push(reporter);
  const report = (...bodies: string[]) =>
    reporter.invoke({ Records: bodies.map((body, place) => ({ messageId: `message-${place}`, body })) });
  return { settings, report };
}

const upload = (Key: string) => cloud.s3.send(new PutObjectCommand({ Bucket: 'pictures', Key, Body: Key }));
const jobFor = (key: string) => JSON.stringify({ bucket: 'pictures', key });

async function resultAt(Key: string): Promise<{ text: string; metadata: Record<string, string> }> {
  const { Body, Metadata = {} } = await cloud.s3.send(new GetObjectCommand({ Bucket: 'results', Key }));
  return { text: (await Body?.transformToString()) ?? '', metadata: Metadata };
}

test('a dead letter becomes a failed result, is announced, and waits in the parked queue word for word', async () => {
  const { ETag } = await upload('shop/ü +% a.jpg');
  const { settings, report } = await start();

  const event = JSON.stringify({
    Records: [{ s3: { bucket: { name: 'pictures' }, object: { key: 'shop/%C3%BC+%2B%25+a.jpg' } } }],
  });
  expect(await report(event)).toEqual({ batchItemFailures: [] });

  const { text, metadata } = await resultAt('shop/ü +% a.jpg.json');
  expect(JSON.parse(text)).toEqual({
    status: 'failed',
    id: 'shop/ü +% a.jpg',
    attempts: 3,
    failure: expect.objectContaining({ id: 'attempts-exhausted', retry: 'later' }),
  });
  expect(metadata[resultMetadata.inputVersion]).toBe(ETag);
  const announced = await cloud.take(settings.resultQueueUrl);
  const attributes = { id: 'shop/ü +% a.jpg', status: 'failed', key: 'shop/ü +% a.jpg.json' };
  expect(announced).toEqual([{ body: text, attributes }]);
  expect((await cloud.take(settings.parkedQueueUrl)).map(({ body }) => body)).toEqual([event]);
});

test('what a worker has already said about this version of the picture stands, and is not announced again', async () => {
  const { ETag = '' } = await upload('told.jpg');
  const told = { Bucket: 'results', Key: 'told.jpg.json', Body: '{"by":"a worker"}' };
  const metadata = { 'input-key': 'told.jpg', 'input-version': ETag, 'input-time': '1', status: 'failed' };
  await cloud.s3.send(new PutObjectCommand({ ...told, Metadata: metadata }));
  const { settings, report } = await start();

  await report(jobFor('told.jpg'));

  expect((await resultAt('told.jpg.json')).text).toBe('{"by":"a worker"}');
  expect(await cloud.take(settings.resultQueueUrl)).toEqual([]);
  expect(await cloud.waiting(settings.parkedQueueUrl)).toBe(1);
});

test('a result that could not be announced is announced by the next delivery of its message', async () => {
  await upload('cut-off.jpg');
  const elsewhere = await start({ resultQueueUrl: `${cloud.environment.AWS_ENDPOINT_URL}/000000000000/gone` });
  expect(await elsewhere.report(jobFor('cut-off.jpg'))).toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-0' }],
  });
  expect(await cloud.waiting(elsewhere.settings.parkedQueueUrl)).toBe(0);

  const { settings, report } = await start();
  expect(await report(jobFor('cut-off.jpg'))).toEqual({ batchItemFailures: [] });
  expect(await cloud.waiting(settings.resultQueueUrl)).toBe(1);
  expect(await cloud.waiting(settings.parkedQueueUrl)).toBe(1);
});

test('in a batch, only what could not be reported comes back', async () => {
  await upload('good.jpg');
  await upload('taken.png');
  const { report } = await start({ resultFormat: 'pair' });
  for (const key of ['taken', 'taken.png']) {
    const metadata = { 'input-key': 'another.png', 'input-version': '1', 'input-time': '1', status: 'classified' };
    await cloud.s3.send(new PutObjectCommand({ Bucket: 'results', Key: key, Body: 'x', Metadata: metadata }));
  }

  const answer = await report(jobFor('good.jpg'), jobFor('taken.png'), '{"bucket":"pictures","key":"gone.jpg"}');

  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-1' }] });
  expect((await resultAt('good')).text).toBe('(good, attempts-exhausted)');
  expect((await resultAt('gone')).text).toBe('(gone, attempts-exhausted)');
});

test('a message that names no picture is answered under its own id', async () => {
  const { settings, report } = await start();

  await report('not JSON');

  const { text } = await resultAt('unreadable-messages/message-0.json');
  expect(JSON.parse(text).failure).toMatchObject({ id: 'job-unreadable', message: 'job: expected JSON' });
  expect((await cloud.take(settings.parkedQueueUrl)).map(({ body }) => body)).toEqual(['not JSON']);
});

test('does not start without knowing all of its places', async () => {
  const reporter = FunctionProcess.start(
    'failure-reporter',
    { resultBucket: '', resultQueueUrl: '', parkedQueueUrl: '', resultFormat: 'json', resultPrefix: '', maxTries: 0 },
    cloud.environment,
  );
  const lost = reporter.invoke({ Records: [] });
  await expect(Promise.race([lost, reporter.ended])).resolves.toBe(1);
});
