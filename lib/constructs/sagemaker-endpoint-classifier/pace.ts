import { Duration, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import type { Release } from '../release';

type EndpointPace = Pick<
  sagemaker.CfnEndpoint.DeploymentConfigProperty,
  'blueGreenUpdatePolicy' | 'rollingUpdatePolicy'
>;

/** What a deployment may take beyond its waits: starts of instances, and of slow containers on them. */
const startSeconds = 3600;
/** The most that Amazon SageMaker takes, and the least. */
const limits = { most: 28_800, least: 600 };

/**
 * The pace of a release as Amazon SageMaker takes it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeploymentConfig.html
 */
export function paceOfEndpoint(scope: Construct, release: Release): EndpointPace {
  const { shift } = release._pace;
  if (!shift) {
    const half = { type: 'CAPACITY_PERCENT', value: 50 };
    const waitIntervalInSeconds = 120;
    return {
      rollingUpdatePolicy: {
        ...{ maximumBatchSize: half, rollbackMaximumBatchSize: { ...half, value: 100 }, waitIntervalInSeconds },
        maximumExecutionTimeoutInSeconds: 2 * waitIntervalInSeconds + 2 * startSeconds,
      },
    };
  }
  if (shift.goldenPictures) {
    refuse(scope, 'sagemaker-release', 'release of an endpoint must have no goldenPictures, got some');
  }
  if (shift.testListenerPort !== undefined) {
    refuse(
      scope,
      'sagemaker-release',
      `release of an endpoint must have no testListenerPort, got ${shift.testListenerPort}`,
    );
  }
  const terminationWaitInSeconds = waitOf(scope, 'bakeTime', shift.bakeTime ?? Duration.minutes(10));
  const { routing, waits } = routingOf(scope, shift);
  const total = waits + terminationWaitInSeconds;
  const maximumExecutionTimeoutInSeconds = Math.max(limits.least, total + startSeconds);
  if (maximumExecutionTimeoutInSeconds > limits.most) {
    const most = limits.most - startSeconds;
    refuse(scope, 'sagemaker-release', `release must wait ${most} seconds at most in all, got ${total}`);
  }
  return {
    blueGreenUpdatePolicy: {
      ...{ trafficRoutingConfiguration: routing, terminationWaitInSeconds, maximumExecutionTimeoutInSeconds },
    },
  };
}

function routingOf(
  scope: Construct,
  shift: NonNullable<Release['_pace']['shift']>,
): { routing: sagemaker.CfnEndpoint.TrafficRoutingConfigProperty; waits: number } {
  if (shift.kind === 'BLUE_GREEN') return { routing: { type: 'ALL_AT_ONCE' }, waits: 0 };
  if (shift.kind === 'CANARY') {
    const { percent = 5, stepBakeTime = Duration.minutes(10) } = shift;
    const waits = waitOf(scope, 'stepBakeTime', stepBakeTime);
    const canarySize = sizeOf(scope, { name: 'percent', value: percent, least: 1 });
    return { routing: { type: 'CANARY', canarySize, waitIntervalInSeconds: waits }, waits };
  }
  const { stepPercent = 10, stepBakeTime = Duration.minutes(6) } = shift;
  const wait = waitOf(scope, 'stepBakeTime', stepBakeTime);
  const linearStepSize = sizeOf(scope, { name: 'stepPercent', value: stepPercent, least: 10 });
  return {
    routing: { type: 'LINEAR', linearStepSize, waitIntervalInSeconds: wait },
    waits: wait * Math.ceil(100 / stepPercent),
  };
}

function sizeOf(scope: Construct, { name, value, least }: { name: string; value: number; least: number }) {
  if (Number.isInteger(value) && value >= least && value <= 50) return { type: 'CAPACITY_PERCENT', value };
  const allowed = `a whole number from ${least} to 50`;
  return refuse(scope, 'sagemaker-release', `${name} of an endpoint's release must be ${allowed}, got ${value}`);
}

function waitOf(scope: Construct, name: string, time: Duration): number {
  const seconds = time.toSeconds({ integral: false });
  if (Number.isInteger(seconds) && seconds <= 3600) return seconds;
  const allowed = 'whole seconds up to an hour';
  return refuse(scope, 'sagemaker-release', `${name} of an endpoint's release must be ${allowed}, got ${seconds} s`);
}
