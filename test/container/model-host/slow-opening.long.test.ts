import { join } from 'node:path';
import { plainPicture } from '../pictures';
import { startServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';

const folder = temporaryFolder();
const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('SIGTERM does not wait for a model that is just being opened', async () => {
  writeTinyModel(join(folder, 'endless/model'), { rounds: 200_000 });
  const server = await startServer({
    SAGEMAKER_MULTI_MODEL: 'true',
    IMAGE_CLASSIFIER_MODELS_ROOT: folder,
    IMAGE_CLASSIFIER_DRAIN_SECONDS: '1',
  });
  const body = JSON.stringify({ model_name: 'endless', url: join(folder, 'endless/model') });
  const load = fetch(`${server.url}/models`, { method: 'POST', body }).then(({ status }) => status);
  await later(1500);
  const start = performance.now();
  expect(await server.stop()).toBe(0);
  expect(performance.now() - start).toBeLessThan(8000);
  expect(await load).toBe(503);
});

test('a model that is unloaded while it opens does not come back', async () => {
  writeTinyModel(join(folder, 'repository/slow/1'), { rounds: 200_000 });
  const server = await startServer({ IMAGE_CLASSIFIER_REPOSITORY: join(folder, 'repository') });
  const body = new Uint8Array(await plainPicture('#ff0000'));
  const ask = async () => (await fetch(`${server.url}/classify`, { method: 'POST', body })).status;
  const first = ask();
  await later(700);
  const start = performance.now();
  const unload = await fetch(`${server.url}/v2/repository/models/slow/unload`, { method: 'POST', body: '{}' });
  expect(unload.status).toBe(200);
  expect(performance.now() - start).toBeLessThan(5000);
  expect(await first).toBe(503);
  expect(await ask()).toBe(503);
  expect(server.logs.some(({ msg }) => msg === 'model loaded')).toBe(false);
  expect(await server.stop()).toBe(0);
});

test('DELETE of a model that is still loading ends the loading and answers 200; its name is free at once', async () => {
  writeTinyModel(join(folder, 'posted/endless'), { rounds: 200_000 });
  writeTinyModel(join(folder, 'posted/quick'));
  const server = await startServer({ SAGEMAKER_MULTI_MODEL: 'true', IMAGE_CLASSIFIER_MODELS_ROOT: folder });
  const post = (place: string) => {
    const body = JSON.stringify({ model_name: 'm', url: join(folder, 'posted', place) });
    return fetch(`${server.url}/models`, { method: 'POST', body }).then(({ status }) => status);
  };
  const remove = () => fetch(`${server.url}/models/m`, { method: 'DELETE' }).then(({ status }) => status);
  const load = post('endless');
  await later(1000);
  expect(await post('quick')).toBe(409);
  const start = performance.now();
  const [removed, again] = await Promise.all([remove(), later(50).then(() => post('quick'))]);
  expect(performance.now() - start).toBeLessThan(15_000);
  expect([removed, again, await load]).toEqual([200, 200, 503]);
  const body = new Uint8Array(await plainPicture('#ff0000'));
  expect((await fetch(`${server.url}/models/m/invoke`, { method: 'POST', body })).status).toBe(200);
  expect(await remove()).toBe(200);
  expect(await remove()).toBe(404);
  expect(await server.stop()).toBe(0);
});
