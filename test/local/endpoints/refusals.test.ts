import {
  InvokeEndpointAsyncCommand,
  InvokeEndpointCommand,
  type InvokeEndpointCommandInput,
  ModelError,
} from '@aws-sdk/client-sagemaker-runtime';
import { writeAssembly } from '../assembly-files';
import { assetUrl, container, endpoint, model, variant } from './endpoint-template';
import { tinyArchive } from './model-archive';
import { endProgram, type RuntimeProgram, startProgram } from './runtime-program';

const tiny = assetUrl('tiny.tar.gz');
const Resources = {
  Tiny: model(container(tiny)),
  Cut: model(container(tiny, { Environment: { IMAGE_CLASSIFIER_MAX_BODY_BYTES: '1024' } })),
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'answers' } },
  ...endpoint('plain', [variant('main', 'Tiny')]),
  ...endpoint('small', [
    {
      VariantName: 'main',
      ModelName: { 'Fn::GetAtt': ['Cut', 'ModelName'] },
      ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 2 },
    },
  ]),
  ...endpoint('line', [variant('main', 'Tiny')], {
    AsyncInferenceConfig: { OutputConfig: { S3OutputPath: 's3://answers/out' } },
  }),
};
const app = writeAssembly({ stacks: { shop: { Resources } }, files: { 'tiny.tar.gz': tinyArchive() } });

let program: RuntimeProgram;

beforeAll(async () => {
  program = await startProgram(app, ['--max-local', '1']);
});

afterAll(() => endProgram(program));

const call = (input: Partial<InvokeEndpointCommandInput>) =>
  program.runtime.send(new InvokeEndpointCommand({ EndpointName: 'plain', Body: Buffer.from('none'), ...input }));

test('what a container refuses is a ModelError with its own status and words', async () => {
  const error = (await call({ ContentType: 'image/jpeg' }).catch((thrown) => thrown)) as ModelError;
  expect(error).toBeInstanceOf(ModelError);
  expect(error.$metadata.httpStatusCode).toBe(424);
  expect(error.OriginalStatusCode).toBe(415);
  expect(error.OriginalMessage).toContain('image-unsupported');
  expect(error.LogStreamArn).toMatch(/^arn:aws:logs:us-east-1:\d{12}:log-group:\/aws\/sagemaker\/Endpoints\/plain$/);
  expect(error.message).toMatch(/^Received client error \(415\) from primary with message "/);
});

test.each([
  [{ EndpointName: 'gone' }, 'Endpoint gone of account 000000000000 not found.'],
  [{ TargetVariant: 'other' }, 'Variant other not found for Request'],
  [
    { TargetModel: 'a.tar.gz' },
    'Endpoint plain is not a multi-model endpoint and does not support target model header.',
  ],
  [{ TargetContainerHostname: 'a' }, 'Endpoint plain is not a direct multi-container endpoint'],
  [{ InferenceComponentName: 'a' }, 'Endpoint plain has no inference components'],
  [{ EndpointName: 'line' }, 'Endpoint line takes asynchronous requests only: call InvokeEndpointAsync.'],
])('%j is refused before any container is asked', async (input, message) => {
  await expect(call(input)).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(message),
    $metadata: { httpStatusCode: 400 },
  });
});

test.each([
  ['plain', { InputLocation: 's3://answers/x.jpg' }, 'takes no asynchronous requests: call InvokeEndpoint.'],
  ['line', {}, 'Exactly one of InputLocation and Body must be given.'],
  ['line', { InputLocation: 's3://answers/x', Body: Buffer.from('x') }, 'Exactly one of InputLocation and Body'],
  ['line', { InputLocation: 'answers/x' }, 'InputLocation must be like s3://bucket/key'],
  [
    'line',
    { Body: Buffer.from('x'), RequestTTLSeconds: 1 },
    'RequestTTLSeconds must be a whole number from 60 to 21600',
  ],
  ['line', { Body: Buffer.alloc(128_001) }, 'HTTP content length exceeded 128000 bytes.'],
])('InvokeEndpointAsync at %s with %j is refused', async (EndpointName, input, message) => {
  const sent = program.runtime.send(new InvokeEndpointAsyncCommand({ EndpointName, ...input }));
  await expect(sent).rejects.toMatchObject({ name: 'ValidationError', message: expect.stringContaining(message) });
});

test('25 MB are too much for a real-time endpoint, 4 MB for a serverless one', async () => {
  const limits = [
    ['plain', 25 * 2 ** 20],
    ['small', 4 * 2 ** 20],
  ] as const;
  for (const [EndpointName, bytes] of limits) {
    await expect(call({ EndpointName, Body: Buffer.alloc(bytes + 1) })).rejects.toMatchObject({
      name: 'ValidationError',
      message: `HTTP content length exceeded ${bytes} bytes.`,
    });
  }
});

test('a page of another site gets no answer', async () => {
  const url = `${program.url}/endpoints/plain/invocations`;
  const foreign = await fetch(url, { method: 'POST', body: 'x', headers: { Origin: 'https://elsewhere.example' } });
  expect(foreign.status).toBe(404);
});
