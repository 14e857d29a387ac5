import type { Result } from '../../lib/contracts/result';
import { resultObject } from '../../lib/contracts/result-object';

const bathtub: Result = {
  status: 'classified',
  id: 'ignored',
  attempts: 1,
  labels: [{ label: 'bathtub', score: 0.9, index: 1 }],
  picture: { format: 'jpeg', width: 1, height: 1, bytes: 1 },
  timings: { queueMs: 0, decodeMs: 0, preprocessMs: 0, inferMs: 0, totalMs: 0 },
};
const write = (key: string, options: { prefix?: string; crowded?: boolean } = {}) => {
  const object = resultObject({ key }, bathtub, { format: 'pair', prefix: '', ...options });
  return `${object.key} | ${object.body}`;
};

test.each([
  ['test_0.JPEG', 'test_0 | (test_0, bathtub)'],
  ['a.b.png', 'a.b | (a.b, bathtub)'],
  ['shoes/ü +%/x.jpg', 'shoes/ü +%/x | (x, bathtub)'],
  ['no-extension', 'no-extension | (no-extension, bathtub)'],
])('the pair form of %s', (key, expected) => {
  expect(write(key)).toBe(expected);
});

test('of two pictures that differ in their extension alone, the second keeps its whole name', () => {
  expect(write('x.png')).toBe('x | (x, bathtub)');
  expect(write('x.jpg', { crowded: true })).toBe('x.jpg | (x, bathtub)');
});

test('the JSON form keeps the whole name always', () => {
  const { key, body, contentType } = resultObject({ key: 'a/x.png' }, bathtub, { format: 'json', prefix: 'results/' });
  expect([key, contentType]).toEqual(['results/a/x.png.json', 'application/json']);
  expect(JSON.parse(body)).toEqual(bathtub);
});
