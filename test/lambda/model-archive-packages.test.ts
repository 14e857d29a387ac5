import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { temporaryFolder } from '../container/temporary-folder';
import { ArchiveBench } from './archive-bench';

const folder = temporaryFolder();
let bench: ArchiveBench;

beforeAll(async () => {
  bench = await ArchiveBench.start(folder);
  write('source', { 'inference.py': 'of the script' });
  await bench.putArchive('assets/script.tar', join(folder, 'source'));
});
afterAll(() => bench?.stop());

/** @returns the folder */
function write(name: string, files: Readonly<Record<string, string | Buffer>>): string {
  const place = join(folder, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(place, path)), { recursive: true });
    writeFileSync(join(place, path), content);
  }
  return place;
}

/** A model.tar.gz as a program that trains makes it. */
function zipped(cwd: string, ...words: string[]): Buffer {
  const { stdout, status } = spawnSync('tar', [...words, '-czf', '-', '.'], { cwd, maxBuffer: 10 ** 8 });
  expect(status).toBe(0);
  return stdout;
}

const Source = 's3://models/packages/model.tar.gz';
const Script = 's3://models/assets/script.tar';
const long = `${'deep/'.repeat(20)}${'n'.repeat(90)}.txt`;
const weights = Buffer.alloc(900_001, 'weights of no regular length').toString();

test.each(['pax', 'gnu', 'ustar'])(
  'the archive of a model package (%s) gets the script as its code',
  async (format) => {
    const kept = { 'model.pth': weights, 'labels/de.txt': 'Schuh\nHut', [long]: 'far below' };
    const place = write(format, { ...kept, 'code/inference.py': 'of the package', 'code/requirements.txt': 'old' });
    await bench.put('packages/model.tar.gz', zipped(place, `--format=${format}`));
    const { Status, Reason, Data } = await bench.pack({ Source, Script });
    expect([Status, Reason]).toEqual(['SUCCESS', 'Done.']);
    expect(await bench.unpacked(Data?.ModelDataUrl)).toEqual({ ...kept, 'code/inference.py': 'of the script' });
  },
);

test('without a script all of it is kept, its code too', async () => {
  const files = { 'model.onnx': 'weights', 'code/inference.py': 'of the package' };
  await bench.put('packages/whole.tgz', zipped(write('whole', files)));
  const { Data } = await bench.pack({ Source: 's3://models/packages/whole.tgz' });
  expect(await bench.unpacked(Data?.ModelDataUrl)).toEqual(files);
});

test.each([
  ['is cut off', (whole: Buffer) => whole.subarray(0, 100), /It is no whole gzip: unexpected end of file\./],
  ['is no gzip', (whole: Buffer) => gunzipSync(whole), /It is no whole gzip: incorrect header check\./],
  [
    'is altered',
    (whole: Buffer) => Buffer.from(whole).fill(0, whole.length - 8),
    /It is no whole gzip: incorrect data check\./,
  ],
])('an archive that %s is refused', async (_, spoil, words) => {
  await bench.put('packages/model.tar.gz', spoil(zipped(write('spoilt', { 'model.onnx': 'weights' }))));
  const { Status, Reason } = await bench.pack({ Source, Script });
  expect(Status).toBe('FAILED');
  expect(Reason).toMatch(words);
  expect(Reason).toMatch(/\[archive-unreadable\]$/);
});

test('an archive with a link, or that is not there, is refused', async () => {
  const place = write('linked', { 'model.onnx': 'weights' });
  symlinkSync('/etc/passwd', join(place, 'passwd'));
  await bench.put('packages/model.tar.gz', zipped(place, '--format=pax'));
  expect((await bench.pack({ Source, Script })).Reason).toMatch(/passwd is no plain file.+\[archive-unreadable\]$/);
  const missing = await bench.pack({ Source: 's3://models/packages/none.tar.gz', Script });
  expect(missing.Reason).toMatch(/none\.tar\.gz cannot be read.+\[archive-missing\]$/);
});

test('an archive is read in constant memory, whatever it grows to', async () => {
  const megabytes = 300;
  const place = write('large', { 'model.onnx': Buffer.alloc(megabytes * 1024 ** 2) });
  await bench.put('packages/large.tar.gz', zipped(place));
  const { Status } = await bench.pack({ Source: 's3://models/packages/large.tar.gz', Script });
  expect(Status).toBe('SUCCESS');
  expect(bench.packing.megabytes).toBeLessThan(120 + megabytes);
});
