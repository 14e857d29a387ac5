import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  InvokeEndpointCommand,
  InvokeEndpointWithResponseStreamCommand,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import { plainPicture } from '../../container/pictures';
import { writeAssembly } from '../assembly-files';
import { descendantsOf, isAlive } from '../process-table';
import { capturedCalls } from './captured-calls';
import { assetUrl, container, endpoint, model, variant } from './endpoint-template';
import { tinyArchive } from './model-archive';
import { endProgram, type RuntimeProgram, startProgram } from './runtime-program';

const french = ['rouge', 'vert', 'bleu'];
const Resources = {
  English: model(container(assetUrl('english.tar.gz'))),
  French: model(container(assetUrl('french.tar.gz'))),
  ...endpoint('labels', [
    variant('english', 'English', { InitialVariantWeight: 3 }),
    variant('french', 'French', { InitialVariantWeight: 1 }),
  ]),
  ...endpoint('shadowed', [variant('main', 'English')], {
    ShadowProductionVariants: [variant('shadow', 'French', { InitialVariantWeight: 0.5 })],
    DataCaptureConfig: {
      EnableCapture: true,
      InitialSamplingPercentage: 50,
      DestinationS3Uri: { 'Fn::Join': ['', ['s3://', { Ref: 'Captured' }, '/kept/here']] },
      CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
    },
  }),
  Captured: { Type: 'AWS::S3::Bucket' },
};
const app = writeAssembly({
  stacks: { shop: { Resources } },
  files: { 'english.tar.gz': tinyArchive(), 'french.tar.gz': tinyArchive({ labels: french }) },
});

let program: RuntimeProgram;

beforeAll(async () => {
  program = await startProgram(app, ['--max-local', '1']);
});

test('a program that knows no address but that of the environment gets its answer', async () => {
  const variables = {
    AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME: program.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const before = { ...process.env };
  Object.assign(process.env, variables);
  const client = new SageMakerRuntimeClient({ region: 'us-east-1' });
  const answer = await client.send(
    new InvokeEndpointCommand({
      EndpointName: 'labels',
      TargetVariant: 'french',
      ContentType: 'image/jpeg',
      Accept: 'text/plain',
      CustomAttributes: 'order=7',
      InferenceId: 'order-7',
      Body: await plainPicture('#00ff00'),
    }),
  );
  process.env = before;
  client.destroy();
  expect(String(Buffer.from(answer.Body))).toBe('vert');
  expect(answer.InvokedProductionVariant).toBe('french');
  expect(answer.CustomAttributes).toBe('order=7');
  expect(answer.ContentType).toMatch(/^text\/plain/);
});

test('of eight requests six go to the variant whose weight is three of four, whatever the order of variants', async () => {
  const answers: string[] = [];
  for (let count = 0; count < 8; count += 1) answers.push(await program.ask({ EndpointName: 'labels' }));
  expect(answers.filter((label) => label === 'red')).toHaveLength(6);
  expect(answers.filter((label) => label === 'rouge')).toHaveLength(2);
});

test('a shadow gets a copy of every second request, and nobody sees its answer', async () => {
  for (let count = 0; count < 6; count += 1) expect(await program.ask({ EndpointName: 'shadowed' })).toBe('red');
  await program.local.line(/shadowed: real-time, 2 running here, 6 invocations, 3 copied/);
});

test('half of the calls are captured, of the shadow too: lines below endpoint, variant, day and hour', async () => {
  const place =
    /^kept\/here\/shadowed\/(main|shadow)\/\d{4}\/\d{2}\/\d{2}\/\d{2}\/\d{2}-\d{2}-\d{3}-[0-9a-f-]+\.jsonl$/;
  const answersOf = async (name: string, count: number) => {
    const files = await capturedCalls(program.s3, `kept/here/shadowed/${name}/`, count);
    expect(files.map(({ key }) => key).filter((key) => !place.test(key))).toEqual([]);
    const events = files.flatMap((file) => file.events);
    return events.map(({ captureData: { endpointOutput } }) => {
      expect(endpointOutput.encoding).toBe('BASE64');
      return JSON.parse(Buffer.from(endpointOutput.data, 'base64').toString()).labels[0].label;
    });
  };
  expect(await answersOf('main', 3)).toEqual(['red', 'red', 'red']);
  expect(await answersOf('shadow', 1)).toEqual(['rouge']);
});

test('an answer comes as a stream of events whose checksums the client has verified', async () => {
  const { Body, InvokedProductionVariant } = await program.runtime.send(
    new InvokeEndpointWithResponseStreamCommand({
      EndpointName: 'labels',
      TargetVariant: 'english',
      ContentType: 'application/jsonlines',
      Accept: 'application/jsonlines',
      Body: Buffer.from(
        [await plainPicture('#ff0000'), await plainPicture('#0000ff')]
          .map((picture) => `${JSON.stringify({ b64: picture.toString('base64') })}\n`)
          .join(''),
      ),
    }),
  );
  const parts: Buffer[] = [];
  for await (const { PayloadPart } of Body ?? []) parts.push(Buffer.from(PayloadPart?.Bytes ?? []));
  const rows = String(Buffer.concat(parts)).trim().split('\n');
  expect(rows.map((row) => JSON.parse(row).prediction.map(Math.round))).toEqual([
    [1, 0, 0],
    [0, 0, 1],
  ]);
  expect(InvokedProductionVariant).toBe('english');
});

test('at the end nothing is left: no process and no file', async () => {
  const processes = descendantsOf(program.local.child.pid ?? 0);
  const folder = join(tmpdir(), 'image-classifier-local', `endpoints-${program.local.child.pid}`);
  expect(readdirSync(folder).length).toBeGreaterThan(0);
  expect(processes.length).toBeGreaterThan(3);
  expect(await endProgram(program)).toBe(0);
  expect(processes.filter(isAlive)).toEqual([]);
  expect(existsSync(folder)).toBe(false);
});
