import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StartFailureId, startFailures } from '../../../lib/contracts/start-failures';
import { writeTinyModel } from '../tiny-model';

const main = join(__dirname, '..', '..', '..', 'container', 'dist', 'main.js');

function start(environment: Record<string, string>, argv = ['serve', '--port', '0']) {
  return spawnSync(process.execPath, [main, ...argv], {
    env: { ...process.env, ...environment },
    encoding: 'utf8',
    timeout: 20_000,
  });
}

function expectRefusal(
  { status, stderr }: ReturnType<typeof start>,
  id: StartFailureId,
  detail: string | RegExp,
): void {
  expect(stderr).toMatch(detail);
  expect(stderr).toContain(`Remedy: ${startFailures[id].advice} [${id}]`);
  expect(status).toBe(startFailures[id].exitCode);
}

test('names every wrong setting at once', () => {
  const refused = start({ IMAGE_CLASSIFIER_PROT: '1', IMAGE_CLASSIFIER_MAX_BATCH: '0' });
  expectRefusal(
    refused,
    'settings-invalid',
    /IMAGE_CLASSIFIER_PROT: unknown variable[\s\S]*IMAGE_CLASSIFIER_MAX_BATCH: expected/,
  );
});

test('says why it cannot listen', () => {
  expectRefusal(start({ IMAGE_CLASSIFIER_HOST: '192.0.2.1' }), 'port-unusable', 'EADDRNOTAVAIL');
});

test('says where it looked for a model', () => {
  expectRefusal(start({ IMAGE_CLASSIFIER_MODEL: '/nowhere' }), 'model-missing', '/nowhere');
});

test('refuses to be slow where it was to have a GPU', () => {
  const refused = start({ IMAGE_CLASSIFIER_EXECUTION_PROVIDER: 'cuda' });
  expectRefusal(refused, 'gpu-unavailable', /Cuda/);
});

test('refuses a file that is no model', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'no-model-')), 'model.onnx');
  writeFileSync(file, 'this is not a model');
  expectRefusal(start({ IMAGE_CLASSIFIER_MODEL: file }), 'model-unreadable', file);
});

test('refuses a model without description and shows one to paste', () => {
  const folder = mkdtempSync(join(tmpdir(), 'undescribed-'));
  writeTinyModel(folder, { described: 'nowhere' });
  expectRefusal(start({ IMAGE_CLASSIFIER_MODEL: folder }), 'model-undescribed', '"preprocess"');
});

test('names the port that is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as { port: number };
  const refused = start({ IMAGE_CLASSIFIER_HOST: '127.0.0.1' }, ['serve', '--port', String(port)]);
  other.close();
  expectRefusal(refused, 'port-taken', `127.0.0.1:${port}`);
});

test.each([
  [['server'], 'Unknown command server; commands are serve, '],
  [['serve', '--json'], 'serve has no option --json.'],
  [['classify'], 'classify needs at least one picture or folder.'],
  [['classify', '--top-k', '0', 'x.jpg'], '--top-k must be a whole number from 1 to 1000, received "0".'],
  [['serve', '--prot', '1'], "Unknown option '--prot'"],
  [['train'], 'Unknown command train'],
])('does not guess what %j means', (argv, detail) => {
  expectRefusal(start({}, argv), 'usage-unknown', detail);
});

test('--help lists the commands', () => {
  const { status, stdout } = start({}, ['--help']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/classify <picture or folder \.\.\.>[\s\S]*serve[\s\S]*demo/);
});
