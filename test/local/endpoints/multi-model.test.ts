import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { modelMemory } from '../../../lib/contracts/model-memory';
import { writeAssembly } from '../assembly-files';
import { container, endpoint, model, variant } from './endpoint-template';
import { modelArchive, tinyArchive } from './model-archive';
import { endProgram, type RuntimeProgram, startProgram } from './runtime-program';

// Room for two tiny models and a half.
const room = Math.ceil(2.5 * modelMemory(4096, 1));
const prefix = { 'Fn::Join': ['', ['s3://', { Ref: 'Models' }, '/live/']] };
const many = (setting: 'Enabled' | 'Disabled') =>
  container(prefix, {
    Mode: 'MultiModel',
    MultiModelConfig: { ModelCacheSetting: setting },
    Environment: { IMAGE_CLASSIFIER_MODEL_MEMORY_BYTES: String(room) },
  });
const Resources = {
  Models: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'models' } },
  Many: model(many('Enabled')),
  Each: model(many('Disabled')),
  ...endpoint('many', [variant('main', 'Many')]),
  ...endpoint('each', [variant('main', 'Each')]),
};

let program: RuntimeProgram;
const labelsOf = (name: string) => ['red', 'green', 'blue'].map((colour) => `${name}-${colour}`);

beforeAll(async () => {
  program = await startProgram(writeAssembly({ stacks: { shop: { Resources } } }));
  for (const name of ['a', 'b', 'c']) {
    await put(`live/${name}.tar.gz`, tinyArchive({ labels: labelsOf(name) }));
  }
});

afterAll(() => endProgram(program));

async function put(Key: string, Body: Buffer): Promise<void> {
  await program.s3.send(new PutObjectCommand({ Bucket: 'models', Key, Body }));
}

const ask = (name: string, EndpointName = 'many') => program.ask({ EndpointName, TargetModel: `${name}.tar.gz` });

test('a model is fetched with its first request, and the one used longest ago leaves when memory is short', async () => {
  expect(await ask('a')).toBe('a-red');
  expect(await ask('b')).toBe('b-red');
  await program.local.line(/many: multi-model, 1 running here, \d+ invocations, 2 models loaded/);
  expect(await ask('c')).toBe('c-red');
  await program.local.line(/many: multi-model, 1 running here, 3 invocations, 2 models loaded/);
  expect(await Promise.all(['a', 'b', 'c', 'a'].map((name) => ask(name)))).toEqual([
    'a-red',
    'b-red',
    'c-red',
    'a-red',
  ]);
});

test('a model that is loaded needs no bucket any more; one that is not there is refused by its place', async () => {
  await ask('c');
  await program.s3.send(new DeleteObjectCommand({ Bucket: 'models', Key: 'live/c.tar.gz' }));
  expect(await ask('c')).toBe('c-red');
  await expect(ask('d')).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining('Failed to download model data(bucket: models, key: live/d.tar.gz).'),
  });
  await put('live/d.tar.gz', tinyArchive({ labels: labelsOf('d') }));
  expect(await ask('d')).toBe('d-red');
});

test('without a cache every request loads its model, and leaves none', async () => {
  expect(await ask('a', 'each')).toBe('a-red');
  expect(await ask('a', 'each')).toBe('a-red');
  await program.local.line(/each: multi-model, 1 running here, 2 invocations, 0 models loaded/);
  // A model may be asked for again while it leaves.
  const calls = async () => [await ask('a', 'each'), await ask('a', 'each')];
  expect((await Promise.all([calls(), calls(), calls()])).flat()).toEqual(new Array(6).fill('a-red'));
});

test.each([
  ['../a.tar.gz', 'TargetModel must be a path below the prefix of the models'],
  [undefined, 'Endpoint many is a multi-model endpoint and requires the target model header.'],
])('the target model %s is refused', async (TargetModel, message) => {
  await expect(program.ask({ EndpointName: 'many', TargetModel })).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining(message),
  });
});

test('an archive that names a place outside its folder is refused, one that holds no model is the fault of the model', async () => {
  await put('live/evil.tar.gz', modelArchive({ '../../evil.onnx': Buffer.from('evil') }));
  await put('live/empty.tar.gz', modelArchive({ 'readme.txt': Buffer.from('nothing') }));
  await expect(ask('evil')).rejects.toMatchObject({ message: expect.stringContaining('a place outside its folder') });
  await expect(ask('empty')).rejects.toMatchObject({ name: 'ModelError', OriginalStatusCode: expect.any(Number) });
});
