import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeModel } from '../../../container/src/models/description';
import { temporaryFolder } from '../temporary-folder';
import { writeTinyModel } from '../tiny-model';
import { describedFolder, refusalOf } from './described-folder';

const root = temporaryFolder();
const id2label = { 0: 'tench, Tinca tinca', 1: 'crane', 2: 'crane' };
const vit = {
  do_normalize: true,
  do_rescale: true,
  do_resize: true,
  image_mean: [0.5, 0.5, 0.5],
  image_processor_type: 'ViTImageProcessor',
  image_std: [0.5, 0.5, 0.5],
  resample: 2,
  rescale_factor: 0.00392156862745098,
  size: { height: 32, width: 32 },
};
const config = { architectures: ['ViTForImageClassification'], id2label, model_type: 'vit' };

test('an export of optimum needs nothing else', async () => {
  const files = { 'preprocessor_config.json': vit, 'config.json': config };

  const { manifest, provenance, doubts } = await describeModel(describedFolder(root, files));

  expect(manifest).toMatchObject({
    task: 'classify',
    labels: ['tench, Tinca tinca', 'crane (1)', 'crane (2)'],
    preprocess: {
      resize: { mode: 'squash', width: 32, height: 32 },
      kernel: 'bilinear',
      scale: 1 / 255,
      mean: [0.5, 0.5, 0.5],
      std: [0.5, 0.5, 0.5],
      layout: 'nchw',
      type: 'float32',
    },
    postprocess: { activation: 'softmax' },
  });
  expect(provenance).toMatchObject({
    labels: 'config.json id2label',
    'preprocess.resize': 'preprocessor_config.json',
    'preprocess.type': 'ONNX input type',
    'postprocess.activation': 'config.json id2label',
  });
  expect(doubts).toEqual([]);
});

test('model.json wins field by field, and a resize of its own leaves no crop of another recipe', async () => {
  const clip = {
    ...vit,
    image_processor_type: 'CLIPImageProcessor',
    size: { shortest_edge: 36 },
    do_center_crop: true,
    crop_size: { height: 32, width: 32 },
  };
  const own = { labels: ['a', 'b', 'c'], preprocess: { resize: { mode: 'squash', width: 32, height: 32 } } };
  const files = { 'model.json': own, 'preprocessor_config.json': clip, 'config.json': config };

  const { manifest } = await describeModel(describedFolder(root, files));

  expect(manifest.labels).toEqual(['a', 'b', 'c']);
  expect(manifest.preprocess).toMatchObject({ resize: { mode: 'squash' }, mean: [0.5, 0.5, 0.5] });
  expect(manifest.preprocess.crop).toBeUndefined();
});

test.each([
  ['several labels at once', { problem_type: 'multi_label_classification' }, 'logits', 'sigmoid'],
  ['one label', { problem_type: 'single_label_classification' }, 'logits', 'softmax'],
  ['a graph that was closed with a softmax', { problem_type: null }, 'softmax', 'none'],
] as const)('%s', async (_, change, ends, activation) => {
  const files = { 'preprocessor_config.json': vit, 'config.json': { ...config, ...change } };

  const { manifest } = await describeModel(describedFolder(root, files, { ends }));

  expect(manifest.postprocess.activation).toBe(activation);
});

test('a repository of the Hub keeps the model in onnx/ and the rest above', async () => {
  const repository = join(root, 'fish-classifier');
  const model = { described: 'nowhere', type: 'float32', layout: 'nchw', ends: 'logits' } as const;
  writeTinyModel(join(repository, 'onnx'), model);
  writeTinyModel(join(repository, 'onnx'), { ...model, file: 'model_quantized.onnx' });
  mkdirSync(join(repository, 'assets'));
  writeFileSync(join(repository, 'preprocessor_config.json'), JSON.stringify(vit));
  writeFileSync(join(repository, 'config.json'), JSON.stringify(config));

  const { manifest, file } = await describeModel(repository);

  expect(file).toMatch(/onnx\/model\.onnx$/);
  expect(manifest).toMatchObject({ name: 'fish-classifier', preprocess: { resize: { mode: 'squash' } } });
  expect(manifest.labels).toHaveLength(3);
});

describe('a recipe that is not understood is refused with the reason, not guessed:', () => {
  test.each([
    [
      'an unknown processor',
      { image_processor_type: 'DonutImageProcessor' },
      'the steps of DonutImageProcessor are not',
    ],
    ['no processor', { image_processor_type: undefined }, 'image_processor_type is missing'],
    ['no mean', { image_mean: undefined }, 'image_mean is missing'],
    ['half a mean', { image_mean: [0.5] }, 'image_mean is not three numbers'],
    ['an unknown filter', { resample: 5 }, 'resample 5 is unknown'],
    ['no size', { size: undefined }, 'size.width is missing'],
    ['a size that depends', { size: { shortest_edge: 32, longest_edge: 64 } }, 'size.longest_edge is not supported'],
    ['padding', { do_pad: true }, 'do_pad is not supported'],
    [
      'a filter that depends on the version',
      { image_processor_type: 'ConvNextImageProcessor', size: 224, resample: undefined },
      'resample is missing, and its versions disagree',
    ],
  ])('%s', async (_, change, reason) => {
    const files = { 'preprocessor_config.json': { ...vit, ...change }, 'config.json': { id2label } };

    const { id, detail } = await refusalOf(describedFolder(root, files));

    expect(id).toBe('model-undescribed');
    expect(detail).toContain(`Not understood: preprocessor_config.json: ${reason}`);
    expect(detail).toContain('Write model.json beside it');
  });

  test.each([
    ['config.json', '{', 'config.json is not JSON'],
    ['preprocessor_config.json', '[]', 'preprocessor_config.json holds no JSON object'],
    ['config.json', { id2label: { 1: 'cat' } }, 'id2label does not name every class'],
  ])('%s: %j', async (name, content, reason) => {
    const files = { 'preprocessor_config.json': vit, 'config.json': config, [name]: content };

    expect((await refusalOf(describedFolder(root, files))).detail).toContain(reason);
  });

  test('unless model.json says all that it would have said', async () => {
    const own = { labels: ['a', 'b', 'c'], preprocess: { resize: { mode: 'squash', width: 32, height: 32 } } };
    const files = { 'model.json': own, 'config.json': '{' };

    const { doubts } = await describeModel(describedFolder(root, files));

    expect(doubts).toEqual([expect.stringContaining('config.json is not JSON')]);
  });
});
