import { GetObjectCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { Stack } from 'aws-cdk-lib';
import { EndpointUploads, Hosting, ModelArtifact, SageMakerEndpointClassifier, WebAccess, WebTier } from '../../../lib';
import type { Result } from '../../../lib/contracts/result';
import { plainPicture } from '../../container/pictures';
import { temporaryFolder } from '../../container/temporary-folder';
import { writeTinyModel } from '../../container/tiny-model';
import { synthesized } from '../synthesized';
import { colours, endProgram, type RuntimeProgram, startProgram } from './runtime-program';

const folder = temporaryFolder();
let program: RuntimeProgram;
let pictures = '';
let results = '';

beforeAll(async () => {
  const labels = ['rouge', 'vert', 'bleu'];
  const app = synthesized((scope) => {
    const stack = new Stack(scope, 'shop');
    const model = ModelArtifact.fromAsset(writeTinyModel(`${folder}/colours`, { labels }));
    const endpoint = new SageMakerEndpointClassifier(stack, 'Classifier', { hosting: Hosting.asynchronous({ model }) });
    const fleet = new EndpointUploads(stack, 'Uploads', { endpoint });
    new WebTier(stack, 'Web', { fleet, access: WebAccess.open() });
    return stack;
  });
  program = await startProgram(app, ['--max-local', '1', '--speed', '300']);
  const { Buckets = [] } = await program.s3.send(new ListBucketsCommand({}));
  const named = (part: string) => Buckets.map(({ Name = '' }) => Name).find((name) => name.includes(part)) ?? '';
  [pictures, results] = [named('uploadsinput'), named('uploadsresult')];
});
afterAll(async () => {
  expect(await endProgram(program)).toBe(0);
});

const upload = (Key: string, Body: Buffer) => program.s3.send(new PutObjectCommand({ Bucket: pictures, Key, Body }));

/** The result of a picture, as soon as it is there. */
async function resultOf(key: string): Promise<Result> {
  for (;;) {
    try {
      const { Body } = await program.s3.send(new GetObjectCommand({ Bucket: results, Key: `${key}.json` }));
      return JSON.parse((await Body?.transformToString()) ?? '');
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

test('pictures in a bucket wake the endpoint from zero, and each has its result in the other bucket', async () => {
  const shown = Object.entries({ rouge: colours.red, vert: colours.green, bleu: colours.blue });
  for (const [label, colour] of shown) await upload(`shop/ü ${label}.jpg`, await plainPicture(colour));

  for (const [label] of shown) {
    const result = await resultOf(`shop/ü ${label}.jpg`);
    expect(result).toMatchObject({ status: 'classified', id: `shop/ü ${label}.jpg`, attempts: 1 });
    expect(result.status === 'classified' && result.labels[0].label).toBe(label);
  }
});

test('what is no picture has its failure as its result, whoever notices it', async () => {
  await upload('notes.jpg', Buffer.from('no picture at all'));
  const picture = await plainPicture(colours.red);
  await upload('damaged.jpg', picture.subarray(0, 200));

  expect(await resultOf('notes.jpg')).toMatchObject({ status: 'failed', failure: { id: 'image-unsupported' } });
  expect(await resultOf('damaged.jpg')).toMatchObject({
    status: 'failed',
    attempts: 1,
    failure: { id: 'image-unreadable', retry: 'no' },
  });
});

test('the page is told of the instances as of workers, and of results as of those of a fleet', async () => {
  const { batch, uploads } = await (
    await fetch(`${program.url}/api/uploads`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ files: [{ name: 'sky.jpg', type: 'image/jpeg', bytes: 700 }] }),
    })
  ).json();
  await upload(uploads[0].key, await plainPicture(colours.blue));
  await resultOf(uploads[0].key);

  const { results: found } = await (await fetch(`${program.url}/api/batches/${batch}`)).json();
  expect(found).toEqual([{ key: uploads[0].key, result: await resultOf(uploads[0].key) }]);
  const told = await (await fetch(`${program.url}/api/fleet`)).json();
  expect(told).toMatchObject({ waiting: 0, inFlight: 0, workers: { busy: 0 } });
  expect(told.workers.running).toBeLessThanOrEqual(1);
});
