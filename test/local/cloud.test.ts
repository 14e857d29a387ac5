import {
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '../../container/node_modules/@aws-sdk/client-s3';
import { readJobs } from '../../lib/contracts/job';
import { CloudProcess } from './cloud-process';

let cloud: CloudProcess;
let queue: string;

beforeAll(async () => {
  cloud = await CloudProcess.start();
  await cloud.bucket('pictures');
  queue = await cloud.queue('jobs');
  await cloud.notify('pictures', { queueUrl: queue, events: ['s3:ObjectCreated:*'], prefix: 'in/', suffix: '.jpg' });
});

afterAll(async () => {
  await cloud.stop();
});

const put = (Key: string, Body: string, more: object = {}) =>
  cloud.s3.send(new PutObjectCommand({ Bucket: 'pictures', Key, Body, ...more }));

async function bodyOf(Key: string): Promise<string | undefined> {
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket: 'pictures', Key }));
  return await Body?.transformToString();
}

test('uploads under the prefix and with the suffix become messages, after a test event', async () => {
  await put('in/a b+ü%.jpg', 'one');
  await put('in/a.png', 'no');
  await put('out/a.jpg', 'no');
  const bodies = (await cloud.take(queue)).map(({ body }) => body);
  expect(bodies).toHaveLength(2);
  expect(bodies.flatMap(readJobs)).toEqual([{ bucket: 'pictures', key: 'in/a b+ü%.jpg' }]);
});

test('of many that create one object at once, one succeeds', async () => {
  const writes = Array.from({ length: 20 }, (_, number) => put('once', `writer ${number}`, { IfNoneMatch: '*' }));
  const outcomes = await Promise.allSettled(writes);
  const winners = outcomes.filter(({ status }) => status === 'fulfilled');
  expect(winners).toHaveLength(1);
  expect(await bodyOf('once')).toBe(`writer ${outcomes.indexOf(winners[0])}`);
});

test('an object is replaced only while it is the one that was seen', async () => {
  const { ETag } = await put('seen', 'first');
  await put('seen', 'second', { IfMatch: ETag });
  await expect(put('seen', 'third', { IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(put('never', 'x', { IfMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  expect(await bodyOf('seen')).toBe('second');
});

test('what is not emulated says so, and spoils nothing', async () => {
  await put('whole', 'content');
  const tagging = { Bucket: 'pictures', Key: 'whole', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } };
  await expect(cloud.s3.send(new PutObjectTaggingCommand(tagging))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 501 },
  });
  const versioning = { Bucket: 'pictures', VersioningConfiguration: { Status: 'Enabled' as const } };
  await expect(cloud.s3.send(new PutBucketVersioningCommand(versioning))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 501 },
  });
  expect(await bodyOf('whole')).toBe('content');
});

test('faults happen as often as they were asked for', async () => {
  const before = (await cloud.faults({ s3: 0.3 })).faults;
  // Without the SDK, which would ask again after each.
  const object = `${cloud.environment.AWS_ENDPOINT_URL}/pictures/whole`;
  let spoilt = 0;
  for (let turn = 0; turn < 200; turn += 1) spoilt += Number((await fetch(object)).status >= 500);
  const { faults } = await cloud.faults({});
  expect(faults - before).toBe(spoilt);
  expect(spoilt).toBeGreaterThan(25);
  expect(spoilt).toBeLessThan(110);
});

test('a condition is never judged by a fault: a caller is turned away, or has the answer that is true', async () => {
  const { ETag = '' } = await put('steady', 'content');
  const object = `${cloud.environment.AWS_ENDPOINT_URL}/pictures/steady`;
  const statuses = new Set<number>();
  await cloud.faults({ s3: 0.3 });
  for (let turn = 0; turn < 100; turn += 1) {
    statuses.add((await fetch(object, { headers: { 'If-Match': ETag } })).status);
    statuses.add((await fetch(object, { method: 'PUT', body: 'content', headers: { 'If-Match': ETag } })).status);
  }
  await cloud.faults({});
  expect([...statuses].sort()).toEqual([200, 500, 503]);
});
