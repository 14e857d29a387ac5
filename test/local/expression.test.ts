import { parseExpression } from '../../local/src/scaling/expression';
import type { Value } from '../../local/src/scaling/series';

const lines: Record<string, Value> = {
  visible: [4, 0, undefined],
  inflight: [2, undefined, 1],
  running: [3, 0, 2],
  five: 5,
};
const evaluate = (text: string) => parseExpression(text)((id) => lines[id]);

test.each([
  ['visible + inflight', [6, undefined, undefined]],
  ['visible + FILL(inflight, 0)', [4 + 2, 0, undefined]],
  ['(FILL(visible,0) + FILL(inflight,0)) / running', [2, undefined, 0.5]],
  ['(FILL(visible,0)+FILL(inflight,0)) / MAX([running, 1])', [2, 0, 0.5]],
  ['IF(running > 0, visible, 7)', [4, 7, undefined]],
  ['IF(running < 1, visible, 7)', [7, 0, 7]],
  ['IF(visible >= 4 AND running == 3, 1, 0)', [1, 0, undefined]],
  ['FILL(inflight, REPEAT)', [2, 2, 1]],
  ['MAX(running)', 3],
  ['SUM([running, inflight])', [5, 0, 3]],
  ['AVG([running, inflight])', [2.5, 0, 1.5]],
  ['-five + 2 * 3 ^ 2', 13],
  ['CEIL(running / 2)', [2, 0, 1]],
])('metric math gives for %s what CloudWatch gives', (text, expected) => {
  expect(evaluate(text)).toEqual(expected);
});

test.each([
  ['ANOMALY_DETECTION_BAND(m1)', 'the function ANOMALY_DETECTION_BAND with 1 arguments is not understood'],
  ['visible +', 'the end is not expected'],
  ['visible running', 'running is not expected'],
  ['(visible', 'the end is not expected'],
])('%s is refused, not guessed', (text, problem) => {
  expect(() => parseExpression(text)).toThrow(problem);
});
