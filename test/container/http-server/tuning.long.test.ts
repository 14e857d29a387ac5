import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processFiles, testWith } from '../../system-package';
import { startServer } from '../server-process';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';

const folder = temporaryFolder();

async function startedWith(environment: Record<string, string>) {
  const server = await startServer({
    IMAGE_CLASSIFIER_MODEL: writeTinyModel(join(folder, 'model')),
    IMAGE_CLASSIFIER_CACHE_DIRECTORY: join(folder, 'cache'),
    ...environment,
  });
  const pid = Number(server.logs.find(({ msg }) => msg === 'inference process opened the model')?.pid);
  const status = process.platform === 'linux' ? readFileSync(`/proc/${pid}/status`, 'utf8') : '';
  const threads = Number(/^Threads:\s+(\d+)$/m.exec(status)?.[1]);
  expect(await server.stop()).toBe(0);
  return { line: server.logs.find(({ msg }) => msg === 'model'), threads };
}

test('the first start measures and says what it found; the second one remembers', async () => {
  const first = await startedWith({});
  expect(first.line).toMatchObject({ measured: 'now', threads: 1, millisecondsByBatch: { 1: expect.any(Number) } });
  const second = await startedWith({});
  expect(second.line).toEqual({ ...first.line, measured: 'earlier', time: second.line?.time });
});

test('other limits are another question', async () => {
  const { line } = await startedWith({ IMAGE_CLASSIFIER_MAX_BATCH: '1' });
  expect(line).toMatchObject({ measured: 'now', batch: 1 });
});

testWith(...processFiles)('each inference process has the threads it was told to have', async () => {
  const one = await startedWith({ IMAGE_CLASSIFIER_PROCESSES: '1', IMAGE_CLASSIFIER_THREADS: '1' });
  const four = await startedWith({ IMAGE_CLASSIFIER_PROCESSES: '1', IMAGE_CLASSIFIER_THREADS: '4' });
  expect(four.line).toMatchObject({ processes: 1, threads: 4 });
  expect(four.threads - one.threads).toBe(3);
});
