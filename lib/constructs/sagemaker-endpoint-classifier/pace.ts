import { Duration, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import type { DescribedRollout } from '../../private/sagemaker/hosting-constraints/described-endpoint';
import type { Release } from '../release';

/** A release in the words of the rules, and as Amazon SageMaker takes it. */
export interface EndpointPace {
  readonly described: DescribedRollout;
  readonly config: Pick<
    sagemaker.CfnEndpoint.DeploymentConfigProperty,
    'blueGreenUpdatePolicy' | 'rollingUpdatePolicy'
  >;
}

/** What a deployment may take beyond its waits: starts of instances, and of slow containers on them. */
const startSeconds = 3600;

/**
 * The pace of a release as Amazon SageMaker takes it.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DeploymentConfig.html
 */
export function paceOfEndpoint(scope: Construct, release: Release): EndpointPace {
  const described = describe(scope, release);
  const { kind, percent, waitSeconds = 0, terminationWaitSeconds, maxSeconds } = described;
  const maximumExecutionTimeoutInSeconds = maxSeconds;
  const size = percent === undefined ? undefined : { type: 'CAPACITY_PERCENT', value: percent };
  if (kind === 'rolling' && size) {
    const policy = { maximumBatchSize: size, rollbackMaximumBatchSize: { ...size, value: 100 } };
    const rollingUpdatePolicy = { ...policy, waitIntervalInSeconds: waitSeconds, maximumExecutionTimeoutInSeconds };
    return { described, config: { rollingUpdatePolicy } };
  }
  const routing = {
    allAtOnce: { type: 'ALL_AT_ONCE' },
    canary: { type: 'CANARY', canarySize: size, waitIntervalInSeconds: waitSeconds },
    linear: { type: 'LINEAR', linearStepSize: size, waitIntervalInSeconds: waitSeconds },
  };
  return {
    described,
    config: {
      blueGreenUpdatePolicy: {
        trafficRoutingConfiguration: kind === 'rolling' ? routing.allAtOnce : routing[kind],
        terminationWaitInSeconds: terminationWaitSeconds,
        maximumExecutionTimeoutInSeconds,
      },
    },
  };
}

function describe(scope: Construct, release: Release): DescribedRollout {
  const { shift } = release._pace;
  // Half of the instances, then the other half; two starts.
  if (!shift) return { kind: 'rolling', percent: 50, waitSeconds: 120, maxSeconds: 2 * (120 + startSeconds) };
  const { goldenPictures, testListenerPort, bakeTime = Duration.minutes(10) } = shift;
  if (goldenPictures || testListenerPort !== undefined) {
    const got = goldenPictures ? 'goldenPictures' : 'testListenerPort';
    refuse(scope, 'sagemaker-release', `release of an endpoint must have no listener for tests, got ${got}`);
  }
  const terminationWaitSeconds = secondsOf(bakeTime);
  if (shift.kind === 'BLUE_GREEN') return timed({ kind: 'allAtOnce', terminationWaitSeconds }, 0);
  if (shift.kind === 'CANARY') {
    const { percent = 5, stepBakeTime = Duration.minutes(10) } = shift;
    return timed({ kind: 'canary', percent, waitSeconds: secondsOf(stepBakeTime), terminationWaitSeconds }, 1);
  }
  const { stepPercent: percent = 10, stepBakeTime = Duration.minutes(6) } = shift;
  const waitSeconds = secondsOf(stepBakeTime);
  return timed({ kind: 'linear', percent, waitSeconds, terminationWaitSeconds }, Math.ceil(100 / percent));
}

const timed = (rollout: DescribedRollout, steps: number): DescribedRollout => ({
  ...rollout,
  maxSeconds: steps * (rollout.waitSeconds ?? 0) + (rollout.terminationWaitSeconds ?? 0) + startSeconds,
});

const secondsOf = (time: Duration): number => time.toSeconds({ integral: false });
