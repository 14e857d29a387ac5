import { topLabels } from '../../../container/src/labels';

const names = (count: number) => Array.from({ length: count }, (_, index) => `label ${index}`);
const indices = (scores: number[], k: number) =>
  topLabels(Float32Array.from(scores), names(scores.length), 'softmax', k).map(({ index }) => index);

test('turns logits into probabilities that sum to one, best first', () => {
  const labels = topLabels(Float32Array.of(1, 3, 2), ['cat', 'dog', 'owl'], 'softmax', 3);

  expect(labels.map(({ label }) => label)).toEqual(['dog', 'owl', 'cat']);
  expect(labels[0].score).toBeCloseTo(0.66524, 5);
  expect(labels.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 12);
});

test('survives logits that overflow a plain exponential', () => {
  expect(topLabels(Float32Array.of(1000, 0), ['cat', 'dog'], 'softmax', 1)).toEqual([
    { label: 'cat', score: 1, index: 0 },
  ]);
});

test('scores every label on its own with sigmoid', () => {
  const labels = topLabels(Float32Array.of(0, 2), ['cat', 'dog'], 'sigmoid', 2);

  expect(labels[0].score).toBeCloseTo(0.8808, 4);
  expect(labels[1].score).toBe(0.5);
});

test('passes probabilities on, without the rounding error above one', () => {
  expect(topLabels(Float32Array.of(1.0000002, 0), ['cat', 'dog'], 'none', 1)[0].score).toBe(1);
});

test('keeps the order of the labels among equal scores', () => {
  expect(indices([5, 7, 5, 7, 5], 4)).toEqual([1, 3, 0, 2]);
  expect(indices([1, 1, 1], 2)).toEqual([0, 1]);
});

test('gives all labels when fewer exist than were asked for', () => {
  expect(indices([2, 1], 5)).toEqual([0, 1]);
});

test('picks the same labels as a full sort', () => {
  for (const count of [1, 10, 1000]) {
    const scores = Array.from({ length: count }, (_, index) => Math.round(Math.sin(index * 12.9898) * 50));
    const sorted = scores.map((_, index) => index).sort((one, other) => scores[other] - scores[one] || one - other);

    for (const k of [1, 5, 100]) expect(indices(scores, k)).toEqual(sorted.slice(0, k));
  }
});

test('refuses scores that are no numbers, and says which', () => {
  expect(() => topLabels(Float32Array.of(1, Number.NaN), ['cat', 'dog'], 'softmax', 1)).toThrow(
    'the model gave NaN for dog (score 1 of 2)',
  );
});

test('refuses infinite logits, logits passed off as probabilities, and a wrong number of scores', () => {
  expect(() => topLabels(Float32Array.of(Infinity, 0), ['a', 'b'], 'softmax', 1)).toThrow('no finite score');
  expect(() => topLabels(Float32Array.of(7.5, 0), ['a', 'b'], 'none', 1)).toThrow('7.5, no probability');
  expect(() => topLabels(Float32Array.of(1), ['a', 'b'], 'none', 1)).toThrow('1 scores for 2 labels');
});
