import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import {
  InvokeEndpointCommand,
  InvokeEndpointWithResponseStreamCommand,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import type { ObjectCalls } from '../../../local/src/cloud/object-calls';
import { Endpoints } from '../../../local/src/endpoints/endpoints';
import { RuntimeApi } from '../../../local/src/endpoints/runtime-api';
import { plainPicture } from '../../container/pictures';
import { temporaryFolder } from '../../container/temporary-folder';
import { writeTinyModel } from '../../container/tiny-model';

const folder = temporaryFolder();
writeTinyModel(join(folder, 'hanging'), { whenDark: 'hang' });
const project = join(__dirname, '..', '..', '..');
const environment = { IMAGE_CLASSIFIER_PROCESSES: '1', IMAGE_CLASSIFIER_PICTURE_TIMEOUT_SECONDS: '100' };
const data = { url: 's3://assets/hanging', form: 'archive' } as const;
const hosted = {
  containers: [{ name: 'primary', environment, data }],
  execution: 'Serial',
  isolated: true,
} as const;
const main = { name: 'main', configuration: 'c', weight: 1, instances: 1, startSeconds: 60, hosted, components: [] };
const endpoints = new Endpoints({
  endpoints: [{ id: 'Slow', name: 'slow', mode: 'real-time', variants: [main], shadows: [] }],
  launch: {
    program: join(project, 'container', 'dist', 'main.js'),
    guard: join(project, 'local', 'dist', 'task-guard.js'),
    cloud: {},
    host: { PATH: process.env.PATH ?? '' },
  },
  // Everything is an asset here.
  objects: undefined as unknown as ObjectCalls,
  assets: new Map([['hanging', join(folder, 'hanging')]]),
  archives: { sourceOf: (url) => url, urlOf: async (url) => url },
  most: 1,
  speed: 1,
  publish: async () => {},
  onLine: () => {},
});
let server: Server;
let client: SageMakerRuntimeClient;

beforeAll(async () => {
  endpoints.want(() => undefined);
  await endpoints.inService();
  const api = new RuntimeApi(endpoints, () => {}, { answerMs: 1500, streamMs: 1500 });
  server = createServer((request, response) => void api.answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const { port } = server.address() as AddressInfo;
  client = new SageMakerRuntimeClient({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials });
});

afterAll(async () => {
  client.destroy();
  server.close();
  endpoints.kill();
});

test('an answer that breaks off in the middle of a stream ends the stream with an error, after what came', async () => {
  const pictures = await Promise.all(['#ff0000', '#000000'].map((colour) => plainPicture(colour)));
  const lines = pictures.map((picture) => JSON.stringify({ b64: picture.toString('base64') }));
  const { Body = [] } = await client.send(
    new InvokeEndpointWithResponseStreamCommand({
      EndpointName: 'slow',
      ContentType: 'application/jsonlines',
      Accept: 'application/jsonlines',
      Body: Buffer.from(`${lines.join('\n')}\n`),
    }),
  );
  const parts: string[] = [];
  const read = async () => {
    for await (const { PayloadPart } of Body) parts.push(String(Buffer.from(PayloadPart?.Bytes ?? [])));
  };
  await expect(read()).rejects.toMatchObject({ name: 'ModelStreamError', ErrorCode: 'StreamBroken' });
  expect(parts.join('')).toMatch(/^\{"prediction":\[0\.99/);
});

test('a container that takes longer than a call may is a ModelError without a status of its own', async () => {
  const Body = await plainPicture('#000000');
  const call = new InvokeEndpointCommand({ EndpointName: 'slow', ContentType: 'image/jpeg', Body });
  await expect(client.send(call)).rejects.toMatchObject({
    name: 'ModelError',
    OriginalStatusCode: 0,
    OriginalMessage: expect.stringContaining('Your invocation timed out while waiting for a response'),
  });
});
