import { cpSync, mkdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../until';
import { plainPicture } from '../pictures';
import { endingServers, type ServerProcess, startServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import { type TinyModelOptions, writeTinyModel } from '../tiny-model';

const workshop = temporaryFolder();
let body: Uint8Array<ArrayBuffer>;
let repository: string;
let server: ServerProcess;
const servers: ServerProcess[] = [];

beforeAll(async () => {
  body = new Uint8Array(await plainPicture('#ff0000'));
});

/** Puts a model into the repository as a careful uploader does: whole, in one step. */
function publish(place: string, options: TinyModelOptions = {}): void {
  const made = join(workshop, 'made');
  rmSync(made, { recursive: true, force: true });
  writeTinyModel(made, options);
  mkdirSync(join(repository, place, '..'), { recursive: true });
  renameSync(made, join(repository, place));
}

async function start(environment: Record<string, string> = {}): Promise<void> {
  server = await startServer({
    IMAGE_CLASSIFIER_REPOSITORY: repository,
    IMAGE_CLASSIFIER_REPOSITORY_POLL_SECONDS: '0.2',
    ...environment,
  });
  servers.push(server);
}

async function ask(query = ''): Promise<{ status: number; answer: string }> {
  const response = await fetch(`${server.url}/classify${query}`, { method: 'POST', body });
  const answer = await response.json();
  return { status: response.status, answer: answer.labels?.[0].label ?? answer.failure.message };
}

const versionOf = async (query = '') => {
  const { model } = await (await fetch(`${server.url}/classify${query}`, { method: 'POST', body })).json();
  return model?.version;
};

const logged = (message: string, fields: object = {}) =>
  server.logs.some(
    (line) => line.msg === message && Object.entries(fields).every(([name, value]) => String(line[name]).match(value)),
  );

beforeEach(() => {
  repository = join(workshop, `repository-${Math.random()}`);
  mkdirSync(repository);
});

endingServers(servers);

test('three layouts are understood; a model opens with its first request', async () => {
  publish('numbered/7');
  publish('plain', { labels: ['rot', 'gruen', 'blau'] });
  cpSync(
    writeTinyModel(join(workshop, 'single'), { labels: ['rouge', 'vert', 'bleu'] }),
    join(repository, 'alone.onnx'),
  );
  await start();
  expect(logged('model loaded')).toBe(false);
  expect(await ask('?model=numbered')).toEqual({ status: 200, answer: 'red' });
  expect(await ask('?model=plain')).toEqual({ status: 200, answer: 'rot' });
  expect(await ask('?model=alone')).toEqual({ status: 200, answer: 'rouge' });
  expect(await versionOf('?model=numbered')).toBe('7');
  expect((await ask('?model=nobody')).status).toBe(404);
  expect((await ask('?model=..%2Fmade')).status).toBe(404);
  expect((await ask()).answer).toMatch(/names no model/);
  expect((await ask('?model=numbered&version=6')).status).toBe(404);
});

test('a new version takes over without an error, and the old one is drained', async () => {
  publish('shop/1');
  await start({ IMAGE_CLASSIFIER_PRELOAD: 'shop' });
  expect(await versionOf()).toBe('1');
  const statuses = new Set<number>();
  let asking = true;
  const traffic = (async () => {
    while (asking) statuses.add((await ask()).status);
  })();
  publish('shop/2', { labels: ['rosso', 'verde', 'blu'] });
  await until(async () => (await versionOf()) === '2');
  await until(() => logged('model unloaded', { reason: /replaced/ }));
  asking = false;
  await traffic;
  expect([...statuses]).toEqual([200]);
  expect(await ask()).toEqual({ status: 200, answer: 'rosso' });
  expect(await versionOf('?version=1')).toBe('1');
});

test('a bad new version leaves the old one serving and says why', async () => {
  publish('shop/1');
  await start({ IMAGE_CLASSIFIER_PRELOAD: 'shop' });
  mkdirSync(join(repository, 'shop/2'));
  writeFileSync(join(repository, 'shop/2/model.onnx'), 'not a model at all');
  await until(() => logged('model not loaded', { reason: /model-unreadable/ }));
  expect(await versionOf()).toBe('1');
  const failures = server.logs.filter(({ msg }) => msg === 'model not loaded').length;
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(server.logs.filter(({ msg }) => msg === 'model not loaded').length).toBe(failures);
  rmSync(join(repository, 'shop/2'), { recursive: true });
  publish('shop/3');
  await until(async () => (await versionOf()) === '3');
});

test('a partial upload is never loaded', async () => {
  publish('shop/1');
  await start({ IMAGE_CLASSIFIER_PRELOAD: 'shop', IMAGE_CLASSIFIER_REPOSITORY_POLL_SECONDS: '0.6' });
  const whole = writeTinyModel(join(workshop, 'large'), { hidden: 512 });
  const target = join(repository, 'shop/2/model.onnx');
  mkdirSync(join(target, '..'));
  cpSync(whole, target);
  const { size } = statSync(whole);
  // Grows for several looks: it is never the same twice before it is whole.
  for (let step = 1; step <= 10; step += 1) {
    cpSync(whole, target);
    truncateSync(target, Math.floor((size * step) / 12));
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await versionOf()).toBe('1');
  }
  cpSync(whole, target);
  await until(async () => (await versionOf()) === '2');
  expect(logged('model not loaded')).toBe(false);
});

test('a repository that is not there stops the start with the remedy', async () => {
  publish('shop/1');
  await start();
  await expect(startServer({ IMAGE_CLASSIFIER_REPOSITORY: join(workshop, 'nowhere') })).rejects.toThrow(
    /ENOENT.*repository-unreadable/s,
  );
});

test('a pinned version stays', async () => {
  publish('shop/1');
  publish('shop/2');
  await start({ IMAGE_CLASSIFIER_PINNED_VERSIONS: 'shop=1' });
  expect(await versionOf()).toBe('1');
  publish('shop/3');
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await versionOf()).toBe('1');
});

