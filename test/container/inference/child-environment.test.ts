import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../../../container/src/inference/child-environment';
import { plainPicture } from '../pictures';
import { startTinyServer } from '../server-process';

test('a process that decodes pictures gets what libraries need, and no credentials', () => {
  const needed = {
    PATH: '/bin',
    TMPDIR: '/tmp',
    MALLOC_TRIM_THRESHOLD_: '131072',
    LD_LIBRARY_PATH: '/lib',
    LC_ALL: 'C',
    CUDA_CACHE_PATH: '/tmp/cuda',
    NVIDIA_VISIBLE_DEVICES: 'all',
  };
  const secret = {
    AWS_SECRET_ACCESS_KEY: 's',
    AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=x',
    IMAGE_CLASSIFIER_API_KEYS: '[]',
    DATABASE_PASSWORD: 'p',
  };
  expect(childEnvironment({ ...needed, ...secret })).toEqual({ ...needed, ORT_DISABLE_TELEMETRY: '1' });
});

test('the runtime keeps no record of what it does, neither at home nor among temporary files', async () => {
  const [HOME, TMPDIR] = ['home-', 'tmp-'].map((name) => mkdtempSync(join(tmpdir(), name)));
  const server = await startTinyServer({}, { HOME, TMPDIR });
  const body = new Uint8Array(await plainPicture('#ff0000'));
  expect((await fetch(`${server.url}/classify`, { method: 'POST', body })).status).toBe(200);
  expect(await server.stop()).toBe(0);
  expect([HOME, TMPDIR].flatMap((folder) => readdirSync(folder))).toEqual([]);
});
