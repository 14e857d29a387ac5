import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectionPage } from '../../../container/src/commands/inspection-page';
import { Palette } from '../../../container/src/commands/palette';
import { inspectModel } from '../../../container/src/models/inspection';
import { temporaryFolder } from '../temporary-folder';
import { tinyManifest, writeTinyModel } from '../tiny-model';

const root = temporaryFolder();
const program = join(__dirname, '..', '..', '..', 'bin', 'image-classifier.js');
const inspect = (...argv: string[]) =>
  spawnSync(process.execPath, [program, 'inspect', ...argv], { encoding: 'utf8', timeout: 20_000 });

test('prints every field of a model and who settled it, then that it can be served', () => {
  const labels = ['ant', 'bee', 'cat', 'dog', 'elk', 'fox'];
  const path = writeTinyModel(join(root, 'whole'), { labels });
  writeFileSync(join(root, 'whole', 'model.json'), JSON.stringify({ version: '7' }));

  const { stdout, status } = inspect(path);

  expect(stdout).toMatch(/^ +file +\d KiB, ONNX opset 17, made by tiny-model$/m);
  expect(stdout).toMatch(/^ +memory +about 64 MiB per inference process +estimate$/m);
  expect(stdout).toMatch(/^ +input +image uint8\[batch, 32, 32, 3\]$/m);
  expect(stdout).toMatch(/^ +output +scores float32\[batch, 6\]$/m);
  expect(stdout).toMatch(/^ +batch +any number of pictures/m);
  expect(stdout).toMatch(/^ +version +7 +model\.json$/m);
  expect(stdout).toMatch(/^ +labels +6: ant, bee, cat, dog, … +ONNX metadata image_classifier$/m);
  expect(stdout).toMatch(/^ +preprocess\.resize +squash 32x32 +ONNX metadata image_classifier$/m);
  expect(stdout).toMatch(/^ +preprocess\.scale +1\/255 +default$/m);
  expect(stdout).toMatch(/^ +postprocess\.activation +none +ONNX metadata image_classifier$/m);
  expect(stdout.trimEnd()).toMatch(/\nThis model can be served\.$/);
  expect(stdout).not.toContain('\x1b');
  expect(status).toBe(0);
});

test('says why a model cannot be served and which model.json to write', () => {
  const path = writeTinyModel(join(root, 'bare'), { described: 'nowhere', type: 'float32', layout: 'nchw', size: 224 });
  writeFileSync(join(root, 'bare', 'preprocessor_config.json'), '{"image_processor_type": "NewImageProcessor"}');

  const { stdout, status } = inspect(path);

  expect(stdout).toMatch(/^ +preprocess\.layout +nchw +ONNX input shape$/m);
  expect(stdout).toMatch(/^ +preprocess\.resize +\? +nobody says$/m);
  expect(stdout).toContain('This model cannot be served.');
  expect(stdout).toContain(
    'not understood: preprocessor_config.json: the steps of NewImageProcessor are not known here',
  );
  expect(stdout).toContain('"resize": {"mode":"short-side","size":256}');
  expect(status).toBe(1);
});

test('is one JSON document per model for programs', () => {
  const path = writeTinyModel(join(root, 'json'));

  const report = JSON.parse(inspect('--json', path).stdout);

  expect(report).toMatchObject({
    file: path,
    servable: true,
    batch: 'dynamic',
    onnx: { producer: 'tiny-model', opset: 17, inputs: [{ name: 'image', shape: ['batch', 32, 32, 3] }] },
    fields: {
      labels: { value: ['red', 'green', 'blue'], source: 'ONNX metadata image_classifier' },
      'preprocess.kernel': { value: 'bilinear', source: 'default' },
    },
    missing: [],
    doubts: [],
  });
  expect(report.onnx.memoryBytes).toBeGreaterThan(report.onnx.fileBytes);
});

test('lists every version of every model of a repository with its verdict', () => {
  const repository = join(root, 'repository');
  writeTinyModel(join(repository, 'clothing', '1'));
  writeTinyModel(join(repository, 'clothing', '2'), { described: 'nowhere' });
  writeTinyModel(repository, { file: 'colours.onnx', labels: ['a', 'b'] });
  mkdirSync(join(repository, 'empty'));

  const { stdout, status } = inspect(repository);

  expect(stdout).toMatch(
    /clothing\/1\/model\.onnx +served +tiny 1, classify, 3 labels, image uint8\[batch, 32, 32, 3\]/,
  );
  expect(stdout).toMatch(/clothing\/2\/model\.onnx +refused .*Nothing says labels, .*\[model-undescribed\]/);
  expect(stdout).toMatch(/colours\.onnx +served +tiny 1, classify, 2 labels/);
  expect(stdout).toContain('2 of 3 models can be served.');
  expect(status).toBe(1);
});

test.each([
  ['nothing.onnx', undefined, 'model-missing'],
  ['text.onnx', 'this is not a model', 'model-unreadable'],
])('%s is refused in words', (name, content, id) => {
  if (content) writeFileSync(join(root, name), content);

  const { stdout, status } = inspect(join(root, name));

  expect(stdout).toContain('This model cannot be served.');
  expect(stdout).toContain(`[${id}]`);
  expect(status).toBe(1);
});

test('a terminal sees colours, and nothing that a label would have it do', async () => {
  const folder = join(root, 'hostile');
  writeTinyModel(folder);
  const manifest = { ...tinyManifest(), labels: ['\x1b]0;owned\x07', 'green', 'blue'] };
  writeFileSync(join(folder, 'model.json'), JSON.stringify(manifest));

  const page = inspectionPage(await inspectModel(folder), new Palette(true));

  expect(page).toContain('\x1b[32mThis model can be served.\x1b[0m');
  expect(page).toContain('\ufffd]0;owned\ufffd');
  expect(
    page
      .split('\x1b')
      .slice(1)
      .filter((rest) => !/^\[\d+m/.test(rest)),
  ).toEqual([]);
});

test('without a place it tells of the model that serve would open', () => {
  const { stdout } = inspect();

  expect(stdout).toMatch(/^ +name +clothing +ONNX metadata image_classifier$/m);
});
