import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, runChecks } from '../../../../container/src/commands/check-container/check';
import { checkUrl } from '../../../../container/src/commands/check-container/check-url';
import { fillsMemory } from '../../../../container/src/commands/check-container/checks/multi-model-checks';
import { smallPicture } from '../../../../container/src/commands/check-container/payload';
import { startTinyServer } from '../../server-process';
import { temporaryFolder } from '../../temporary-folder';
import { writeTinyModel } from '../../tiny-model';

const payload = { payload: smallPicture, contentType: 'image/png' };
const root = temporaryFolder();
const unmet = (findings: Finding[]) => findings.filter(({ verdict }) => verdict.outcome !== 'passed');

test('our own server keeps the whole contract', async () => {
  const server = await startTinyServer();
  expect(unmet(await checkUrl({ ...payload, url: server.url, multiModel: false }, () => {}))).toEqual([]);
  expect(await server.stop()).toBe(0);
});

test('our own server keeps the multi-model contract, and answers 507 when the memory is full', async () => {
  const modelUrl = join(root, '0123', 'model');
  mkdirSync(modelUrl, { recursive: true });
  writeTinyModel(modelUrl);
  const settings = { IMAGE_CLASSIFIER_MODELS_ROOT: root, IMAGE_CLASSIFIER_MODEL_MEMORY_BYTES: String(200 * 2 ** 20) };
  const server = await startTinyServer({}, { SAGEMAKER_MULTI_MODEL: 'true', ...settings });
  const target = { ...payload, url: server.url, modelUrl, multiModel: true };
  const loaded = { id: 'models-load', title: '', rule: '', verdict: { outcome: 'passed' } } as const;
  expect(unmet(await checkUrl(target, () => {}))).toEqual([]);
  expect(unmet(await runChecks([fillsMemory], target, () => {}, [loaded]))).toEqual([]);
  expect(await server.stop()).toBe(0);
});
