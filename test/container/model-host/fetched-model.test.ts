import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '../../../container/node_modules/@aws-sdk/client-s3';
import { modelFiles, writeArchive } from '../../../lib/private/sagemaker/model-archive';
import { CloudProcess } from '../../local/cloud-process';
import { plainPicture } from '../pictures';
import { startServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';

const folder = temporaryFolder();
let cloud: CloudProcess;

const english = ['red', 'green', 'blue'];
const french = ['rouge', 'vert', 'bleu'];
const modelOf = (labels: string[]) => readFileSync(writeTinyModel(join(folder, labels[0]), { labels }));
const put = (Key: string, Body: Buffer) => cloud.s3.send(new PutObjectCommand({ Bucket: 'models', Key, Body }));
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** What a server that is pointed at this place says of a red picture, or why it does not start. */
async function answerOf(model: string, settings: Record<string, string> = {}): Promise<string> {
  try {
    const own = { IMAGE_CLASSIFIER_MODEL: model, IMAGE_CLASSIFIER_PROCESSES: '1', ...settings };
    const server = await startServer({ ...cloud.environment, ...own });
    const body = new Uint8Array(await plainPicture('#ff0000'));
    const answer = await (await fetch(`${server.url}/classify`, { method: 'POST', body })).json();
    expect(await server.stop()).toBe(0);
    return answer.labels[0].label;
  } catch (error) {
    return (error as Error).message;
  }
}

/** An archive as the system's tar writes it, gzipped where its name says so. */
function archive(name: string, ...options: string[]): Buffer {
  const place = join(folder, 'packed');
  const deep = join(place, 'a-folder-with-a-name'.repeat(4), 'in-another-one'.repeat(4));
  mkdirSync(deep, { recursive: true });
  writeTinyModel(deep, { labels: english });
  const { status, stderr } = spawnSync('tar', [...options, '-C', place, '-cf', join(folder, name), '.']);
  expect([status, String(stderr)]).toEqual([0, '']);
  return readFileSync(join(folder, name));
}

beforeAll(async () => {
  cloud = await CloudProcess.start();
  await cloud.bucket('models');
  await put('live/shoes/1/model.onnx', modelOf(french));
  await put('live/shoes/2/model.onnx', modelOf(english));
  await put('live/hats.onnx', modelOf(english));
});

afterAll(() => cloud.stop());

test.each([
  ['the highest version of a model', 's3://models/live/shoes', 'red'],
  ['one version of a model', 's3://models/live/shoes/1', 'rouge'],
  ['one file', 's3://models/live/hats.onnx', 'red'],
])('a server in S3 opens %s', async (_, place, label) => {
  expect(await answerOf(place)).toBe(label);
});

test.each([
  ['as training jobs leave it', 'model.tar.gz', ['-z', '--format=gnu']],
  ['of POSIX, with long names', 'pax.tar', ['--format=pax']],
  ['of the oldest kind with a path in two parts', 'ustar.tgz', ['-z', '--format=ustar']],
])('a server opens an archive %s', async (_, name, options) => {
  await put(`jobs/${name}`, archive(name, ...options));
  expect(await answerOf(`s3://models/jobs/${name}`)).toBe('red');
});

test('a server opens an archive as the construct packs it', async () => {
  const place = join(folder, 'shoes-with-a-long-name-'.repeat(5));
  writeTinyModel(join(place, '3'), { labels: english, described: 'model.json' });
  writeArchive(modelFiles(place), join(folder, 'packed.tar'));
  await put('assets/0123abcd.tar', readFileSync(join(folder, 'packed.tar')));
  expect(await answerOf('s3://models/assets/0123abcd.tar')).toBe('red');
});

test('what a server that was killed had unpacked in part goes with the next start', async () => {
  await put('jobs/whole.tar.gz', archive('whole.tar.gz', '-z'));
  const cache = join(folder, 'cache');
  const [old, recent] = ['1', '2'].map((name) => join(cache, `archive-0123456789abcdef-${name}`));
  for (const half of [cache, old, recent]) mkdirSync(half, { mode: 0o700 });
  utimesSync(old, 0, 0);
  const settings = { IMAGE_CLASSIFIER_CACHE_DIRECTORY: cache };
  expect(await answerOf('s3://models/jobs/whole.tar.gz', settings)).toBe('red');
  expect([old, recent].map((half) => existsSync(half))).toEqual([false, true]);
});

test('an archive that is cut off, or reaches outside its folder, is refused and says so', async () => {
  const whole = archive('whole.tar.gz', '-z');
  await put('jobs/cut.tar.gz', whole.subarray(0, whole.length - 40));
  expect(await answerOf('s3://models/jobs/cut.tar.gz')).toMatch(/unexpected end of file.*\[model-unreachable\]/s);

  const place = join(folder, 'outside', 'in');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, '..', 'evil.onnx'), 'evil');
  spawnSync('tar', ['-P', '-C', place, '-cf', join(folder, 'evil.tar'), '../evil.onnx']);
  await put('jobs/evil.tar', readFileSync(join(folder, 'evil.tar')));
  expect(await answerOf('s3://models/jobs/evil.tar')).toMatch(/a place outside its folder: \.\.\/evil\.onnx/);
});

test.each([
  ['s3://models/live/shoes/7', /under shoes there is the versions 1, 2.*\[model-missing\]/s],
  ['s3://models/live/scarves', /under scarves there is no \.onnx file.*\[model-missing\]/s],
  ['s3://models', /names a bucket and no model in it.*\[model-missing\]/s],
  ['s3://nobody-s-bucket/shoes', /NoSuchBucket.*\[model-unreachable\]/s],
])('of %s is said what is there', async (place, reason) => {
  expect(await answerOf(place)).toMatch(reason);
});

test('a model starts with the hash that was promised, and no other', async () => {
  const right = { IMAGE_CLASSIFIER_MODEL_SHA256: sha256(modelOf(english)).toUpperCase() };
  expect(await answerOf('s3://models/live/shoes/2', right)).toBe('red');
  const wrong = { IMAGE_CLASSIFIER_MODEL_SHA256: sha256(modelOf(french)) };
  const reason = await answerOf('s3://models/live/shoes/2', wrong);
  expect(reason).toMatch(/IMAGE_CLASSIFIER_MODEL_SHA256 says [0-9a-f]{64}.*\[model-altered\]/s);
});

test('a hash in model.json is kept too, also in a repository', async () => {
  const description = (labels: string[]) => Buffer.from(JSON.stringify({ sha256: sha256(modelOf(labels)) }));
  await put('live/bags/1/model.onnx', modelOf(english));
  await put('live/bags/1/model.json', description(english));
  expect(await answerOf('s3://models/live/bags')).toBe('red');

  await put('live/bags/2/model.onnx', modelOf(english));
  await put('live/bags/2/model.json', description(french));
  expect(await answerOf('s3://models/live/bags')).toMatch(/model\.json says [0-9a-f]{64}.*\[model-altered\]/s);
  const server = await startServer({ ...cloud.environment, IMAGE_CLASSIFIER_REPOSITORY: 's3://models/live' });
  const body = new Uint8Array(await plainPicture('#ff0000'));
  const answer = await (await fetch(`${server.url}/classify?model=bags`, { method: 'POST', body })).json();
  expect([answer.model, answer.labels[0].label]).toEqual([{ name: 'bags', version: '1' }, 'red']);
  expect(await server.stop()).toBe(0);
});
