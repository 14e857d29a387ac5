import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { plainPicture } from '../pictures';
import { type ServerProcess, startServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import { type TinyModelOptions, writeTinyModel } from '../tiny-model';

const folder = temporaryFolder();
const repository = join(folder, 'repository');
let server: ServerProcess;

function publish(place: string, options: TinyModelOptions = {}): void {
  const made = join(folder, 'made');
  rmSync(made, { recursive: true, force: true });
  writeTinyModel(made, options);
  mkdirSync(join(repository, place, '..'), { recursive: true });
  renameSync(made, join(repository, place));
}

const load = (name: string) =>
  fetch(`${server.url}/v2/repository/models/${name}/load`, { method: 'POST', body: '{}' }).then(({ status }) => status);
const versionOf = async (name: string) => {
  const body = new Uint8Array(await plainPicture('#ff0000'));
  return (await (await fetch(`${server.url}/classify?model=${name}`, { method: 'POST', body })).json()).model?.version;
};
const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A caller who sends pictures line by line, and never the last one. */
function endlessSeries(name: string) {
  const outgoing = request(`${server.url}/models/${name}/invoke`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/jsonlines' },
  });
  outgoing.on('error', () => {});
  void plainPicture('#ff0000').then((picture) => outgoing.write(`{"b64":"${picture.toString('base64')}"}\n`));
  return { outgoing, begun: new Promise((resolve) => outgoing.once('response', resolve)) };
}

beforeAll(async () => {
  for (const name of ['shop', 'other']) publish(`${name}/1`);
  server = await startServer({
    IMAGE_CLASSIFIER_REPOSITORY: repository,
    IMAGE_CLASSIFIER_REPOSITORY_POLL_SECONDS: '0.2',
  });
});
afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

test('a caller who keeps an old version busy holds up neither its successor nor other models', async () => {
  expect([await versionOf('shop'), await versionOf('other')]).toEqual(['1', '1']);
  const { outgoing, begun } = endlessSeries('shop');
  await begun;
  publish('shop/2');
  const end = Date.now() + 20_000;
  while ((await versionOf('shop')) !== '2' && Date.now() < end) await later(100);
  expect(await versionOf('shop')).toBe('2');
  publish('other/2');
  while ((await versionOf('other')) !== '2' && Date.now() < end) await later(100);
  expect(await versionOf('other')).toBe('2');
  outgoing.destroy();
});

test('a model that takes long to open does not hold up the loading of another', async () => {
  publish('shop/3', { rounds: 200_000 });
  publish('quick/1');
  await later(1500);
  const answer = await Promise.race([load('quick'), later(15_000)]);
  expect(answer).toBe(200);
  rmSync(join(repository, 'shop/3'), { recursive: true });
});
