import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Compute, type QueueWorkerFleetProps } from '../../../lib';
import { wakeSteps } from '../../../lib/constructs/queue-worker-fleet/wake-steps';
import { fleetTemplate } from '../synthesized-fleet';

const byDefault = fleetTemplate();
const policies = (props: QueueWorkerFleetProps = {}) =>
  Object.values(fleetTemplate(() => props).findResources('AWS::ApplicationAutoScaling::ScalingPolicy')).map(
    ({ Properties }) => Properties,
  );
const tracking = (props?: QueueWorkerFleetProps) =>
  policies(props).find(({ PolicyType }) => PolicyType === 'TargetTrackingScaling')
    .TargetTrackingScalingPolicyConfiguration;

test('0 to 20 workers, unless you say otherwise', () => {
  const target = 'AWS::ApplicationAutoScaling::ScalableTarget';
  byDefault.hasResourceProperties(target, { MinCapacity: 0, MaxCapacity: 20 });
  const chosen = fleetTemplate(() => ({ minWorkers: 2, maxWorkers: 7 }));
  chosen.hasResourceProperties(target, { MinCapacity: 2, MaxCapacity: 7 });
});

test.each([
  [{}, 600],
  [{ maxQueueDelay: Duration.seconds(30), secondsPerImage: 0.5 }, 60],
  [{ compute: Compute.fargate({ cpu: 4096, memoryMiB: 8192 }), secondsPerImage: 0.5 }, 480],
  [{ compute: Compute.ec2({ gpus: 1, cpu: 4096 }), secondsPerImage: 0.01 }, 6000],
  [{ compute: Compute.managedInstances({ gpus: 2, cpu: 4096 }), secondsPerImage: 0.01 }, 6000],
  [{ maxQueueDelay: Duration.millis(300), secondsPerImage: 0.3 }, 1],
])('a worker may have as many pictures before it as it works off in the time they may wait (%#)', (props, pictures) => {
  expect(tracking(props).TargetValue).toBeCloseTo(pictures, 9);
});

test('what is tracked is what waits and what is in work, over the workers that run, by free metrics alone', () => {
  const { Metrics } = tracking().CustomizedMetricSpecification;
  expect(
    Metrics.map(({ MetricStat, Expression }: Record<string, { Metric: object }>) => MetricStat?.Metric ?? Expression),
  ).toEqual([
    expect.objectContaining({ Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible' }),
    expect.objectContaining({ Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesNotVisible' }),
    expect.objectContaining({ Namespace: 'AWS/ECS', MetricName: 'CPUUtilization' }),
    '(visible + FILL(inflight, 0)) / running',
  ]);
});

test('one picture wakes a worker, and more pictures wake more at once, up to the most', () => {
  expect(wakeSteps(4, 10)).toEqual([
    { adjustment: 1, lowerBound: 0, upperBound: 10 },
    { adjustment: 2, lowerBound: 10, upperBound: 20 },
    { adjustment: 3, lowerBound: 20, upperBound: 30 },
    { adjustment: 4, lowerBound: 30, upperBound: undefined },
  ]);
});

test.each([1, 2, 19, 20, 21, 40, 41, 99, 100])(
  'waking up to %i workers takes no more steps than a policy may have, without a gap',
  (most) => {
    const steps = wakeSteps(most, 3.7);
    expect(steps.length).toBeLessThanOrEqual(20);
    expect(steps[0].lowerBound).toBe(0);
    expect(steps.at(-1)).toMatchObject({ adjustment: most, upperBound: undefined });
    for (const [place, { upperBound }] of steps.entries()) expect(upperBound).toBe(steps[place + 1]?.lowerBound);
  },
);

test('the workers go home only when the idle time is over', () => {
  const template = fleetTemplate(() => ({ idleTime: Duration.minutes(12) }));
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    ComparisonOperator: 'LessThanOrEqualToThreshold',
    EvaluationPeriods: 12,
    Threshold: 0,
  });
});

describe('what others had to learn', () => {
  test('one waiting picture is enough (Copilot: more than one)', () => {
    byDefault.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: Match.stringLikeRegexp('no worker runs'),
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      EvaluationPeriods: 1,
    });
  });

  test('1 to 99 waiting pictures count (ecs-patterns: none until 100), minute by minute (ecs-patterns: every five)', () => {
    const waking = policies().find(({ PolicyName }) => PolicyName === 'wake').StepScalingPolicyConfiguration;
    expect(waking.StepAdjustments[0]).toMatchObject({ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 });
    expect(JSON.stringify(byDefault.findResources('AWS::CloudWatch::Alarm'))).not.toContain('"Period":300');
  });

  test('no policy on CPU fights the line (ecs-patterns), and only one policy takes workers away', () => {
    expect(
      policies()
        .map(({ PolicyName }) => PolicyName)
        .sort(),
    ).toEqual(['backlog-per-worker', 'rest', 'wake']);
    expect(tracking().DisableScaleIn).toBe(true);
    const steps = policies().flatMap(({ StepScalingPolicyConfiguration }) => StepScalingPolicyConfiguration ?? []);
    expect(steps.map(({ AdjustmentType }) => AdjustmentType).sort()).toEqual(['ChangeInCapacity', 'ExactCapacity']);
  });

  test('no function reckons the backlog (Copilot: one a minute)', () => {
    const functions = Object.keys(byDefault.findResources('AWS::Lambda::Function'));
    expect(functions.filter((id) => id.startsWith('Fleet'))).toEqual([expect.stringContaining('FailureReporter')]);
    byDefault.resourceCountIs('AWS::Events::Rule', 0);
  });

  test('no paid metric is needed (Container Insights)', () => {
    byDefault.hasResourceProperties('AWS::ECS::Cluster', {
      ClusterSettings: [{ Name: 'containerInsights', Value: 'disabled' }],
    });
    expect(JSON.stringify(byDefault)).not.toContain('ECS/ContainerInsights');
  });
});
