import { answerIn, failureIn, readNotice, resultIn } from '../../lib/contracts/inference-notice';

const notice = (changed: object) =>
  readNotice(
    JSON.stringify({ invocationStatus: 'Failed', requestParameters: {}, eventName: 'InferenceResult', ...changed }),
  );
const told = { id: 'image-unreadable', message: 'It is damaged.', advice: 'Save it again.', retry: 'no' };
const body = JSON.stringify({ status: 'failed', id: '1', attempts: 1, failure: told });

test.each([
  [
    'in the body of the notice',
    { responseBody: { content: Buffer.from(body).toString('base64'), encoding: 'BASE64' } },
  ],
  ['in a body that is plain text', { responseBody: { content: body, encoding: 'UTF-8' } }],
  [
    'quoted in the reason',
    { failureReason: `ClientError: Received client error (422) from primary with message "${body}".` },
  ],
])('the failure that our server told is found %s', (_, changed) => {
  expect(failureIn(notice(changed))).toEqual(told);
});

test.each([
  ['', 'The endpoint gave no answer of this server'],
  ['ClientError: no object', 'ClientError: no object'],
  ['ModelError: {"detail": "out of memory"}', 'ModelError: {"detail": "out of memory"}'],
  ['x'.repeat(5000), 'x'.repeat(1000)],
])('any other reason is passed on, and may be gone another time: %.30s', (failureReason, message) => {
  const failure = failureIn(notice({ failureReason }));
  expect(failure).toMatchObject({ id: 'endpoint-failed', retry: 'later' });
  expect(failure.message.startsWith(message)).toBe(true);
  expect(failure.message.length).toBeLessThanOrEqual(1000);
});

test('a notice of something else is refused in words', () => {
  expect(() => readNotice('hello')).toThrow('notice: expected JSON');
  expect(() => readNotice('{"Records":[]}')).toThrow('notice.invocationStatus');
});

test('an answer is a result of this library or none', () => {
  expect(answerIn(notice({}))).toBeUndefined();
  expect(resultIn('[0.1, 0.9]')).toBeUndefined();
  expect(resultIn(body)?.status).toBe('failed');
});