test('under a memory budget the model used longest ago leaves first, and comes back when it is asked for', async () => {
  for (const name of ['one', 'two', 'three']) publish(`${name}/1`);
  await start({ IMAGE_CLASSIFIER_MODEL_MEMORY_BYTES: String(140 * 1_048_576) });
  for (const name of ['one', 'two', 'one', 'three']) expect((await ask(`?model=${name}`)).status).toBe(200);
  await until(() => logged('model unloaded', { model: /^two$/, reason: /memory/ }));
  expect(logged('model unloaded', { model: /^one$/ })).toBe(false);
  expect((await ask('?model=two')).status).toBe(200);
  await until(() => logged('model unloaded', { model: /^one$/, reason: /memory/ }));
});

test('a new version drives out others, but not the one it shall replace', async () => {
  publish('shop/1');
  publish('other/1');
  await start({ IMAGE_CLASSIFIER_MODEL_MEMORY_BYTES: String(140 * 1_048_576) });
  for (const name of ['shop', 'other']) expect((await ask(`?model=${name}`)).status).toBe(200);
  publish('shop/2', { hidden: 512 });
  await until(async () => (await versionOf('?model=shop')) === '2');
  await until(() => logged('model unloaded', { model: /^other$/, reason: /memory/ }));
  expect(logged('model unloaded', { model: /^shop$/, reason: /memory/ })).toBe(false);
});

test('a new version waits where there is only memory for the one that serves', async () => {
  publish('shop/1');
  await start({ IMAGE_CLASSIFIER_MODEL_MEMORY_BYTES: String(100 * 1_048_576) });
  expect((await ask('?model=shop')).status).toBe(200);
  publish('shop/2', { hidden: 512 });
  await until(() => logged('the new version waits', { model: /^shop$/, reason: /memory/i }));
  expect(logged('model unloaded', { model: /^shop$/ })).toBe(false);
  expect(await versionOf('?model=shop')).toBe('1');
});

test('a model that leaves the repository is closed', async () => {
  publish('shop/1');
  publish('other/1');
  await start({ IMAGE_CLASSIFIER_DEFAULT_MODEL: 'shop' });
  expect((await ask()).status).toBe(200);
  rmSync(join(repository, 'shop'), { recursive: true });
  await until(() => logged('model unloaded', { reason: /removed/ }));
  expect((await ask()).status).toBe(404);
  expect((await ask('?model=other')).status).toBe(200);
});

test('a model that crashes or cannot be opened does not stop another', async () => {
  publish('healthy/1');
  publish('sick/1', { whenDark: 'hang' });
  await start({ IMAGE_CLASSIFIER_PICTURE_TIMEOUT_SECONDS: '1' });
  expect((await ask('?model=healthy')).status).toBe(200);
  const dark = new Uint8Array(await plainPicture('#000000'));
  const hanging = fetch(`${server.url}/classify?model=sick`, { method: 'POST', body: dark });
  const times: number[] = [];
  for (let turn = 0; turn < 20; turn += 1) {
    const begin = performance.now();
    expect((await ask('?model=healthy')).status).toBe(200);
    times.push(performance.now() - begin);
  }
  expect(Math.max(...times)).toBeLessThan(900);
  expect((await hanging).status).toBe(422);
});
