import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainPicture } from '../../pictures';
import { endingServers, type ServerProcess, startTinyServer } from '../../server-process';
import { writeTinyModel } from '../../tiny-model';
import { npy } from './npy';

const servers: ServerProcess[] = [];
// Alone on the machine, as in `.ci/run long`, nearly every call must be fast; beside other tests, the usual one.
const share = process.env.LONG ? 0.95 : 0.5;

endingServers(servers);

async function serverWith(environment: Record<string, string>, model = {}): Promise<ServerProcess> {
  const server = await startTinyServer(model, environment);
  servers.push(server);
  return server;
}

function invoke({ url }: ServerProcess, body: Buffer, headers: Record<string, string> = {}) {
  return fetch(`${url}/invocations`, { method: 'POST', body: new Uint8Array(body), headers });
}

const usual = (times: number[]) => times.sort((one, other) => one - other)[Math.floor(times.length * share)];

test('batch transform is told to keep every process busy within 100 MB in flight', async () => {
  const server = await serverWith({ IMAGE_CLASSIFIER_PROCESSES: '3' });
  const answer = await (await fetch(`${server.url}/execution-parameters`)).json();
  expect(answer).toEqual({ MaxConcurrentTransforms: 6, BatchStrategy: 'SINGLE_RECORD', MaxPayloadInMB: 16 });
});

test('a picture that cannot be classified fails its request, or becomes a placeholder where that is wished; a fault of the server never', async () => {
  const words = Buffer.from('no picture');
  const strict = await serverWith({});
  expect((await invoke(strict, words)).status).toBe(415);
  const lenient = await serverWith({ IMAGE_CLASSIFIER_ON_ERROR: 'placeholder' }, { whenDark: 'fail' });
  const answer = await invoke(lenient, words);
  expect([answer.status, (await answer.json()).failure.id]).toEqual([200, 'image-unsupported']);
  const lines = await invoke(lenient, words, { Accept: 'application/jsonlines' });
  expect(await lines.json()).toMatchObject({ prediction: null, failure: { id: 'image-unsupported' } });
  expect((await invoke(lenient, await plainPicture('#000000'))).status).toBe(500);
});

test("the variables of SageMaker's toolkits are understood", async () => {
  const server = await serverWith({
    SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT: 'application/json',
    SAGEMAKER_MODEL_SERVER_WORKERS: '1',
    SAGEMAKER_MODEL_SERVER_TIMEOUT: '50',
    SAGEMAKER_CONTAINER_LOG_LEVEL: '20',
    SAGEMAKER_BATCH: 'true',
    SAGEMAKER_BATCH_STRATEGY: 'SINGLE_RECORD',
    SAGEMAKER_MAX_PAYLOAD_IN_MB: '100',
  });
  expect(server.logs).toContainEqual(expect.objectContaining({ msg: 'ready', processes: 1 }));
  expect(await (await invoke(server, await plainPicture('#ff0000'))).json()).toHaveLength(3);
  const large = Buffer.concat([await plainPicture('#ff0000'), Buffer.alloc(40 * 1_048_576)]);
  expect((await invoke(server, large)).status).toBe(200);
});

test('a tensor as the model wants it is answered like the picture it was made of', async () => {
  const server = await serverWith({}, { type: 'float32', layout: 'nchw' });
  const side = 32 * 32;
  const tensor = new Float32Array(2 * 3 * side).map((_, place) => (Math.floor(place / side) % 3 === 1 ? 1 : 0));
  const data = new Uint8Array(tensor.buffer);
  const type = { 'Content-Type': 'application/x-npy' };
  const one = await (await invoke(server, npy('<f4', [3, 32, 32], data.subarray(0, data.length / 2)), type)).json();
  expect(one).toMatchObject({ picture: { format: 'tensor', width: 32, height: 32 } });
  expect(one.labels[0].label).toBe('green');
  const many = await invoke(server, npy('<f4', [2, 3, 32, 32], data), { ...type, Accept: 'application/json' });
  const scores = await many.json();
  expect(scores.map((row: number[]) => row.indexOf(Math.max(...row)))).toEqual([1, 1]);
});

test('/ping answers within 100 ms while all processes are busy', async () => {
  const server = await serverWith({}, { rounds: 100 });
  const picture = await plainPicture('#ff0000');
  const until = performance.now() + 1000;
  const callers = Array.from({ length: 16 }, async () => {
    while (performance.now() < until) await (await invoke(server, picture)).text();
  });
  const times: number[] = [];
  while (performance.now() < until) {
    const start = performance.now();
    expect((await fetch(`${server.url}/ping`)).status).toBe(200);
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await Promise.all(callers);
  expect(usual(times)).toBeLessThan(100);
});

test('/ping answers within 100 ms while a large model is being loaded and unloaded', async () => {
  const root = mkdtempSync(join(tmpdir(), 'models-'));
  writeTinyModel(join(root, 'large', 'model'), { hidden: process.env.LONG ? 4096 : 2048 });
  const server = await serverWith({ SAGEMAKER_MULTI_MODEL: 'true', IMAGE_CLASSIFIER_MODELS_ROOT: root });
  const models = `${server.url}/models`;
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ model_name: 'large', url: join(root, 'large', 'model') });
  let changing = true;
  const changes = (async () => {
    for (let turn = 0; turn < 2; turn++) {
      expect((await fetch(models, { method: 'POST', headers, body })).status).toBe(200);
      expect((await fetch(`${models}/large`, { method: 'DELETE' })).status).toBe(200);
    }
  })().finally(() => {
    changing = false;
  });
  const times: number[] = [];
  while (changing) {
    const start = performance.now();
    expect((await fetch(`${server.url}/ping`)).status).toBe(200);
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await changes;
  expect(times.length).toBeGreaterThan(10);
  expect(usual(times)).toBeLessThan(100);
});
