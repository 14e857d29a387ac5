import { join } from 'node:path';
import { plainPicture } from '../pictures';
import { type ServerProcess, startServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';

const repository = temporaryFolder();
let server: ServerProcess;

beforeAll(async () => {
  writeTinyModel(join(repository, 'first/1'));
  writeTinyModel(join(repository, 'second/4'));
  // Room for one model at a time.
  server = await startServer({
    IMAGE_CLASSIFIER_REPOSITORY: repository,
    IMAGE_CLASSIFIER_MODEL_MEMORY_BYTES: String(100 * 1_048_576),
  });
  const body = new Uint8Array(await plainPicture('#00ff00'));
  for (const model of ['first', 'first', 'second', 'nobody"{x}', '../../etc']) {
    await fetch(`${server.url}/classify?model=${encodeURIComponent(model)}`, { method: 'POST', body });
  }
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

const scrape = async () => (await fetch(`${server.url}/metrics`)).text();

test('every model has metrics of its own, under the name and version that callers use', async () => {
  const text = await scrape();
  expect(text).toContain('requests_total{route="classify",model="first",version="1",status="200"} 2\n');
  expect(text).toContain('requests_total{route="classify",model="second",version="4",status="200"} 1\n');
  expect(text).toContain('stage_seconds_count{stage="infer",model="first",version="1"} 2\n');
  expect(text).toContain('nv_inference_count{model="second",version="4"} 1\n');
  expect(text).toContain('model_load_seconds_count{model="second",version="4"} 1\n');
});

test('a model that had to make room is counted, and only the open one takes memory', async () => {
  const text = await scrape();
  expect(text).toContain('image_classifier_evictions_total{reason="memory"} 1\n');
  expect(text).toContain('image_classifier_models_loaded 1\n');
  const memory = [...text.matchAll(/^image_classifier_model_memory_bytes\{model="(\w+)",version="\d"\} (\d+)$/gm)];
  expect(memory.map(([, model]) => model)).toEqual(['second']);
  expect(Number(memory[0][2])).toBeGreaterThan(10_000_000);
});

test('a name that no model has never becomes a label', async () => {
  const text = await scrape();
  expect(text).toContain('requests_total{route="classify",status="404"} 2\n');
  expect(text).not.toMatch(/="[^"]*(nobody|etc")/);
});
