import { chooseForm } from '../../../../container/src/protocols/sagemaker/answer/accept';
import type { InvocationAnswer } from '../../../../container/src/protocols/sagemaker/answer/invocation-answer';
import { Failure } from '../../../../lib/contracts/failures';
import type { Classified } from '../../../../lib/contracts/result';

const own = 'application/vnd.image-classifier+json';
const result: Classified = {
  status: 'classified',
  id: 'a',
  attempts: 1,
  labels: [
    { label: 'cat', score: 0.75, index: 1 },
    { label: 'dog', score: 0.25, index: 0 },
  ],
  picture: { format: 'png', width: 200, height: 100, bytes: 10 },
  timings: { queueMs: 0, decodeMs: 0, preprocessMs: 0, inferMs: 0, totalMs: 0 },
};
const labels = ['dog', 'cat'];
const classified: InvocationAnswer = { result, scores: [0.25, Math.fround(0.1)], labels };
const box = { label: 'cat', score: 0.5, index: 1, box: { x: 20, y: 10, width: 100, height: 90 } };
const detected: InvocationAnswer = { result: { ...result, boxes: [box] }, scores: [], labels };
const failed: InvocationAnswer = { id: 'b', failure: new Failure('image-unreadable') };
const written = (accept: string | undefined, answer: InvocationAnswer) => {
  const { contentType, one } = chooseForm(accept, own);
  return [contentType, one(answer)];
};

test.each([
  ['application/json', 'application/json', '[0.25,0.1]'],
  [
    'application/json;verbose',
    'application/json',
    '{"probabilities":[0.25,0.1],"labels":["dog","cat"],"predicted_label":"cat"}',
  ],
  ['application/jsonlines', 'application/jsonlines', '{"prediction":[0.25,0.1]}\n'],
  ['text/csv', 'text/csv; charset=utf-8', '0.25,0.1\n'],
  ['text/plain', 'text/plain; charset=utf-8', 'cat'],
])('a classification is written as %s', (accept, contentType, body) => {
  expect(written(accept, classified)).toEqual([contentType, body]);
});

test.each([
  ['application/json', '{"prediction":[[1,0.5,0.1,0.1,0.6,1]]}'],
  [
    'application/json;verbose',
    '{"normalized_boxes":[[0.1,0.1,0.6,1]],"classes":[1],"scores":[0.5],"labels":["dog","cat"]}',
  ],
  ['application/jsonlines', '{"prediction":[[1,0.5,0.1,0.1,0.6,1]]}\n'],
  ['text/csv', '1,0.5,0.1,0.1,0.6,1\n'],
  ['text/plain', 'cat'],
])('detections are written as %s, with corners as shares of the picture', (accept, body) => {
  expect(written(accept, detected)[1]).toBe(body);
});

const placeholder = expect.stringMatching(/^\{"prediction":null,"failure":\{"id":"image-unreadable",.*\}\}\n?$/);
test.each([
  ['application/json', placeholder],
  ['application/json;verbose', placeholder],
  ['application/jsonlines', placeholder],
  ['text/csv', 'image-unreadable\n'],
  ['text/plain', 'image-unreadable'],
])('a picture that failed keeps its place in %s', (accept, body) => {
  expect(written(accept, failed)[1]).toEqual(body);
});

test.each([undefined, '', '*/*', 'application/*', own, 'application/json, text/plain, */*'])(
  'Accept: %s leaves the choice to the server, which answers its own result',
  (accept) => {
    expect(written(accept, classified)).toEqual(['application/json', JSON.stringify(result)]);
  },
);

test.each(['application/json; verbose', 'application/json;verbose=true', 'text/html, application/json;verbose;q=0.9'])(
  'Accept: %s asks for the verbose form',
  (accept) => {
    expect(written(accept, classified)[1]).toContain('predicted_label');
  },
);

test('the form for callers who accept anything can be chosen', () => {
  expect(chooseForm(undefined, 'application/json').one(classified)).toBe('[0.25,0.1]');
  expect(chooseForm(own, 'application/json').one(classified)).toBe(JSON.stringify(result));
});

test('what cannot be produced is refused', () => {
  expect(() => chooseForm('image/png', own)).toThrow(expect.objectContaining({ id: 'accept-unsupported' }));
});

test('many answers are one JSON array, or lines', () => {
  const { start, each, between, end } = chooseForm('application/json', own).many;
  const body = start + [classified, failed, detected].map(each).join(between) + end;
  expect(JSON.parse(body)).toEqual([
    [0.25, 0.1],
    { prediction: null, failure: expect.objectContaining({ id: 'image-unreadable' }) },
    { prediction: [[1, 0.5, 0.1, 0.1, 0.6, 1]] },
  ]);
});
