import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListMultipartUploadsCommand } from '../../container/node_modules/@aws-sdk/client-s3';
import { tarHeader } from '../../lib/contracts/tar';
import { temporaryFolder } from '../container/temporary-folder';
import { ArchiveBench } from './archive-bench';

const folder = temporaryFolder();
let bench: ArchiveBench;

beforeAll(async () => {
  bench = await ArchiveBench.start(folder);
});
afterAll(() => bench?.stop());

async function refusalOf(properties: object, seconds?: number): Promise<string> {
  const { Status, Reason, Data } = await bench.pack({ Prefix: 'refused/', ...properties }, seconds);
  expect([Status, Data]).toEqual(['FAILED', undefined]);
  expect(await bench.archives('refused/')).toEqual([]);
  return Reason;
}

test.each([
  ['s3://models/nowhere/1', /Nothing lies below s3:\/\/models\/nowhere\/1\/\..+\[archive-missing\]$/],
  ['s3://models/nowhere.tar', /s3:\/\/models\/nowhere\.tar cannot be read.+\[archive-missing\]$/],
  ['s3://nobody/shoes/1', /s3:\/\/nobody\/shoes\/1 cannot be read.+\[archive-missing\]$/],
  ['models/shoes/1', /models\/shoes\/1 is no place in Amazon S3\..+\[archive-missing\]$/],
])('a model that is not there is missed by name: %s', async (Source, words) => {
  expect(await refusalOf({ Source })).toMatch(words);
});

test('code that is not there is missed too', async () => {
  await bench.putVersion('hats/1', { 'model.onnx': 'hats' });
  const reason = await refusalOf({ Source: 's3://models/hats/1', Script: 's3://models/no-code.tar' });
  expect(reason).toMatch(/s3:\/\/models\/no-code\.tar cannot be read.+\[archive-missing\]$/);
});

test.each([
  ['cut off', (whole: Buffer) => whole.subarray(0, 900), 'It is cut off.'],
  ['no archive', () => Buffer.alloc(2048, 'weights'), 'The checksum of a header is wrong.'],
  ['altered', (whole: Buffer) => Buffer.from(whole).fill('x', 3, 5), 'The checksum of a header is wrong.'],
])('a damaged archive is told from a whole one: %s', async (_, spoil, words) => {
  const whole = Buffer.concat([tarHeader({ path: 'shoes/a', bytes: 600 }), Buffer.alloc(1024 + 1024)]);
  await bench.put('assets/damaged.tar', spoil(whole));
  const reason = await refusalOf({ Source: 's3://models/assets/damaged.tar' });
  expect(reason).toContain(words);
  expect(reason).toMatch(/\[archive-unreadable\]$/);
});

test('links have no place in an archive, and neither has a second folder at the top', async () => {
  const place = join(folder, 'linked');
  mkdirSync(place);
  writeFileSync(join(place, 'weights'), 'w');
  symlinkSync('/etc/passwd', join(place, 'passwd'));
  const tar = (...names: string[]) =>
    spawnSync('tar', ['--format=ustar', '-cf', '-', ...names], { cwd: folder }).stdout;
  await bench.put('assets/linked.tar', tar('linked'));
  expect(await refusalOf({ Source: 's3://models/assets/linked.tar' })).toMatch(
    /linked\/passwd is no plain file, but of/,
  );
  writeFileSync(join(folder, 'beside'), 'b');
  await bench.put('assets/two.tar', tar('linked/weights', 'beside'));
  expect(await refusalOf({ Source: 's3://models/assets/two.tar' })).toMatch(/beside lies outside of linked\//);
});

test.each([
  ['leads elsewhere', { '../escape': 'x' }],
  ['leads elsewhere', { 'a//b': 'x' }],
  ['is too long', { ['n'.repeat(101)]: 'x' }],
  ['is there twice', { 'code/inference.py': 'mine' }],
])('a name that an archive cannot have is refused: it %s', async (words, files) => {
  const code = join(folder, 'source');
  mkdirSync(code, { recursive: true });
  writeFileSync(join(code, 'inference.py'), 'x');
  await bench.putArchive('assets/code.tar', code);
  const prefix = `names/${words}${Object.keys(files)[0].length}`;
  for (const [path, body] of Object.entries(files)) await bench.put(`${prefix}/${path}`, body);
  const reason = await refusalOf({ Source: `s3://models/${prefix}`, Script: 's3://models/assets/code.tar' });
  expect(reason).toContain(`"${Object.keys(files)[0]}" ${words}.`);
  expect(reason).toMatch(/\[archive-name\]$/);
});

test('a model beyond 5 GB is refused by what its archive says, before it is read', async () => {
  const bytes = 5 * 1024 ** 3 + 1;
  await bench.put(
    'assets/huge.tar',
    Buffer.concat([tarHeader({ path: 'huge/model.onnx', bytes }), Buffer.alloc(1024)]),
  );
  const reason = await refusalOf({ Source: 's3://models/assets/huge.tar' });
  expect(reason).toContain(`With model.onnx it has ${bytes} bytes; the limit is 5368709120.`);
  expect(reason).toMatch(/\[archive-too-large\]$/);
});

test('a model that changes while it is packed leaves nothing behind', async () => {
  await bench.putVersion('moving/1', { 'a.onnx': Buffer.alloc(9_000_000, 'a'), 'b.onnx': 'before' });
  let begun = 0;
  bench.way.before = async ({ method, url = '' }) => {
    if (method !== 'POST' || !url.includes('uploads')) return;
    begun += 1;
    await bench.put('moving/1/b.onnx', 'after!');
  };
  const reason = await refusalOf({ Source: 's3://models/moving/1' });
  bench.way.before = () => undefined;
  expect(reason).toMatch(/\[archive-changed\]$/);
  expect(begun).toBe(1);
  const { Uploads = [] } = await bench.cloud.s3.send(new ListMultipartUploadsCommand({ Bucket: 'archives' }));
  expect(Uploads).toEqual([]);
});

test('where the time is not enough, that is the answer, and it comes in time', async () => {
  await bench.putVersion('slow/1', { 'model.onnx': 'slow' });
  bench.way.before = () => new Promise((resolve) => setTimeout(resolve, 3000));
  const began = Date.now();
  const reason = await refusalOf({ Source: 's3://models/slow/1' }, 15);
  expect(Date.now() - began).toBeLessThan(6000);
  bench.way.before = () => undefined;
  expect(reason).toMatch(/^The time of the function was nearly over\..+\[time-up\]$/);
});

test('a deletion leaves the archive, which other instances may still want', async () => {
  await bench.putVersion('kept/1', { 'model.onnx': 'kept' });
  const properties = { Source: 's3://models/kept/1', Bucket: 'archives', Prefix: 'kept/' };
  const { Data } = await bench.pack(properties);
  const { Status } = await bench.stack.ask(bench.packing, { type: 'Delete', properties });
  expect(Status).toBe('SUCCESS');
  expect(await bench.archives('kept/')).toEqual([`kept/${Data?.Sha256}/model.tar.gz`]);
});
