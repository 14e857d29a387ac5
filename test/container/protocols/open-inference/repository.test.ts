import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startServer } from '../../server-process';
import { temporaryFolder } from '../../temporary-folder';
import { writeTinyModel } from '../../tiny-model';
import { ask, imageInput, pixels, post, type ServerProcess } from './ask';
import { GrpcClient, refusalOf } from './grpc-client';

const repository = temporaryFolder();
let server: ServerProcess;
let client: GrpcClient;

beforeAll(async () => {
  for (const place of ['cats/1', 'cats/3', 'dogs/1']) {
    mkdirSync(join(repository, place), { recursive: true });
    writeTinyModel(join(repository, place));
  }
  server = await startServer({
    IMAGE_CLASSIFIER_REPOSITORY: repository,
    IMAGE_CLASSIFIER_REPOSITORY_POLL_SECONDS: '0.2',
    IMAGE_CLASSIFIER_PROCESSES: '1',
    IMAGE_CLASSIFIER_GRPC_PORT: '0',
  });
  client = GrpcClient.of(server);
});
afterAll(async () => {
  client.close();
  expect(await server.stop()).toBe(0);
});

const states = async (body = '{}') => {
  const { json } = await ask(server, '/v2/repository/index', post(body));
  return Object.fromEntries(
    json.map(({ name, version, state }: Record<string, string>) => [`${name}/${version}`, state]),
  );
};
const control = (name: string, verb: 'load' | 'unload', body = '') =>
  ask(server, `/v2/repository/models/${name}/${verb}`, post(body));
const infer = (path: string) => {
  const request = { inputs: [imageInput(['red'], { data: pixels('red') })] };
  return ask(server, `/v2/models/${path}/infer`, post(JSON.stringify(request)));
};

test('models are listed, opened, asked by version and closed as their caller says', async () => {
  expect(await states()).toEqual({ 'cats/1': 'UNAVAILABLE', 'cats/3': 'UNAVAILABLE', 'dogs/1': 'UNAVAILABLE' });
  expect((await control('cats', 'load')).status).toBe(200);
  expect(await states('{"ready":true}')).toEqual({ 'cats/3': 'READY' });
  expect((await infer('cats')).json).toMatchObject({ model_name: 'cats', model_version: '3' });
  expect((await infer('cats/versions/1')).json).toMatchObject({ model_name: 'cats', model_version: '1' });
  expect((await ask(server, '/v2/models/cats')).json.versions.sort()).toEqual(['1', '3']);
  const { model_stats } = (await ask(server, '/v2/models/stats')).json;
  expect(model_stats.map(({ name, version }: Record<string, string>) => `${name}/${version}`).sort()).toEqual([
    'cats/1',
    'cats/3',
  ]);
  expect((await control('cats', 'unload', '{"parameters":{"unload_dependents":false}}')).status).toBe(200);
  expect(await states('{"ready":true}')).toEqual({});
  const refused = await infer('cats');
  expect([refused.status, refused.json.error]).toEqual([503, 'The model cats was unloaded on request.']);
  expect((await ask(server, '/v2/models/cats/ready')).status).toBe(503);
});

test('the same over gRPC', async () => {
  expect(await client.call('RepositoryModelLoad', { model_name: 'dogs' })).toEqual({});
  const index = async () => (await client.call('RepositoryIndex', { ready: true })).models;
  expect(await index()).toEqual([{ name: 'dogs', version: '1', state: 'READY', reason: '' }]);
  expect(await client.call('ModelReady', { name: 'dogs' })).toEqual({ ready: true });
  expect(await client.call('RepositoryModelUnload', { model_name: 'dogs' })).toEqual({});
  expect(await index()).toEqual([]);
  // No is an answer to this question; only a model that nobody knows is a failure.
  expect(await client.call('ModelReady', { name: 'dogs' })).toEqual({ ready: false });
  expect(await refusalOf(client.call('ModelReady', { name: 'cows' }))).toMatchObject({ code: 5 });
  expect(await refusalOf(client.call('RepositoryModelLoad', { model_name: 'cows' }))).toMatchObject({ code: 5 });
});

test('whoever waits for a model to be ready, has it opened', async () => {
  expect((await control('dogs', 'load')).status).toBe(200);
  expect((await control('dogs', 'unload')).status).toBe(200);
  expect((await control('dogs', 'load')).status).toBe(200);
  expect((await ask(server, '/v2/models/dogs/versions/1/ready')).json).toEqual({ name: 'dogs', ready: true });
});

test('a model that its caller brings along is not taken', async () => {
  const { status, json } = await control('cats', 'load', '{"parameters":{"file:1/model.onnx":"AAAA"}}');
  expect([status, json.id]).toEqual([501, 'feature-unsupported']);
  expect((await control('cats', 'load', '{')).status).toBe(400);
});
