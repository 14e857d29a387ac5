import { type Manifest, manifestSchema } from '../../lib/contracts/manifest';
import { decode } from '../../lib/contracts/schema';

const least = {
  name: 'flowers',
  version: '1',
  labels: ['rose', 'tulip'],
  preprocess: {
    resize: { mode: 'short-side', size: 256 },
    crop: { width: 224, height: 224 },
    layout: 'nchw',
    type: 'float32',
  },
  postprocess: { activation: 'softmax' },
};

test('a short description gets the defaults that most models were trained with', () => {
  const { preprocess, postprocess, task } = decode(manifestSchema, least, 'model.json');
  expect(preprocess).toMatchObject({
    kernel: 'bilinear',
    exif: 'apply',
    icc: 'ignore',
    alpha: 'drop',
    color: 'rgb',
    scale: 1 / 255,
  });
  expect({ topK: postprocess.topK, task }).toEqual({ topK: 5, task: 'classify' });
});

test('a complete description survives its journey as JSON', () => {
  const manifest: Manifest = decode(manifestSchema, least, 'model.json');
  expect(decode(manifestSchema, JSON.parse(JSON.stringify(manifest)), 'model.json')).toEqual(manifest);
});

test.each([
  [{ labels: [] }, 'model.json.labels: expected a list of 1 to 100000 items, received 0 items'],
  [{ task: 'segment' }, 'model.json.task: expected one of classify, detect, received "segment"'],
  [{ lables: [] }, /model.json.lables: unknown field/],
  [
    { preprocess: { ...least.preprocess, mean: [0.5] } },
    'model.json.preprocess.mean: expected a list of 3 to 3 items, received 1 items',
  ],
  [
    { preprocess: { ...least.preprocess, resize: { mode: 'squash', width: 0, height: 9 } } },
    /resize.width: expected a whole number between 1 and 8192, received 0/,
  ],
])('refuses %j', (change, message) => {
  expect(() => decode(manifestSchema, { ...least, ...change }, 'model.json')).toThrow(message);
});
