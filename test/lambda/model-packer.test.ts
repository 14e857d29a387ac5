import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '../../container/node_modules/@aws-sdk/client-sqs';
import { packVersion } from '../../lambda/model-library/packed-version';
import { temporaryFolder } from '../container/temporary-folder';
import { appeared, LibraryBench } from './library-bench';

const folder = temporaryFolder();
let bench: LibraryBench;

beforeAll(async () => {
  bench = await LibraryBench.start();
});
afterAll(() => bench?.stop());

const done = { batchItemFailures: [] };

async function filesIn(key: string): Promise<Record<string, string>> {
  const model = await bench.unpack(key, folder);
  const names = readdirSync(model, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(model.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}

test('a version that was published becomes an archive with its files at the top', async () => {
  const files = { 'model.json': '{}', 'weights/1.bin': 'weights', 'model.onnx': 'graph' };
  await bench.publish('shoes/3', files);
  expect(await bench.pack(appeared('live/shoes/3/model.onnx'))).toEqual(done);
  expect(await bench.archives()).toContain('endpoint/shoes/3.tar.gz');
  expect(await filesIn('endpoint/shoes/3.tar.gz')).toEqual(files);
});

test('told twice, it packs once: nothing is written again that did not change', async () => {
  await bench.publish('hats/1', { 'model.json': '{}', 'model.onnx': 'graph' });
  await bench.pack(appeared('live/hats/1/model.onnx'));
  const { LastModified } = await bench.head('endpoint/hats/1.tar.gz');
  const uploads = bench.packer.said.split("'packed'").length;
  await bench.publish('hats/1', { 'model.onnx': 'graph' });
  expect(await bench.pack(appeared('live/hats/1/model.onnx'), appeared('live/hats/1/model.onnx'))).toEqual(done);
  expect((await bench.head('endpoint/hats/1.tar.gz')).LastModified).toEqual(LastModified);
  expect(bench.packer.said.split("'packed'").length).toBe(uploads);
});

test('a version that was replaced is packed again under the same name', async () => {
  await bench.publish('caps/1', { 'model.json': '{}', 'model.onnx': 'graph' });
  await bench.pack(appeared('live/caps/1/model.onnx'));
  await bench.publish('caps/1', { 'model.onnx': 'another graph' });
  await bench.pack(appeared('live/caps/1/model.onnx'));
  expect(await filesIn('endpoint/caps/1.tar.gz')).toEqual({ 'model.json': '{}', 'model.onnx': 'another graph' });
});

test('the same files give the same bytes under every name', async () => {
  for (const version of ['gloves/1', 'gloves/2', 'mittens/9']) {
    await bench.publish(version, { 'model.json': '{}', 'model.onnx': Buffer.alloc(300_000, 'graph') });
    await bench.pack(appeared(`live/${version}/model.onnx`));
  }
  const [one, ...others] = await Promise.all(
    ['gloves/1', 'gloves/2', 'mittens/9'].map((version) => bench.bytes(`endpoint/${version}.tar.gz`)),
  );
  expect(others.every((other) => other.equals(one))).toBe(true);
});

test.each([
  'live/shoes.onnx',
  'live/shoes/model.onnx',
  'live/shoes/latest/model.onnx',
  'live/shoes/03/model.onnx',
  'live/shoes/3/weights/part.onnx',
  'live/shoes/3/model.json',
  'live/../3/model.onnx',
  'live/-x/3/model.onnx',
  'other/shoes/3/model.onnx',
])('%s is no version, and costs nothing', async (key) => {
  const before = await bench.archives();
  expect(await bench.pack(appeared(key))).toEqual(done);
  expect(await bench.archives()).toEqual(before);
});

test('what cannot be packed is tried again after a minute, and keeps nobody else from being packed', async () => {
  await bench.publish('socks/1', { 'model.onnx': 'graph' });
  await bench.publish('boots/1', {
    'model.onnx': 'graph',
    [`${'a'.repeat(120)}.bin`]: 'no archive has room for this name',
  });
  const QueueUrl = bench.queueUrl;
  await bench.cloud.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: appeared('live/boots/1/model.onnx') }));
  const { Messages = [] } = await bench.cloud.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  const [{ MessageId: messageId, ReceiptHandle: receiptHandle, Body: body }] = Messages;
  const other = { messageId: 'other', receiptHandle: 'none', body: appeared('live/socks/1/model.onnx') };
  const answer = await bench.packer.invoke({ Records: [{ messageId, receiptHandle, body }, other] });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: messageId }] });
  expect(await bench.archives()).toContain('endpoint/socks/1.tar.gz');
  expect(await bench.archives()).not.toContain('endpoint/boots/1.tar.gz');
  expect(bench.packer.said).toContain('[archive-name]');
  expect(await bench.cloud.calls()).toContainEqual(
    expect.objectContaining({ caller: 'packer', action: 'sqs:ChangeMessageVisibility', resource: 'announced' }),
  );
});

test('a survey finds what was published and never packed, and nothing else', async () => {
  await bench.publish('scarves/1', { 'model.onnx': 'graph' });
  await bench.publish('scarves/2', { 'model.onnx': 'graph' });
  await bench.pack(appeared('live/scarves/1/model.onnx'));
  await bench.cloud.take(bench.queueUrl);
  expect(await bench.pack('{"survey":true}')).toEqual(done);
  const announced = (await bench.cloud.take(bench.queueUrl)).map(({ body }) => JSON.parse(body).detail.object.key);
  expect(announced).toContain('live/scarves/2/model.onnx');
  expect(announced).not.toContain('live/scarves/1/model.onnx');
});

test.each(['', 'no JSON', '{"detail":{}}', '{}', '{"survey":false}', '{"detail":{"object":{"key":7}}}'])(
  'a message that is no event comes back, for people to see: %j',
  async (body) => {
    expect(await bench.pack(body)).toEqual({ batchItemFailures: [{ itemIdentifier: 'message-0' }] });
  },
);

test('whoever packs older files does not overwrite the archive of newer ones, however slow he is', async () => {
  await bench.publish('belts/1', { 'model.json': '{}', 'model.onnx': 'old graph' });
  const [s3, library] = [
    clientOfTests(),
    { store: placeOf('models', 'live/'), archives: placeOf('archives', 'endpoint/') },
  ];
  const pack = (client: S3Client) =>
    packVersion(client, library, { name: 'belts', version: '1' }, new AbortController().signal);
  const slow = clientOfTests();
  let meanwhile: Promise<unknown> | undefined;
  slow.middlewareStack.add(
    (next, { commandName }) =>
      async (input) => {
        if (commandName === 'CompleteMultipartUploadCommand' && !meanwhile) {
          meanwhile = bench.publish('belts/1', { 'model.onnx': 'new graph' }).then(() => pack(s3));
          expect(await meanwhile).toBe('packed');
        }
        return next(input);
      },
    { step: 'initialize' },
  );
  expect(await pack(slow)).toBe('unchanged');
  expect(meanwhile).toBeDefined();
  expect(await filesIn('endpoint/belts/1.tar.gz')).toEqual({ 'model.json': '{}', 'model.onnx': 'new graph' });
  for (const client of [s3, slow]) client.destroy();
});

const placeOf = (bucket: string, prefix: string) => ({ bucket, prefix });

function clientOfTests(): S3Client {
  const { endpoint, credentials } = bench.cloud.s3.config as unknown as { endpoint: never; credentials: never };
  return new S3Client({ region: 'us-east-1', forcePathStyle: true, endpoint, credentials });
}
