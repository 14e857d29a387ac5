import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeModel } from '../../../container/src/models/description';
import { type DetectorModelOptions, type Found, writeDetector } from '../detection/detector-model';
import { graph, model, node, valueInfo } from '../onnx/onnx-writer';
import { temporaryFolder } from '../temporary-folder';

const folder = temporaryFolder();
let count = 0;
const place = () => join(folder, `${++count}`);
const found = new Array<Found>(9).fill({ box: [8, 8, 8, 8], scores: [0.5, 0.25] });
const labels = ['person', "potter's wheel"];
/** As the exporter of YOLOv8 writes it. */
const exported = {
  description: 'Ultralytics YOLOv8n model trained on coco.yaml',
  author: 'Ultralytics',
  version: '8.3.40',
  license: 'AGPL-3.0 License (https://ultralytics.com/license)',
  stride: '32',
  task: 'detect',
  batch: '1',
  imgsz: '[64, 64]',
  names: `{0: 'person', 1: "potter's wheel"}`,
  args: "{'batch': 1, 'half': False, 'dynamic': False, 'simplify': True, 'opset': None, 'nms': False}",
};

const understood = (options: Partial<DetectorModelOptions> & { metadata: Record<string, string> }) =>
  describeModel(writeDetector(place(), { format: 'bcn', labels, found, ...options }));

test('a YOLOv8 export needs no other description', async () => {
  const { manifest, provenance, batch } = await understood({ metadata: exported, batch: 1 });

  expect(manifest).toMatchObject({
    task: 'detect',
    labels,
    license: exported.license,
    preprocess: {
      resize: { mode: 'letterbox', width: 64, height: 64, pad: 114 },
      kernel: 'cv2-linear',
      layout: 'nchw',
      type: 'float32',
      color: 'rgb',
      scale: 1 / 255,
      mean: [0, 0, 0],
      std: [1, 1, 1],
    },
    postprocess: { format: 'bcn', activation: 'none', confidence: 0.25, iou: 0.45 },
  });
  expect(provenance).toMatchObject({
    labels: 'ONNX metadata of Ultralytics',
    'preprocess.resize': 'ONNX metadata of Ultralytics',
    'postprocess.confidence': 'default',
  });
  expect(batch).toBe(1);
});

test.each<[string, DetectorModelOptions['format'], Record<string, string>, string]>([
  ['an end-to-end export', 'end2end', { end2end: 'True' }, 'end2end'],
  ['an export with nms=True', 'end2end', { args: "{'nms': True}" }, 'end2end'],
  ['a pose model, whose boxes are served', 'bcn', { task: 'pose', names: "{0: 'person'}" }, 'bcn'],
  ['an export of old without a word about it', 'end2end', {}, 'end2end'],
  ['RT-DETR', 'rtdetr', { description: 'Ultralytics rtdetr-l model' }, 'rtdetr'],
])('understands %s', async (_, format, metadata, expected) => {
  const { manifest } = await understood({ format, metadata: { ...exported, ...metadata } });
  expect(manifest.postprocess.format).toBe(expected);
  expect(manifest.preprocess.resize).toMatchObject({ mode: expected === 'rtdetr' ? 'squash' : 'letterbox', width: 64 });
});

test('understands YOLOv5, which tells its names and stride only', async () => {
  const { manifest, provenance } = await understood({
    format: 'yolov5',
    metadata: { stride: '32', names: "['person', 'wheel']" },
  });
  expect(manifest).toMatchObject({ task: 'detect', labels: ['person', 'wheel'], postprocess: { format: 'yolov5' } });
  expect(provenance['postprocess.format']).toBe('ONNX output shape');
});

test('the description of the owner wins over that of the exporter', async () => {
  const manifest = { labels: ['human', 'wheel'], postprocess: { confidence: 0.6 } };
  const described = await understood({ metadata: exported, manifest });
  expect(described.manifest).toMatchObject({ ...manifest, task: 'detect' });
});

test('says which tasks are served, and why labels and outputs cannot belong together', async () => {
  await expect(understood({ metadata: { ...exported, task: 'obb' } })).rejects.toMatchObject({
    id: 'model-incompatible',
    message: expect.stringContaining('task obb'),
  });
  await expect(understood({ metadata: { ...exported, names: "{0: 'a', 1: 'b', 2: 'c'}" } })).rejects.toMatchObject({
    id: 'model-incompatible',
    message: expect.stringMatching(/3 labels.*output0\[batch, 6, 9\].*\[b, 7, n\] \(bcn\)/s),
  });
});

test('ignores metadata of others under the same names', async () => {
  await expect(understood({ metadata: { names: 'Berta, Carl', stride: '1' } })).rejects.toMatchObject({
    id: 'model-undescribed',
    message: expect.stringMatching(/labels.*"task": "detect".*"mode":"letterbox","width":64,"height":64/s),
  });
});

describe('a classifier', () => {
  test.each([
    ['8.3.0', { mode: 'short-side', size: 32 }, { width: 32, height: 32, rounding: 'even' }, 'bilinear'],
    ['8.0.233', { mode: 'short-side', size: 32 }, { width: 32, height: 32, rounding: 'even' }, 'bilinear'],
    ['8.0.232', { mode: 'central-square', size: 32 }, undefined, 'cv2-linear'],
  ])('exported by %s gets the crop of that version', async (version, resize, crop, kernel) => {
    const { manifest } = await classifier({ ...exported, task: 'classify', version, imgsz: '[32, 32]' });
    expect(manifest.task).toBe('classify');
    expect(manifest.preprocess).toMatchObject({ resize, kernel, mean: [0, 0, 0] });
    expect(manifest.preprocess.crop).toEqual(crop);
    expect(manifest.postprocess.activation).toBe('none');
  });

  test('of YOLOv5 gives logits and wants the mean of ImageNet', async () => {
    const { manifest } = await classifier({ stride: '32', names: exported.names });
    expect(manifest.preprocess).toMatchObject({
      resize: { mode: 'central-square', size: 32 },
      mean: [0.485, 0.456, 0.406],
    });
    expect(manifest.postprocess.activation).toBe('softmax');
  });
});

function classifier(metadata: Record<string, string>) {
  const main = graph('classifier', {
    nodes: [node('GlobalAveragePool', ['images'], ['mean']), node('Flatten', ['mean'], ['output0'])],
    inputs: [valueInfo('images', 'float32', [1, 3, 32, 32])],
    outputs: [valueInfo('output0', 'float32', [1, 2])],
  });
  const path = join(folder, `classifier-${++count}.onnx`);
  writeFileSync(path, model(main, metadata));
  return describeModel(path);
}
