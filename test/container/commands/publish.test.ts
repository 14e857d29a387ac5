import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '../../../container/node_modules/@aws-sdk/client-s3';
import { CloudProcess } from '../../local/cloud-process';
import { plainPicture } from '../pictures';
import { startServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import { tinyManifest, writeTinyModel } from '../tiny-model';

const program = join(__dirname, '..', '..', '..', 'bin', 'image-classifier.js');
const folder = temporaryFolder();
let cloud: CloudProcess;
let turn = 0;
let store: string;

const english = ['red', 'green', 'blue'];
const french = ['rouge', 'vert', 'bleu'];
const small = (labels = english) => writeTinyModel(join(folder, labels[0]), { labels, described: 'model.json' });
/** 16 MiB: four parts. */
const large = join(folder, 'large', 'model.onnx');
const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(
  words: string[],
  environment: Record<string, string> = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [program, 'publish', ...words], {
    env: { ...process.env, ...cloud.environment, ...environment },
  });
  const printed = { out: '', err: '' };
  child.stdout.on('data', (text) => (printed.out += text));
  child.stderr.on('data', (text) => (printed.err += text));
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, ...printed })));
  return { child, ended };
}

const publish = (...words: string[]) => start([...words, '--to', `s3://${store}/live`, '--name', 'shoes']).ended;

async function keys(): Promise<string[]> {
  const { Contents = [] } = await cloud.s3.send(new ListObjectsV2Command({ Bucket: store }));
  return Contents.map(({ Key = '' }) => Key);
}

async function text(Key: string): Promise<string> {
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket: store, Key }));
  return (await Body?.transformToString()) ?? '';
}

async function leftUploads(): Promise<number> {
  const { Uploads = [] } = await cloud.s3.send(new ListMultipartUploadsCommand({ Bucket: store }));
  return Uploads.length;
}

beforeAll(async () => {
  writeTinyModel(join(folder, 'large'), { hidden: 2048 });
  cloud = await CloudProcess.start();
});
beforeEach(async () => {
  turn += 1;
  store = `store-${turn}`;
  await cloud.bucket(store);
});
afterAll(() => cloud.stop());

test('a version is the model and one description that says all that was understood, with its SHA-256', async () => {
  const file = small();
  const { code, out, err } = await publish(join(folder, 'red'));
  expect([code, err]).toEqual([0, '']);
  expect(out).toBe(
    `model.onnx: classify, 3 labels, 0.0 MiB, SHA-256 ${sha256(file)}\nshoes version 1 is published: s3://${store}/live/shoes/1\n`,
  );
  expect(await keys()).toEqual(['live/shoes/1/model.json', 'live/shoes/1/model.onnx']);
  expect(JSON.parse(await text('live/shoes/1/model.json'))).toMatchObject({
    ...tinyManifest(),
    name: 'shoes',
    version: '1',
    sha256: sha256(file),
  });
});

