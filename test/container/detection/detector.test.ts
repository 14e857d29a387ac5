import { Detector } from '../../../container/src/detection/detector';
import { type Manifest, manifestSchema, type Postprocess } from '../../../lib/contracts/manifest';
import { decode } from '../../../lib/contracts/schema';
import { type DetectorModelOptions, type Found, outputsOf } from './detector-model';

const labels = ['cat', 'dog', 'owl'];
const formats = ['bcn', 'bnc', 'yolov5', 'end2end', 'rtdetr', 'detr'] as const;
const square = { width: 64, height: 64 };

function manifestOf(postprocess: Partial<Postprocess> = {}, names = labels): Manifest {
  const preprocess = { resize: { mode: 'letterbox', ...square }, layout: 'nchw', type: 'float32' };
  const described = { name: 'd', version: '1', task: 'detect', labels: names, preprocess };
  return decode(manifestSchema, { ...described, postprocess: { activation: 'none', ...postprocess } }, 'manifest');
}

/** What a detector of this layout makes of what was found. */
function find(
  format: DetectorModelOptions['format'],
  found: readonly Found[],
  postprocess: Partial<Postprocess> = {},
  picture = square,
) {
  const outputs = outputsOf({ format, labels, found });
  // A list of few candidates might be meant either way; the description of a real model says which.
  const said = format === 'bnc' ? { format } : {};
  const activation = format === 'detr' ? 'softmax' : 'none';
  const detector = new Detector(
    manifestOf({ activation, ...said, ...postprocess }),
    outputs.map(({ name, dims }) => ({ name, shape: ['batch', ...dims] })),
  );
  return detector.find(
    detector.outputs.map((name) => outputs.find((output) => output.name === name) ?? outputs[0]),
    picture,
  );
}

const dog: Found = { box: [32, 20, 16, 8], scores: [0.0625, 0.5, 0.0625] };
const owl: Found = { box: [10, 50, 20, 28], scores: [0.03125, 0.03125, 0.375] };
const nothing: Found = { box: [32, 32, 10, 10], scores: [0.125, 0.0625, 0.0625] };

test.each(formats)('reads boxes, labels and scores out of the layout %s', (format) => {
  const { boxes, labels: found } = find(format, [nothing, owl, dog, nothing, nothing]);

  expect(boxes).toEqual([
    { label: 'dog', index: 1, score: expect.closeTo(0.5, 6), box: { x: 24, y: 16, width: 16, height: 8 } },
    { label: 'owl', index: 2, score: expect.closeTo(0.375, 6), box: { x: 0, y: 36, width: 20, height: 28 } },
  ]);
  expect(found.map(({ label }) => label)).toEqual(['dog', 'owl']);
});

test.each(formats)('finds nothing where every candidate of %s is doubtful', (format) => {
  expect(find(format, [nothing, nothing, nothing])).toEqual({ boxes: [], labels: [] });
});

test('puts boxes back on the picture that was letterboxed, and cuts them off at its borders', () => {
  const [wide] = find('bcn', [{ box: [32, 32, 70, 8], scores: [0.9, 0, 0] }], {}, { width: 640, height: 320 }).boxes;
  expect(wide.box).toEqual({ x: 0, y: 120, width: 640, height: 80 });

  const [tall] = find('bcn', [{ box: [30, 10, 7, 5], scores: [0.9, 0, 0] }], {}, { width: 100, height: 300 }).boxes;
  // Scale 64 / 300, and a margin of (64 - 21) / 2 less a tenth: 21 pixels.
  expect(tall.box).toEqual({ x: 25.78, y: 35.16, width: 32.81, height: 23.43 });
});

test('drops boxes that lie in the margin alone', () => {
  expect(find('bcn', [{ box: [32, 4, 60, 6], scores: [0.9, 0, 0] }], {}, { width: 640, height: 320 }).boxes).toEqual(
    [],
  );
});

