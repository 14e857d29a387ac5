import { LibraryBench } from './library-bench';

let bench: LibraryBench;

beforeEach(async () => {
  bench = await LibraryBench.start();
});
afterEach(() => bench?.stop());

test('everything that a store has is packed, and the stack goes on when it is', async () => {
  for (const version of ['shoes/1', 'shoes/2', 'hats/7']) {
    await bench.publish(version, { 'model.json': '{}', 'model.onnx': 'graph' });
  }
  await bench.publish('half/1', { 'model.json': '{}' });
  const [answer] = await Promise.all([bench.fill(), drained(3)]);
  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { Versions: '3', Missing: '0' } });
  expect(await bench.archives()).toEqual([
    'endpoint/hats/7.tar.gz',
    'endpoint/shoes/1.tar.gz',
    'endpoint/shoes/2.tar.gz',
  ]);
});

test('a thousand versions are announced in seconds, each once', async () => {
  const versions = Array.from({ length: 1001 }, (_, place) => `model-${place % 334}/${Math.floor(place / 334) + 1}`);
  for (let at = 0; at < versions.length; at += 50) {
    await Promise.all(versions.slice(at, at + 50).map((version) => bench.publish(version, { 'model.onnx': 'graph' })));
  }
  const began = Date.now();
  const { Data } = await bench.fill('Create', { WaitSeconds: 0 });
  expect(Date.now() - began).toBeLessThan(30_000);
  expect(Data).toEqual({ Versions: '1001', Missing: '1001' });
  const announced = await bench.cloud.take(bench.queueUrl);
  const keys = announced.map(({ body }) => JSON.parse(body).detail.object.key);
  expect(keys.sort()).toEqual(versions.map((version) => `live/${version}/model.onnx`).sort());
}, 120_000);

test('a model that cannot be packed does not keep the others from being deployed', async () => {
  await bench.publish('shoes/1', { 'model.onnx': 'graph' });
  await bench.publish('boots/1', { 'model.onnx': 'graph', [`${'a'.repeat(120)}.bin`]: 'weights' });
  const [answer] = await Promise.all([bench.fill('Create', { WaitSeconds: 6 }), drained(2)]);
  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { Versions: '2', Missing: '1' } });
  expect(await bench.archives()).toEqual(['endpoint/shoes/1.tar.gz']);
});

test('an update waits for nobody who is packed already, and an empty store is no mistake', async () => {
  expect((await bench.fill()).Data).toEqual({ Versions: '0', Missing: '0' });
  await bench.publish('shoes/1', { 'model.onnx': 'graph' });
  await Promise.all([bench.fill(), drained(1)]);
  expect((await bench.fill('Update')).Data).toEqual({ Versions: '1', Missing: '0' });
});

test('when the stack is deleted, archives stay', async () => {
  await bench.publish('shoes/1', { 'model.onnx': 'graph' });
  await Promise.all([bench.fill(), drained(1)]);
  expect(await bench.fill('Delete')).toMatchObject({ Status: 'SUCCESS' });
  expect(await bench.archives()).toEqual(['endpoint/shoes/1.tar.gz']);
});

test('a store that is not there fails the deployment in words', async () => {
  const { Status, Reason } = await bench.fill('Create', { StoreBucket: 'nowhere' });
  expect([Status, Reason]).toEqual(['FAILED', expect.stringContaining('NoSuchBucket')]);
});

/** Packs until so many messages were seen. */
async function drained(messages: number): Promise<void> {
  for (let seen = 0; seen < messages; ) seen += await bench.drain();
}
