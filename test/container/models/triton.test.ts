import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeModel } from '../../../container/src/models/description';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';
import { describedFolder, refusalOf } from './described-folder';

const root = temporaryFolder();
const recipe = { preprocess: { resize: { mode: 'squash', width: 32, height: 32 } } };
const labels = 'tench\ngoldfish\nwhite shark\n';

/** As the quick start of Triton has it, with this model's numbers. */
const config = ({ format = 'FORMAT_NCHW', type = 'TYPE_FP32', dims = '[ 3, 32, 32 ]', file = 'fish.txt' } = {}) => `
# An image classifier.
name: "fish"
platform: "onnxruntime_onnx"
max_batch_size : 4
input [
  {
    name: "image"
    data_type: ${type}
    format: ${format}
    dims: ${dims}
    reshape { shape: [ 1, 3, 32, 32 ] }
  }
]
output [
  { name: "scores" data_type: TYPE_FP32 dims: [ 3 ] label_filename: "${file}" }
]
instance_group [ { count: 1, kind: KIND_CPU } ]
dynamic_batching { preferred_batch_size: [ 2, 4 ] max_queue_delay_microseconds: 100 }
`;

test('a model of a Triton repository gets layout, labels and batch limit from config.pbtxt', async () => {
  const model = join(root, 'fish');
  writeTinyModel(join(model, '3'), { described: 'nowhere', type: 'float32', layout: 'nchw', size: 'dynamic' });
  writeFileSync(join(model, 'config.pbtxt'), config());
  writeFileSync(join(model, 'fish.txt'), labels);
  writeFileSync(join(model, 'model.json'), JSON.stringify(recipe));

  const { manifest, provenance, batch, batchLimit, doubts } = await describeModel(model);

  expect(manifest).toMatchObject({
    name: 'fish',
    version: '3',
    labels: ['tench', 'goldfish', 'white shark'],
    preprocess: { layout: 'nchw', type: 'float32' },
  });
  expect(provenance).toMatchObject({
    labels: 'config.pbtxt label_filename fish.txt',
    'preprocess.layout': 'config.pbtxt format',
    'preprocess.type': 'config.pbtxt data_type',
    'preprocess.resize': 'model.json',
  });
  expect({ batch, batchLimit, doubts }).toEqual({ batch: 'dynamic', batchLimit: 4, doubts: [] });
});

test('dims tell the layout where the format does not', async () => {
  const files = {
    'config.pbtxt': config({ format: 'FORMAT_NONE', dims: '[ -1, -1, 3 ]' }),
    'fish.txt': labels,
    'model.json': recipe,
  };

  const { manifest, provenance } = await describeModel(
    describedFolder(root, files, { layout: 'nhwc', size: 'dynamic' }),
  );

  expect([manifest.preprocess.layout, provenance['preprocess.layout']]).toEqual(['nhwc', 'config.pbtxt dims']);
});

test('a config.pbtxt says nothing of the preprocessing, so that is asked for', async () => {
  const { id, detail } = await refusalOf(describedFolder(root, { 'config.pbtxt': config(), 'fish.txt': labels }));

  expect(id).toBe('model-undescribed');
  expect(detail).toMatch(/Nothing says preprocess.resize for/);
});

test('a type that the model does not have is a contradiction', async () => {
  const files = { 'config.pbtxt': config({ type: 'TYPE_UINT8' }), 'fish.txt': labels, 'model.json': recipe };

  expect((await refusalOf(describedFolder(root, files))).detail).toMatch(/config.pbtxt data_type says type uint8, the/);
});

describe('what it cannot use is said:', () => {
  test.each([
    ['another shape', config({ dims: '[ 3, 64, 64 ]' }), 'config.pbtxt gives the input as [3, 64, 64], the model as'],
    ['no such labels', config({ file: 'gone.txt' }), 'config.pbtxt names gone.txt, and there is no such file'],
    ['labels elsewhere', config({ file: '../fish.txt' }), 'the labels ../fish.txt lie outside'],
    ['no protobuf', 'name: "fish', 'config.pbtxt: line 1 cannot be read'],
  ])('%s', async (_, text, doubt) => {
    const files = {
      'config.pbtxt': text,
      'fish.txt': labels,
      'model.json': { ...recipe, labels: ['tench', 'goldfish', 'shark'] },
    };

    const { doubts } = await describeModel(describedFolder(root, files));

    expect(doubts).toEqual([expect.stringContaining(doubt)]);
  });
});

test('a folder where a file should be is refused, not read', async () => {
  const folder = describedFolder(root, {});
  mkdirSync(join(folder, 'config.pbtxt'));

  expect((await refusalOf(folder)).detail).toMatch(/config.pbtxt cannot be read: it is not a file/);
});
