import { describeModel } from '../../../container/src/models/description';
import { temporaryFolder } from '../temporary-folder';
import type { TinyModelOptions } from '../tiny-model';
import { describedFolder, refusalOf } from './described-folder';

const root = temporaryFolder();
const recipe = {
  tag: 'a1_in1k',
  custom_load: false,
  input_size: [3, 28, 28],
  test_input_size: [3, 32, 32],
  fixed_input_size: false,
  interpolation: 'bicubic',
  crop_pct: 0.875,
  test_crop_pct: 1,
  crop_mode: 'center',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
  num_classes: 3,
};
const config = {
  architecture: 'resnet50',
  num_classes: 3,
  num_features: 2048,
  label_names: ['n01440764', 'n01443537', 'n01484850'],
  label_descriptions: { n01440764: 'tench', n01443537: 'goldfish', n01484850: 'white shark' },
  pretrained_cfg: recipe,
};
const describeWith = (change: object, options: TinyModelOptions = {}) =>
  describeModel(describedFolder(root, { 'config.json': { ...config, ...change } }, options));

test('a timm model is understood from its config.json, labels in words', async () => {
  const { manifest, provenance } = await describeWith({}, { size: 28 });

  expect(manifest).toMatchObject({
    labels: ['tench', 'goldfish', 'white shark'],
    preprocess: {
      resize: { mode: 'short-side', size: 32 },
      crop: { width: 28, height: 28 },
      kernel: 'bicubic',
      mean: [0.485, 0.456, 0.406],
    },
    postprocess: { activation: 'softmax' },
  });
  expect(provenance).toMatchObject({
    labels: 'config.json label_names',
    'preprocess.resize': 'config.json pretrained_cfg',
    'postprocess.activation': 'ONNX operator Gemm',
  });
});

test('a model exported at its test size gets the crop of that size', async () => {
  const { manifest } = await describeWith({}, { size: 32 });

  expect(manifest.preprocess).toMatchObject({
    resize: { mode: 'short-side', size: 32 },
    crop: { width: 32, height: 32 },
  });
});

test.each([
  ['a list without descriptions', { label_descriptions: undefined }, ['n01440764', 'n01443537', 'n01484850']],
  ['names by number', { label_names: { 0: 'a', 1: 'b', 2: 'c' } }, ['a', 'b', 'c']],
])('labels are %s', async (_, change, labels) => {
  expect((await describeWith(change, { size: 28 })).manifest.labels).toEqual(labels);
});

test.each([
  [{ crop_mode: 'border' }, 'crop_mode border is not supported'],
  [{ input_size: [3, 28, 56] }, 'crop_mode center of 56x28 is not supported'],
  [{ input_size: [1, 28, 28] }, 'input_size [1,28,28] is not 3 channels'],
  [{ interpolation: 'random' }, 'interpolation random is not supported'],
  [{ mean: [0.5] }, 'mean or std is not three numbers'],
])('%j is refused with the reason', async (change, reason) => {
  const files = { 'config.json': { ...config, pretrained_cfg: { ...recipe, ...change } } };

  const { id, detail } = await refusalOf(describedFolder(root, files, { size: 28 }));

  expect({ id, detail }).toEqual({
    id: 'model-undescribed',
    detail: expect.stringContaining(`Not understood: config.json pretrained_cfg: ${reason}`),
  });
});

test('an export of another size contradicts its config.json', async () => {
  const files = { 'config.json': config };

  expect(await refusalOf(describedFolder(root, files, { size: 24 }))).toMatchObject({
    id: 'model-incompatible',
    detail: expect.stringMatching(/config.json pretrained_cfg makes pictures of 28x28.*\[batch, 3, 24, 24\]/),
  });
});
