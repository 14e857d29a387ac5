import { App, Stack } from 'aws-cdk-lib';
import { fromEnvironment } from '../../lib/contracts/environment';
import { configureServer } from '../../lib/private/tasks/server-configuration';

const shop = new Stack(new App(), 'Shop');

test.each([0.1, 1, 30, 55, 55.1, 60, 300, 899.9, 3580, 3585, 3600])(
  'a server that may take %s s for an answer starts, and outlasts the load balancer',
  (requestTimeoutSeconds) => {
    const { environment, times } = configureServer(shop, { requestTimeoutSeconds });
    const settings = fromEnvironment(environment);
    expect(settings).toMatchObject({ requestTimeoutSeconds, keepAliveSeconds: times.keepAlive });
    expect(settings.keepAliveSeconds).toBeGreaterThan(times.idle);
  },
);

test('a number of processes that you chose stays', () => {
  expect(fromEnvironment(configureServer(shop, { processes: 3 }).environment).processes).toBe(3);
});

test('settings that the server would not start with are refused', () => {
  expect(() => configureServer(shop, { requestTimeoutSeconds: 3600.5 })).toThrow('[server-settings]');
});
