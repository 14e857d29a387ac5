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
  writeTinyModel(join(folder, 'repository/slow/1'), { rounds: 8000 });
  const server = await startServer({ IMAGE_CLASSIFIER_REPOSITORY: join(folder, 'repository') });
  const body = new Uint8Array(await plainPicture('#ff0000'));
  const ask = async () => (await fetch(`${server.url}/classify`, { method: 'POST', body })).status;
  const first = ask();
  await later(700);
  const unload = await fetch(`${server.url}/v2/repository/models/slow/unload`, { method: 'POST', body: '{}' });
  expect(unload.status).toBe(200);
  expect(await first).toBe(503);
  expect(await ask()).toBe(503);
  expect(server.logs.some(({ msg }) => msg === 'model unloaded')).toBe(true);
  expect(await server.stop()).toBe(0);
});