test('a large model goes up in parts, each checked by its SHA-256, and arrives as it was', async () => {
  expect((await publish(large)).code).toBe(0);
  const Key = 'live/shoes/1/model.onnx';
  const at = { Bucket: store, Key };
  const facts = await cloud.s3.send(new HeadObjectCommand({ ...at, ChecksumMode: 'ENABLED' }));
  expect(facts.ETag).toMatch(/-4"$/);
  expect(facts.ChecksumSHA256).toMatch(/-4$/);
  const { Body } = await cloud.s3.send(new GetObjectCommand(at));
  const arrived = Buffer.from((await Body?.transformToByteArray()) ?? []);
  expect(createHash('sha256').update(arrived).digest('hex')).toBe(sha256(large));
});

test('without --version the next number is taken, whatever an unfinished upload left behind', async () => {
  small();
  await publish(join(folder, 'red'), '--version', '9');
  await cloud.s3.send(new PutObjectCommand({ Bucket: store, Key: 'live/shoes/12/model.json', Body: '{}' }));
  expect((await publish(join(folder, 'red'))).out).toContain('shoes version 10 is published');
});

test('a version that exists is refused, and overwritten only when asked', async () => {
  small();
  small(french);
  await publish(join(folder, 'red'), '--version', '3');
  const refused = await publish(join(folder, 'rouge'), '--version', '3');
  expect(refused).toMatchObject({ code: 73, out: '' });
  expect(refused.err).toMatch(/shoes has the versions 3\.[\s\S]*add --replace[\s\S]*\[version-taken\]/);
  expect(JSON.parse(await text('live/shoes/3/model.json')).labels).toEqual(english);

  expect((await publish(join(folder, 'rouge'), '--version', '3', '--replace')).code).toBe(0);
  expect(JSON.parse(await text('live/shoes/3/model.json')).labels).toEqual(french);
});

test('of two that publish one version at the same moment, one gets it', async () => {
  small();
  const both = await Promise.all(['red', 'large'].map((name) => publish(join(folder, name), '--version', '1')));
  expect(both.map(({ code }) => code).sort()).toEqual([0, 73]);
  expect(both.map(({ err }) => err).join('')).toContain('[version-taken]');
  expect(await leftUploads()).toBe(0);
});

test('what cannot be served is not uploaded', async () => {
  const place = join(folder, 'undescribed');
  writeTinyModel(place, { described: 'nowhere' });
  const { code, err } = await publish(place);
  expect(code).toBe(65);
  expect(err).toContain('[model-undescribed]');
  expect(await keys()).toEqual([]);
});

test('Ctrl-C takes the upload back: no version, and no parts that somebody pays for', async () => {
  const { child, ended } = start([large, '--to', `s3://${store}`, '--name', 'shoes']);
  child.stdout?.once('data', () => setTimeout(() => child.kill('SIGINT'), 5));
  expect(await ended).toMatchObject({ code: 130, out: expect.stringMatching(/Stopped; nothing of it is served\.\n$/) });
  expect((await keys()).filter((key) => key.endsWith('.onnx'))).toEqual([]);
  expect(await leftUploads()).toBe(0);
});

test('a store that cannot be written is told with its remedy', async () => {
  small();
  const { code, err } = await start([join(folder, 'red'), '--to', 's3://no-such-store', '--name', 'shoes']).ended;
  expect(code).toBe(69);
  expect(err).toMatch(/s3:\/\/no-such-store\/: NoSuchBucket.*\n {2}Remedy: .*s3:PutObject.*\[store-unusable\]/);
});

test.each([
  [['--name', 'shoes'], /publish needs one model/],
  [['a.onnx', '--name', 'shoes'], /--to must be s3:\/\/bucket or s3:\/\/bucket\/prefix, received nothing/],
  [['a.onnx', '--to', 's3://b-b', '--name', 'a b'], /--name must be letters.*received "a b"/],
  [['a.onnx', '--to', 's3://b-b', '--version', '01'], /--version must be a whole number from 1, received "01"/],
  [['a.onnx', '--to', 's3://b-b', '--replace'], /--replace needs the --version/],
  [['a.onnx', '--to', 's3://b-b', '--port', '1'], /Unknown option '--port'/],
])('the command line %j is not understood, and says why', async (words, reason) => {
  const { code, err } = await start(words).ended;
  expect([code, err]).toEqual([64, expect.stringMatching(reason)]);
});

test('a model that its description does not mean is not published', async () => {
  const place = join(folder, 'altered');
  writeTinyModel(place);
  writeFileSync(join(place, 'model.json'), JSON.stringify({ sha256: '0'.repeat(64) }));
  expect(await publish(place)).toMatchObject({ code: 65, err: expect.stringContaining('[model-altered]') });
});

test('a running server opens what was published, and never half of it', async () => {
  const server = await startServer({
    ...cloud.environment,
    IMAGE_CLASSIFIER_REPOSITORY: `s3://${store}/live`,
    IMAGE_CLASSIFIER_REPOSITORY_POLL_SECONDS: '0.2',
  });
  const ask = async () => {
    const body = new Uint8Array(await plainPicture('#ff0000'));
    const answer = await (await fetch(`${server.url}/classify?model=shoes`, { method: 'POST', body })).json();
    return answer.failure?.id ?? `${answer.model.version} ${answer.labels[0].label}`;
  };
  const answers: string[] = [];
  small();
  await publish(join(folder, 'red'));
  while (answers.at(-1) !== '1 red') answers.push(await ask());
  expect(['model-unknown', 'model-unavailable', '1 red']).toEqual(expect.arrayContaining([...new Set(answers)]));

  answers.length = 0;
  small(french);
  const publishing = publish(join(folder, 'rouge'));
  while (answers.at(-1) !== '2 rouge') answers.push(await ask());
  expect((await publishing).code).toBe(0);
  expect(new Set(answers)).toEqual(new Set(['1 red', '2 rouge']));
  expect(await server.stop()).toBe(0);
});
