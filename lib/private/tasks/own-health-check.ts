import { Duration, type aws_ecs as ecs } from 'aws-cdk-lib';
import { defaultPort, routes } from '../../contracts/http-api';

/** A task that looks after itself: a loop that no longer turns makes its task be replaced. */
export const ownHealthCheck: ecs.HealthCheck = {
  command: [
    'CMD',
    'node',
    '-e',
    `fetch('http://127.0.0.1:${defaultPort}${routes.ping.path}').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))`,
  ],
  interval: Duration.seconds(30),
  timeout: Duration.seconds(10),
  retries: 3,
  // The model is made ready for this processor first.
  startPeriod: Duration.seconds(120),
};
