import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '../../container/node_modules/@aws-sdk/client-s3';
import { temporaryFolder } from '../container/temporary-folder';
import { ArchiveBench } from './archive-bench';
import { EndlessStore } from './endless-store';
import { FunctionProcess } from './function-process';

const folder = temporaryFolder();
let bench: ArchiveBench;

beforeAll(async () => {
  bench = await ArchiveBench.start(folder);
});
afterAll(() => bench?.stop());

// More by `.ci/run long`.
const megabytes = process.env.LONG ? 1000 : 250;

/** Larger than a part of an upload together, so that several are on their way at once. */
const weights = Buffer.alloc(4_654_321, 'weights of no regular length');
const large = { 'model.json': '{}', 'model.onnx': weights, 'more.bin': weights, 'most.bin': weights };

test('a version of a store becomes one archive with its files at the top, under the name of what is in it', async () => {
  const files = { 'extra/labels.txt': 'a\nb', 'model.json': '{}', 'model.onnx': 'the weights' };
  await bench.putVersion('shoes/3', files);
  const { Status, Data } = await bench.pack({ Source: 's3://models/shoes/3' });

  expect(Status).toBe('SUCCESS');
  expect(await bench.unpacked(Data?.ModelDataUrl)).toEqual(files);
  const bytes = await bench.fetched(Data?.ModelDataUrl);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(Data).toEqual({
    ModelDataUrl: `s3://archives/packed/${sha256}/model.tar.gz`,
    Sha256: sha256,
    Bytes: String(bytes.length),
  });
});

test('an archive of synth loses the folder at its top, and gains the code of the script', async () => {
  const model = join(folder, 'shoes');
  mkdirSync(join(model, 'labels'), { recursive: true });
  writeFileSync(join(model, 'model.pth'), 'weights');
  writeFileSync(join(model, 'labels', 'en.txt'), 'boot');
  const source = join(folder, 'src');
  mkdirSync(source);
  writeFileSync(join(source, 'inference.py'), 'def model_fn(folder): ...');
  writeFileSync(join(source, 'requirements.txt'), 'torch');
  await bench.putArchive('assets/model.tar', model);
  await bench.putArchive('assets/script.tar', source);
  const { Data } = await bench.pack({
    Source: 's3://models/assets/model.tar',
    Script: 's3://models/assets/script.tar',
  });
  expect(await bench.unpacked(Data?.ModelDataUrl)).toEqual({
    'labels/en.txt': 'boot',
    'model.pth': 'weights',
    'code/inference.py': 'def model_fn(folder): ...',
    'code/requirements.txt': 'torch',
  });
});

test('a file alone keeps its name', async () => {
  const file = join(folder, 'hats.onnx');
  writeFileSync(file, 'weights of hats');
  await bench.putArchive('assets/hats.tar', file);
  const { Data } = await bench.pack({ Source: 's3://models/assets/hats.tar' });
  expect(await bench.unpacked(Data?.ModelDataUrl)).toEqual({ 'hats.onnx': 'weights of hats' });
});

test('the same files give the same bytes, wherever they lay and whenever they were written', async () => {
  await bench.putVersion('large/1', large);
  await bench.putVersion('elsewhere/large/2', large);
  const one = await bench.pack({ Source: 's3://models/large/1' });
  const other = await bench.pack({ Source: 's3://models/elsewhere/large/2/', Prefix: '' });
  expect(other.Data?.ModelDataUrl).toBe(`s3://archives/${one.Data?.Sha256}/model.tar.gz`);
  const [first, second] = [await bench.fetched(one.Data?.ModelDataUrl), await bench.fetched(other.Data?.ModelDataUrl)];
  expect(second.equals(first)).toBe(true);
  expect(createHash('sha256').update(second).digest('hex')).toBe(one.Data?.Sha256);
  // Written down, so that another machine, zlib or Node.js cannot change what is deployed unseen.
  expect(one.Data?.Sha256).toBe('cd61e17b065273251cfe6344ffb59cdfc83eed2a3a1c277a09454094d3ff3cd0');
});

test('what is there is not made again, unless only a part of it is', async () => {
  await bench.putVersion('hats/1', { 'model.onnx': 'hats' });
  const properties = { Source: 's3://models/hats/1', Prefix: 'there/' };
  const { Data } = await bench.pack(properties);
  const Key = `there/${Data?.Sha256}/model.tar.gz`;
  const replace = (Body: Buffer) =>
    bench.cloud.s3.send(new PutObjectCommand({ Bucket: 'archives', Key, Body: new Uint8Array(Body) }));

  const stands = Buffer.alloc(Number(Data?.Bytes), 'x');
  await replace(stands);
  expect((await bench.pack(properties)).Data).toEqual(Data);
  expect((await bench.fetched(Data?.ModelDataUrl)).equals(stands)).toBe(true);

  await replace(stands.subarray(1));
  await bench.pack(properties);
  expect(await bench.unpacked(Data?.ModelDataUrl)).toEqual({ 'model.onnx': 'hats' });
});

test('a connection that breaks goes on where it broke', async () => {
  await bench.putVersion('far/1', large);
  bench.way.breaksLeft = 6;
  const { Status, Data } = await bench.pack({ Source: 's3://models/far/1', Prefix: 'far/' });
  expect(Status).toBe('SUCCESS');
  expect(bench.way.breaksLeft).toBe(0);
  const bytes = await bench.fetched(Data?.ModelDataUrl);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(Data?.Sha256);
});

test('a service that fails or is slow is asked again, whichever call it is', async () => {
  await bench.putVersion('slow-store/1', large);
  const before = (await bench.cloud.faults({ s3: 0.07 })).faults;
  const names = new Set<string | undefined>();
  for (let [packs, faults] = [0, before]; faults < before + 5; packs += 1) {
    const asked = { Source: 's3://models/slow-store/1', Prefix: `slow/${packs}/` };
    const { Status, Data } = await bench.pack(asked);
    expect(Status).toBe('SUCCESS');
    names.add(Data?.Sha256);
    ({ faults } = await bench.cloud.faults({ s3: 0.07 }));
  }
  await bench.cloud.faults({});
  expect(names.size).toBe(1);
});

test(`a model of ${megabytes} MB takes no more memory than the parts that are on their way`, async () => {
  const store = new EndlessStore(megabytes * 1024 ** 2);
  const environment = await store.start();
  const packing = FunctionProcess.start('model-archive', {}, environment);
  try {
    const properties = { Source: 's3://models/m/1', Bucket: 'archives' };
    const { Status, Data } = await bench.stack.ask(packing, { properties });
    expect(Status).toBe('SUCCESS');
    expect(store.uploaded).toBe(Number(Data?.Bytes));
    // 157 MB with 125 MB, 211 MB with 1 GB, 232 MB with 3 GB: the SDK itself, seven parts of 8 MiB, and what waits to be collected.
    expect(packing.megabytes).toBeLessThan(300);
  } finally {
    await packing.stop();
    await store.stop();
  }
});
