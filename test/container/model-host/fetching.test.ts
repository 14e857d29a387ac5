import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BucketSource } from '../../../container/src/model-host/repository/bucket-source';
import { inventoryOf } from '../../../container/src/model-host/repository/file-listing';
import { type ServerProcess, startServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';
import { type BucketServer, startBucketServer } from './bucket-server';

const folder = temporaryFolder();
const mebibyte = 1_048_576;
let bucket: BucketServer;
let cache: string;

beforeEach(async () => {
  bucket = await startBucketServer();
  cache = join(folder, `cache-${Math.random()}`);
  mkdirSync(cache, { mode: 0o700 });
  bucket.objects.set('models/live/shop/1/model.onnx', readFileSync(writeTinyModel(folder)));
  bucket.objects.set('models/live/shop/1/weights.bin', Buffer.alloc(4 * mebibyte));
});
afterEach(() => bucket.close());

const start = (environment: Record<string, string> = {}) =>
  startServer({
    ...bucket.environment,
    IMAGE_CLASSIFIER_REPOSITORY: 's3://models/live',
    IMAGE_CLASSIFIER_CACHE_DIRECTORY: cache,
    ...environment,
  });

async function load(server: ServerProcess): Promise<{ status: number; id?: string }> {
  const response = await fetch(`${server.url}/v2/repository/models/shop/load`, { method: 'POST', body: '{}' });
  return { status: response.status, id: response.ok ? undefined : (await response.json()).id };
}
const unload = (server: ServerProcess) =>
  fetch(`${server.url}/v2/repository/models/shop/unload`, { method: 'POST', body: '{}' });

/** All files that were fetched, wholly or in part. */
const fetched = () =>
  readdirSync(cache, { recursive: true, encoding: 'utf8' }).filter((name) => /repository-.*\.(onnx|bin)$/.test(name));

async function stalledDownload(server: ServerProcess) {
  bucket.stalled.add('models/live/shop/1/weights.bin');
  const answer = load(server);
  while (!fetched().some((name) => name.endsWith('.bin'))) await new Promise((resolve) => setTimeout(resolve, 20));
  return answer;
}

test('a model that can never fit into the memory is not even fetched', async () => {
  const server = await start({ IMAGE_CLASSIFIER_MODEL_MEMORY_BYTES: String(66 * mebibyte) });
  expect(await load(server)).toEqual({ status: 507, id: 'model-memory-exhausted' });
  expect(bucket.downloads).toEqual([]);
  expect(await server.stop()).toBe(0);
});

test('a model that is unloaded while it is fetched stops being fetched, and leaves nothing behind', async () => {
  const server = await start();
  const answer = stalledDownload(server);
  while (fetched().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  expect((await unload(server)).status).toBe(200);
  expect((await answer).status).toBe(503);
  expect(fetched()).toEqual([]);
  bucket.stalled.clear();
  expect((await load(server)).status).toBe(200);
  expect(await server.stop()).toBe(0);
});

test('SIGTERM ends a download that stands still, and leaves nothing behind', async () => {
  const server = await start({ IMAGE_CLASSIFIER_DRAIN_SECONDS: '1' });
  const answer = stalledDownload(server).catch(() => undefined);
  while (fetched().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  const since = performance.now();
  expect(await server.stop()).toBe(0);
  expect(performance.now() - since).toBeLessThan(8000);
  expect(fetched()).toEqual([]);
  await answer;
});

describe('where storage is short', () => {
  const files = [{ path: 'shop/1/model.onnx', stamp: 'a', changedMs: 0, bytes: 10 * mebibyte }];
  const [[found]] = [...inventoryOf(files).values()];
  let place: string;

  /** A source whose storage has this many bytes, less a mebibyte for every version in it. */
  function sourceWith(bytes: number): BucketSource {
    const download = async (_: object, file: string) => writeFileSync(file, 'fetched');
    return new BucketSource({ name: 'b', prefix: '', list: async () => [], download }, cache, async (own) => {
      place = own;
      return bytes - readdirSync(own).length * mebibyte;
    });
  }
  const held = (name: string, seconds: number) => {
    mkdirSync(join(place, name.padEnd(32, '0')));
    utimesSync(join(place, name.padEnd(32, '0')), seconds, seconds);
  };
  const placing = (...keep: string[]) => ({
    signal: new AbortController().signal,
    keep: new Set(keep.map((name) => name.padEnd(32, '0'))),
  });

  test('nothing is fetched, and the failure says so', async () => {
    await expect(sourceWith(20 * mebibyte).place(found, placing())).rejects.toMatchObject({
      id: 'model-storage-exhausted',
    });
    expect(readdirSync(place)).toEqual([]);
  });

  test('what a server that was killed had fetched in part goes, also where only one model is fetched', async () => {
    const source = sourceWith(64 * mebibyte);
    await source.place(found);
    const [old, recent] = ['1', '2'].map((name) => join(place, `${'a'.repeat(32)}-${name}`));
    for (const half of [old, recent]) mkdirSync(half);
    utimesSync(old, 0, 0);
    await source.place({ ...found, fingerprint: 'b'.repeat(32) });
    expect([old, recent].map((half) => existsSync(half))).toEqual([false, true]);
  });

  test('versions that nobody uses leave, the one used longest ago first, and no more than it takes', async () => {
    const source = sourceWith(28 * mebibyte);
    await source.place(found, placing());
    const other = { ...found, fingerprint: 'f'.repeat(32), path: 'other' };
    held('used', 1);
    held('old', 2);
    held('new', Date.now() / 1000);
    await source.place(other, placing('used'));
    const left = ['used', 'old', 'new'].filter((name) => existsSync(join(place, name.padEnd(32, '0'))));
    expect(left).toEqual(['used', 'new']);
  });
});
