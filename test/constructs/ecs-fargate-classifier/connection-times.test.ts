import { fromEnvironment, toEnvironment } from '../../../lib/contracts/environment';
import { connectionTimes } from '../../../lib/private/tasks/connection-times';

test.each([0.1, 1, 29.5, 30, 55, 55.1, 60, 119, 3600])(
  'with answers that take %s s, nobody hangs up first',
  (seconds) => {
    const times = connectionTimes(fromEnvironment(toEnvironment({ requestTimeoutSeconds: seconds })));
    expect(times.idle).toBeGreaterThan(seconds);
    expect(times.keepAlive).toBeGreaterThan(times.idle);
    expect(times.deregistration).toBeGreaterThanOrEqual(seconds);
  },
);

test.each([0, 20, 60])('a server that drains for %s s is not killed before', (drainSeconds) => {
  const settings = fromEnvironment(toEnvironment({ drainSeconds, readinessGraceSeconds: 5 }));
  expect(connectionTimes(settings).stop).toBeGreaterThan(drainSeconds + 5);
});

test('never asks AWS Fargate to wait longer than it can', () => {
  const settings = fromEnvironment(toEnvironment({ drainSeconds: 600 }));
  expect(connectionTimes(settings).stop).toBe(120);
});
