import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainPicture } from '../pictures';
import { type ServerProcess, startServer } from '../server-process';
import { writeTinyModel } from '../tiny-model';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'models-')));
const mebibyte = 1_048_576;
let server: ServerProcess;
let green: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  writeTinyModel(join(root, 'a/model'), { labels: ['red', 'green', 'blue'] });
  writeTinyModel(join(root, 'b/model'), { labels: ['rouge', 'vert', 'bleu'], rounds: 1500 });
  writeTinyModel(join(root, 'large/model'), { hidden: 4096 });
  mkdirSync(join(root, 'broken/model'), { recursive: true });
  writeFileSync(join(root, 'broken/model/model.onnx'), 'not a model');
  symlinkSync('/etc', join(root, 'escape'));
  green = new Uint8Array(await plainPicture('#00ff00'));
  server = await startServer({
    SAGEMAKER_MULTI_MODEL: 'true',
    IMAGE_CLASSIFIER_MODELS_ROOT: root,
    IMAGE_CLASSIFIER_MODEL_MEMORY_BYTES: String(256 * mebibyte),
  });
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

async function call(method: string, path: string, body?: unknown) {
  const response = await fetch(server.url + path, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, answer: await response.json() };
}

const load = (name: string, folder = name) =>
  call('POST', '/models', { model_name: name, url: join(root, folder, 'model') });
const invoke = (name: string) =>
  fetch(`${server.url}/models/${name}/invoke`, { method: 'POST', body: green, headers: { Accept: 'text/plain' } });

test('a server without a model is healthy and lists none', async () => {
  expect((await fetch(`${server.url}/ping`)).status).toBe(200);
  expect(await call('GET', '/models')).toEqual({ status: 200, answer: { models: [] } });
  expect((await invoke('a')).status).toBe(404);
});

test('a model is loaded, shown with the url that was posted, invoked, and unloaded', async () => {
  const url = `${root}/a/../a/model`;
  expect(await call('POST', '/models', { model_name: 'a', url, gpu_id: 0, more: 'in later versions' })).toMatchObject({
    status: 200,
  });
  expect(await call('GET', '/models/a')).toEqual({ status: 200, answer: { modelName: 'a', modelUrl: url } });
  const answer = await invoke('a');
  expect([answer.status, await answer.text()]).toEqual([200, 'green']);
  expect(await load('a')).toMatchObject({ status: 409, answer: { failure: { id: 'model-loaded' } } });
  expect(await call('DELETE', '/models/a')).toMatchObject({ status: 200 });
  expect((await invoke('a')).status).toBe(404);
  expect((await call('GET', '/models/a')).status).toBe(404);
  expect((await call('DELETE', '/models/a')).status).toBe(404);
});

test.each([
  ['a path outside the root', '/etc', 400, 'model-path-refused'],
  ['a link that leaves the root', 'escape', 400, 'model-path-refused'],
  ['a way back up', 'a/../../..', 400, 'model-path-refused'],
  ['a relative path', './a', 400, 'model-path-refused'],
  ['nothing there', 'nobody/model', 404, 'model-path-missing'],
  ['no model in the folder', 'a/model/..', 404, 'model-path-missing'],
  ['a file that is no model', 'broken/model', 503, 'model-unavailable'],
])('refuses %s', async (_, place, status, id) => {
  mkdirSync(join(root, 'empty'), { recursive: true });
  const url = place === 'a/model/..' ? join(root, 'empty') : /^[/.]/.test(place) ? place : `${root}/${place}`;
  expect(await call('POST', '/models', { model_name: 'x', url })).toMatchObject({
    status,
    answer: { failure: { id } },
  });
  expect((await call('GET', '/models/x')).status).toBe(404);
});

test('a model goes by the name it was posted under, in answers and metrics too', async () => {
  expect((await load('seventh-of-its-kind', 'a')).status).toBe(200);
  const answer = await fetch(`${server.url}/models/seventh-of-its-kind/invoke`, { method: 'POST', body: green });
  expect((await answer.json()).model).toMatchObject({ name: 'seventh-of-its-kind', version: '1' });
  expect(await call('GET', '/v2/models/seventh-of-its-kind')).toMatchObject({
    status: 200,
    answer: { name: 'seventh-of-its-kind' },
  });
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toMatch(/image_classifier_predictions_total\{[^}]*model="seventh-of-its-kind"/);
  expect(metrics).not.toMatch(/predictions_total\{[^}]*model="tiny"/);
  expect((await call('DELETE', '/models/seventh-of-its-kind')).status).toBe(200);
});

test('a body that does not follow the contract is refused with what is wrong', async () => {
  const { status, answer } = await call('POST', '/models', { name: 'a' });
  expect(status).toBe(400);
  expect(answer.failure.message).toMatch(/model_name: expected a non-empty string.*url: expected/);
});

test('a model that does not fit is answered with 507 and leaves the others alone', async () => {
  expect((await load('a')).status).toBe(200);
  expect((await load('b')).status).toBe(200);
  expect(await load('large')).toMatchObject({ status: 507, answer: { failure: { id: 'model-memory-exhausted' } } });
  // The platform makes room and comes again: nobody has to do anything.
  expect((await server.logged(({ reason }) => /of memory/.test(String(reason)))).level).toBe('info');
  expect((await invoke('a')).status).toBe(200);
  expect((await call('DELETE', '/models/a')).status).toBe(200);
  expect((await call('DELETE', '/models/b')).status).toBe(200);
  expect((await load('large')).status).toBe(200);
  expect((await call('DELETE', '/models/large')).status).toBe(200);
});

test('the list comes in pages, by name', async () => {
  await load('b');
  await load('a');
  const first = (await call('GET', '/models?limit=1')).answer;
  expect(first.models.map(({ modelName }: { modelName: string }) => modelName)).toEqual(['a']);
  const second = (await call('GET', `/models?limit=1&next_page_token=${first.nextPageToken}`)).answer;
  expect(second).toEqual({ models: [{ modelName: 'b', modelUrl: join(root, 'b/model') }] });
  expect((await call('GET', '/models?limit=none')).status).toBe(400);
});

test('DELETE answers when the model has finished what it works on; nobody loses an answer', async () => {
  const slow = Array.from({ length: 4 }, () => invoke('b'));
  await server.holds(4);
  const order: string[] = [];
  const answers = slow.map(async (answer) => {
    const text = await (await answer).text();
    order.push('answer');
    return text;
  });
  expect((await call('DELETE', '/models/b')).status).toBe(200);
  order.push('deleted');
  expect(await Promise.all(answers)).toEqual(['vert', 'vert', 'vert', 'vert']);
  expect(order).toEqual(['answer', 'answer', 'answer', 'answer', 'deleted']);
});
