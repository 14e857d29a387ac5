import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { plainPicture } from '../container/pictures';
import { type ServerProcess, startServer } from '../container/server-process';
import { temporaryFolder } from '../container/temporary-folder';
import { type TinyModelOptions, writeTinyModel } from '../container/tiny-model';
import { appeared, LibraryBench } from './library-bench';

const program = join(__dirname, '..', '..', 'bin', 'image-classifier.js');
const folder = realpathSync(temporaryFolder());
const root = join(folder, 'opt-ml-models');
let bench: LibraryBench;
let server: ServerProcess;

beforeAll(async () => {
  bench = await LibraryBench.start();
  server = await startServer({ SAGEMAKER_MULTI_MODEL: 'true', IMAGE_CLASSIFIER_MODELS_ROOT: root });
});
afterAll(async () => {
  const code = await server?.stop();
  await bench?.stop();
  expect(code).toBe(0);
});

async function publish(name: string, version: string, options: TinyModelOptions): Promise<void> {
  const file = writeTinyModel(join(folder, `${name}-${version}`), options);
  const words = ['publish', file, '--to', 's3://models/live', '--name', name, '--version', version];
  const child = spawn(process.execPath, [program, ...words], { env: { ...process.env, ...bench.cloud.environment } });
  expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
}

/** What an endpoint does with its first request for a model: fetch, unpack, load, ask. */
async function ask(targetModel: string): Promise<string> {
  const url = await bench.unpack(`endpoint/${targetModel}`, root);
  const name = Buffer.from(targetModel).toString('hex');
  const loaded = await fetch(`${server.url}/models`, {
    method: 'POST',
    body: JSON.stringify({ model_name: name, url }),
  });
  expect([loaded.status, await loaded.json()]).toEqual([200, { status: 'Workers scaled' }]);
  const answer = await fetch(`${server.url}/models/${name}/invoke`, {
    method: 'POST',
    headers: { Accept: 'text/plain', 'X-Amzn-SageMaker-Target-Model': targetModel },
    body: new Uint8Array(await plainPicture('#00ff00')),
  });
  expect(answer.status).toBe(200);
  return answer.text();
}

test('what image-classifier publish writes is packed, fetched, loaded and asked, each version by its own name', async () => {
  await publish('shoes', '1', { labels: ['red', 'green', 'blue'], described: 'model.json' });
  await publish('shoes', '2', { labels: ['rouge', 'vert', 'bleu'] });
  await publish('hats.of-2026', '41', { labels: ['rot', 'gruen', 'blau'], hidden: 256 });
  const keys = ['shoes/1', 'shoes/2', 'hats.of-2026/41'].map((version) => `live/${version}/model.onnx`);
  expect(await bench.pack(...keys.map(appeared))).toEqual({ batchItemFailures: [] });
  expect(await ask('shoes/1.tar.gz')).toBe('green');
  expect(await ask('shoes/2.tar.gz')).toBe('vert');
  expect(await ask('hats.of-2026/41.tar.gz')).toBe('gruen');
});
