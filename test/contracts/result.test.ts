import { Failure, failures } from '../../lib/contracts/failures';
import { fromPair, normalised, type Result, resultSchema, toPair } from '../../lib/contracts/result';
import { decode, SchemaError } from '../../lib/contracts/schema';

const classified: Result = {
  status: 'classified',
  id: 'test_0.JPEG',
  model: { name: 'clothing', version: '1' },
  worker: 'app-instance1',
  attempts: 1,
  labels: [{ label: 'bathtub', score: 0.9, index: 3 }],
  picture: { format: 'jpeg', width: 64, height: 64, bytes: 2000 },
  timings: { queueMs: 0, decodeMs: 1, preprocessMs: 0.5, inferMs: 2, totalMs: 4 },
};
const failed: Result = {
  status: 'failed',
  id: 'x.png',
  attempts: 3,
  failure: new Failure('image-unreadable').describe(),
};

const detected: Result = {
  ...classified,
  boxes: [{ label: 'bathtub', score: 0.9, index: 3, box: { x: 16, y: 0, width: 32.5, height: 64 } }],
};
const empty: Result = { ...classified, labels: [], boxes: [] };

test.each([classified, detected, empty, failed])('a result survives its journey as JSON: $status', (result) => {
  expect(decode(resultSchema, JSON.parse(JSON.stringify(result)), 'result')).toEqual(result);
});

test('a result of another shape is refused by path', () => {
  const broken = { ...classified, labels: [{ label: 'x', score: 2, index: 0 }] };
  expect(() => decode(resultSchema, broken, 'result')).toThrow(
    'result.labels[0].score: expected a number between 0 and 1, received 2',
  );
  expect(() => decode(resultSchema, { status: 'lost' }, 'result')).toThrow(SchemaError);
});

test('the pair form is the body "(test_0, bathtub)" under the key "test_0"', () => {
  expect(toPair(classified)).toEqual({ key: 'test_0', body: '(test_0, bathtub)' });
  expect(fromPair('(test_0, bathtub)')).toEqual({ key: 'test_0', answer: 'bathtub' });
});

test('the pair form of a detector that found nothing says so', () => {
  expect(toPair(empty)).toEqual({ key: 'test_0', body: '(test_0, nothing)' });
});

test('a box as shares of the picture keeps within it', () => {
  const picture = { width: 64, height: 64 };
  expect(normalised({ x: 16, y: 0, width: 32, height: 16 }, picture)).toEqual({
    left: 0.25,
    top: 0,
    right: 0.75,
    bottom: 0.25,
  });
  expect(normalised({ x: 63.9, y: 0, width: 0.10000000000001, height: 64 }, picture).right).toBe(1);
});

test('the pair form of a failure carries its id', () => {
  expect(toPair(failed)).toEqual({ key: 'x', body: '(x, image-unreadable)' });
  expect(fromPair('nonsense')).toBeUndefined();
});

test.each(Object.entries(failures))('%s tells what happened, what to do, and with which status', (id, kind) => {
  expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
  expect(kind.status).toBeGreaterThanOrEqual(400);
  expect(kind.summary).toMatch(/^[A-Z].+\.$/);
  expect(kind.advice).toMatch(/^[A-Z].+\.$/);
});
