import { Retries } from '../../../container/src/aws/retries';
import { ServiceError } from '../../../container/src/aws/service-error';

const refused = (status: number, code: string) => new ServiceError(code, 'why', { status, headers: new Map() });
const reset = () => Object.assign(new Error('reset'), { code: 'ECONNRESET' });

test('pauses double, longer where the service asks for less', () => {
  const retries = new Retries(() => 1);
  const pauses = (error: Error) => [1, 2, 3, 4, 5].map((attempt) => retries.pauseAfter(error, attempt));
  expect(pauses(refused(500, 'InternalError'))).toEqual([100, 200, 400, 800, undefined]);
  expect(pauses(refused(503, 'SlowDown'))).toEqual([500, 1000, 2000, 4000, undefined]);
  expect(pauses(reset())).toEqual([100, 200, 400, 800, undefined]);
});

test('while everything fails, soon nothing is tried twice; successes pay for further tries', () => {
  const retries = new Retries(() => 1);
  let paid = 0;
  while (retries.pauseAfter(reset(), 1) !== undefined) paid += 1;
  expect(paid).toBe(100);
  for (let success = 0; success < 5; success += 1) retries.succeeded();
  expect(retries.pauseAfter(reset(), 1)).toBe(100);
  expect(retries.pauseAfter(reset(), 1)).toBeUndefined();
});

test('a mistake of the program is not tried again', () => {
  expect(new Retries().pauseAfter(new TypeError('x is not a function'), 1)).toBeUndefined();
});
