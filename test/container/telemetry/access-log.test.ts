import { accessLog } from '../../../container/src/telemetry/access-log';
import type { Logger } from '../../../container/src/telemetry/logger';
import { Failure, type FailureId } from '../../../lib/contracts/failures';

/** The level at which a request of this route and status is logged. */
function levelOf(route: 'classify' | 'ping', status: number, id?: FailureId): string {
  const levels: string[] = [];
  const log = Object.fromEntries(
    ['debug', 'info', 'warn', 'error'].map((level) => [level, () => levels.push(level)]),
  ) as unknown as Logger;
  log.isLevelEnabled = () => true;
  const exchange = {
    id: 'x',
    request: { method: 'GET', headers: {} },
    startedAt: performance.now(),
    result: undefined,
  } as never;
  accessLog(log)(exchange, route, status, id && new Failure(id));
  return levels.join();
}

test.each([
  ['an answer', 'classify', 200, undefined, 'info'],
  ['a bad picture', 'classify', 422, 'image-unreadable', 'info'],
  ['overload', 'classify', 503, 'server-overloaded', 'warn'],
  ['a mistake of the server', 'classify', 500, 'internal-error', 'error'],
  ['a probe', 'ping', 200, undefined, 'debug'],
  ['a probe that hears no while the model opens', 'ping', 503, undefined, 'debug'],
] as const)('%s is logged as loudly as somebody has to act on it', (_, route, status, id, level) => {
  expect(levelOf(route, status, id)).toBe(level);
});

test('a line names the trace, the model, the key of the caller and what the caller calls the request', () => {
  const lines: object[] = [];
  const log = { isLevelEnabled: () => true, info: (line: object) => lines.push(line) } as unknown as Logger;
  const exchange = {
    id: 'x',
    request: {
      method: 'POST',
      headers: {
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        'x-amzn-sagemaker-inference-id': 'order-17',
      },
    },
    startedAt: performance.now(),
    model: { name: 'clothing', version: '3' },
    client: 'warehouse',
  };
  accessLog(log)(exchange as never, 'classify', 200);
  expect(lines[0]).toMatchObject({
    requestId: 'x',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    model: 'clothing',
    version: '3',
    client: 'warehouse',
    inferenceId: 'order-17',
  });
});
