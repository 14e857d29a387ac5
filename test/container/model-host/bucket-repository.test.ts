import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainPicture } from '../pictures';
import { type ServerProcess, startServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';
import { type BucketServer, startBucketServer } from './bucket-server';

const folder = temporaryFolder();
let bucket: BucketServer;
let server: ServerProcess;

const model = (labels: string[]) =>
  readFileSync(writeTinyModel(join(folder, labels[0]), { labels, described: 'model.json' }));
const description = (labels: string[]) => readFileSync(join(folder, labels[0], 'model.json'));
const english = ['red', 'green', 'blue'];
const french = ['rouge', 'vert', 'bleu'];

function upload(place: string, labels: string[]): void {
  bucket.objects.set(`models/live/${place}/model.onnx`, model(labels));
  bucket.objects.set(`models/live/${place}/model.json`, description(labels));
}

async function ask(name: string): Promise<string> {
  const body = new Uint8Array(await plainPicture('#ff0000'));
  const response = await fetch(`${server.url}/classify?model=${name}`, { method: 'POST', body });
  const answer = await response.json();
  return answer.labels?.[0].label ?? answer.failure.id;
}

beforeAll(async () => {
  bucket = await startBucketServer();
  upload('shop/1', english);
  upload('other/1', english);
  bucket.objects.set('models/live/../evil.onnx', Buffer.from('evil'));
  bucket.objects.set('models/elsewhere/1/model.onnx', model(french));
  server = await startServer({
    ...bucket.environment,
    IMAGE_CLASSIFIER_REPOSITORY: 's3://models/live',
    IMAGE_CLASSIFIER_REPOSITORY_POLL_SECONDS: '0.2',
  });
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
  await bucket.close();
});

test('a model is fetched with its first request, and nothing else is', async () => {
  expect(bucket.downloads).toEqual([]);
  expect(await ask('shop')).toBe('red');
  expect(bucket.downloads).toEqual(['models/live/shop/1/model.json', 'models/live/shop/1/model.onnx']);
  expect(await ask('elsewhere')).toBe('model-unknown');
});

test('callers who come together wait for one download', async () => {
  bucket.downloads.splice(0);
  expect(await Promise.all(['other', 'other', 'other'].map(ask))).toEqual(['red', 'red', 'red']);
  expect(bucket.downloads).toEqual(['models/live/other/1/model.json', 'models/live/other/1/model.onnx']);
});

test('a new version in the bucket takes over; a bucket that fails meanwhile changes nothing', async () => {
  bucket.broken = true;
  upload('shop/2', french);
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(await ask('shop')).toBe('red');
  bucket.broken = false;
  const end = Date.now() + 20_000;
  while ((await ask('shop')) !== 'rouge' && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await ask('shop')).toBe('rouge');
});
