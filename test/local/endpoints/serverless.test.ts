import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { plainPicture } from '../../container/pictures';
import { writeAssembly } from '../assembly-files';
import { assetUrl, container, endpoint, model } from './endpoint-template';
import { tinyArchive } from './model-archive';
import { endProgram, type RuntimeProgram, startProgram } from './runtime-program';

const variant = {
  VariantName: 'main',
  ModelName: { 'Fn::GetAtt': ['Slow', 'ModelName'] },
  ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 2 },
};
const Resources = { Slow: model(container(assetUrl('slow.tar.gz'))), ...endpoint('small', [variant]) };
const app = writeAssembly({
  stacks: { shop: { Resources } },
  files: { 'slow.tar.gz': tinyArchive({ rounds: 2000 }) },
});

let program: RuntimeProgram;

beforeAll(async () => {
  // Ten minutes without a request pass in two seconds.
  program = await startProgram(app, ['--speed', '300']);
});

afterAll(() => endProgram(program));

test('the first request starts it, and a while without any ends it again', async () => {
  await program.local.line(/small: serverless, 0 running here, 0 invocations/);
  expect(await program.ask({ EndpointName: 'small' })).toBe('red');
  await program.local.line(/small: serverless, 1 running here, 1 invocations/);
  await program.local.line(/small: serverless, 0 running here, 1 invocations/);
  expect(await program.ask({ EndpointName: 'small' }, 'blue')).toBe('blue');
});

test('more requests at once than it may have are throttled', async () => {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SageMakerRuntimeClient({
    endpoint: program.url,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  const Body = await plainPicture('#ff0000');
  const call = () => client.send(new InvokeEndpointCommand({ EndpointName: 'small', ContentType: 'image/jpeg', Body }));
  const outcomes = await Promise.allSettled([call(), call(), call(), call()]);
  client.destroy();
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.name] : []));
  expect(refused).toEqual(['ThrottlingException', 'ThrottlingException']);
});