describe('of boxes that overlap', () => {
  const best: Found = { box: [20, 20, 20, 20], scores: [0.9, 0, 0] };
  const shifted: Found = { box: [24, 20, 20, 20], scores: [0.8, 0, 0] };
  const touching: Found = { box: [36, 20, 20, 20], scores: [0.7, 0, 0] };
  const other: Found = { box: [21, 20, 20, 20], scores: [0, 0.6, 0] };
  const scoresOf = (postprocess?: Partial<Postprocess>) =>
    find('bcn', [touching, other, shifted, best], postprocess).boxes.map(({ score }) => Number(score.toFixed(1)));

  test('keeps the best of each label', () => {
    expect(scoresOf()).toEqual([0.9, 0.7, 0.6]);
  });

  test('keeps the best of all labels where they are told to exclude one another', () => {
    expect(scoresOf({ classAware: false })).toEqual([0.9, 0.7]);
  });

  test('draws the line at the overlap of the description', () => {
    // 16 x 20 of 480 are shared: two thirds.
    expect(scoresOf({ iou: 0.67 })).toEqual([0.9, 0.8, 0.7, 0.6]);
    expect(scoresOf({ iou: 0.66 })).toEqual([0.9, 0.7, 0.6]);
  });

  test('answers no more than the description allows, and none below its confidence', () => {
    expect(scoresOf({ maxDetections: 2 })).toEqual([0.9, 0.7]);
    expect(scoresOf({ confidence: 0.65 })).toEqual([0.9, 0.7]);
  });

  test('leaves the decision to models that made it themselves', () => {
    expect(find('end2end', [best, shifted]).boxes).toHaveLength(2);
    expect(find('end2end', [shifted, best, best], { maxDetections: 1 }).boxes[0].score).toBeCloseTo(0.9);
  });
});

test('says each label once, with its best score', () => {
  const second: Found = { box: [50, 50, 8, 8], scores: [0, 0.75, 0] };
  expect(find('bcn', [dog, second, owl]).labels).toEqual([
    { label: 'dog', index: 1, score: 0.75 },
    { label: 'owl', index: 2, score: 0.375 },
  ]);
});

test('stays quick when every candidate might be an object', () => {
  const many = Array.from({ length: 30_000 }, (_, place): Found => {
    return { box: [32 + (place % 7), 32 + (place % 11), 60, 60], scores: [0.5 + place / 1e5, 0, 0] };
  });
  const start = performance.now();
  expect(find('bcn', many, { iou: 1 }).boxes).toHaveLength(300);
  expect(performance.now() - start).toBeLessThan(3000);
});

test('applies what the description says is still to be applied to scores', () => {
  const [box] = find('bcn', [{ box: [32, 32, 8, 8], scores: [-3, 2, -3] }], { activation: 'sigmoid' }).boxes;
  expect([box.label, box.score]).toEqual(['dog', expect.closeTo(0.880797, 5)]);
});

test.each<[string, Found, string]>([
  [
    'no number',
    { box: [1, 1, 1, 1], scores: [Number.NaN, Number.NaN, Number.NaN] },
    'no number as any score of candidate 0',
  ],
  ['a score that is no probability', { box: [1, 1, 1, 1], scores: [3, 0, 0] }, 'the score 3, no probability'],
])('refuses %s', (_, found, message) => {
  expect(() => find('bcn', [found])).toThrow(message);
});

test('refuses a label that the model does not have', () => {
  expect(() => find('end2end', [{ box: [9, 9, 9, 9], scores: [0, 0, 0, 0, 0.9] }])).toThrow('label 4 of 3');
});

test('passes over coordinates that are no numbers', () => {
  expect(
    find('bcn', [{ box: [Number.NaN, 5, 5, 5], scores: [0.9, 0, 0] }, dog]).boxes.map(({ label }) => label),
  ).toEqual(['dog']);
});
