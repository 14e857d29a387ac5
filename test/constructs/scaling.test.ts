import { Duration } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { PredictionMode, Scaling } from '../../lib';
import { restSteps } from '../../lib/constructs/scaling/rest';
import { onlyResource, templateWith } from './synthesized';

const byDefault = templateWith();
const policy = (template: Template, name: string) =>
  Object.values(
    template.findResources('AWS::ApplicationAutoScaling::ScalingPolicy', { Properties: { PolicyName: name } }),
  )
    .map(({ Properties }) => Properties)
    .at(0);

test('runs between 2 and 20 tasks and aims at 0.6 pictures at once per inference process', () => {
  byDefault.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 2, MaxCapacity: 20 });
  const { CustomizedMetricSpecification, ...rules } = policy(
    byDefault,
    'concurrency',
  ).TargetTrackingScalingPolicyConfiguration;
  expect(rules).toEqual({ TargetValue: 0.6, ScaleOutCooldown: 300, ScaleInCooldown: 300, DisableScaleIn: true });
  expect(CustomizedMetricSpecification).toMatchObject({
    Namespace: 'ImageClassifier',
    MetricName: 'OfferedConcurrency',
    Statistic: 'Average',
    Dimensions: [{ Name: 'service' }],
  });
});

test('servers name themselves as the policies name them, and write as often as a guard looks', () => {
  const environment = (template: Template) =>
    onlyResource(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions[0].Environment as {
      Name: string;
      Value: string;
    }[];
  const value = (template: Template, variable: string) =>
    environment(template).find(({ Name }) => Name === `IMAGE_CLASSIFIER_${variable}`)?.Value;
  const [{ Value }] = policy(byDefault, 'concurrency').TargetTrackingScalingPolicyConfiguration
    .CustomizedMetricSpecification.Dimensions;
  expect(value(byDefault, 'SERVICE_NAME')).toBe(Value);
  expect(value(byDefault, 'CLOUDWATCH_SECONDS')).toBe('10');
  expect(
    value(
      templateWith(() => ({ scaling: Scaling.onCpu() })),
      'CLOUDWATCH_SECONDS',
    ),
  ).toBe('60');
});

test('a guard looks every 10 s and adds what brings each task back to its target, never more', () => {
  byDefault.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'OfferedConcurrency',
    Period: 10,
    Threshold: 0.9,
    EvaluationPeriods: 3,
    DatapointsToAlarm: 2,
    AlarmActions: [{ Ref: Match.stringLikeRegexp('SpikeGuard') }],
  });
  const { StepAdjustments, AdjustmentType } = policy(byDefault, 'spike-guard').StepScalingPolicyConfiguration;
  expect(AdjustmentType).toBe('PercentChangeInCapacity');
  for (const { MetricIntervalLowerBound, ScalingAdjustment } of StepAdjustments) {
    const each = (0.9 + MetricIntervalLowerBound) / (1 + ScalingAdjustment / 100);
    expect(each).toBeGreaterThanOrEqual(0.6 - 1e-9);
    expect(each).toBeLessThan(0.61);
  }
});

test('one who removes: with guards a policy of its own, without them the target', () => {
  expect(policy(byDefault, 'rest').StepScalingPolicyConfiguration.AdjustmentType).toBe('ExactCapacity');
  const alone = templateWith(() => ({ scaling: Scaling.onConcurrency() }));
  expect(policy(alone, 'rest')).toBeUndefined();
  expect(policy(alone, 'concurrency').TargetTrackingScalingPolicyConfiguration).not.toHaveProperty('DisableScaleIn');
});

test('who rests leaves as many as the work asks for, in twenty steps however many there are', () => {
  expect(restSteps({ least: 2, most: 4, room: 0.5 })).toEqual([
    { adjustment: 2, lowerBound: undefined, upperBound: -3 },
    { adjustment: 3, lowerBound: -3, upperBound: -2.5 },
    { adjustment: 4, lowerBound: -2.5, upperBound: 0 },
  ]);
  for (const [least, most] of [
    [1, 100],
    [2, 20],
    [5, 5],
    [1, 2],
    [90, 100],
    [1, 21],
  ]) {
    const steps = restSteps({ least, most, room: 0.54 });
    const sizes = steps.map(({ adjustment }) => adjustment);
    expect(sizes.length).toBeLessThanOrEqual(20);
    expect([sizes[0], sizes.at(-1)]).toEqual([least, most]);
    expect(sizes).toEqual([...new Set(sizes)].sort((one, other) => one - other));
    for (const [place, size] of sizes.entries())
      if (place > 0) expect(size).toBeLessThanOrEqual(1.4 * sizes[place - 1] + 1);
  }
});

test('scales on CPU every 20 seconds where that is asked for', () => {
  const template = templateWith(() => ({ minTasks: 3, maxTasks: 7, scaling: Scaling.onCpu({ targetPercent: 45 }) }));
  template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 3, MaxCapacity: 7 });
  expect(policy(template, 'cpu').TargetTrackingScalingPolicyConfiguration).toMatchObject({
    TargetValue: 45,
    PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilizationHighResolution' },
  });
  expect(onlyResource(template, 'AWS::ECS::Service').Monitoring).toEqual({
    MetricConfigurations: [{ MetricNames: ['CPUUtilization'], ResolutionSeconds: 20 }],
  });
});

test('scales on the requests of its own target group', () => {
  const template = templateWith(() => ({ scaling: Scaling.onRequests({ perTarget: 300 }) }));
  const { PredefinedMetricSpecification } = policy(template, 'requests').TargetTrackingScalingPolicyConfiguration;
  expect(PredefinedMetricSpecification.PredefinedMetricType).toBe('ALBRequestCountPerTarget');
  expect(JSON.stringify(PredefinedMetricSpecification.ResourceLabel)).toMatch(
    /LoadBalancerFullName.*TargetGroupFullName/,
  );
});

test('a latency guard looks at the load too', () => {
  const scaling = Scaling.onConcurrency().withLatencyGuard({ slowest: Duration.millis(800) });
  const template = templateWith(() => ({ scaling }));
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    Metrics: Match.arrayWith([
      Match.objectLike({ Expression: 'IF(p99 > 0.8 AND offered > 0.6, offered, 0)' }),
      Match.objectLike({ Id: 'p99', MetricStat: Match.objectLike({ Period: 10, Stat: 'p99' }) }),
    ]),
  });
});

test.each([
  [Scaling.onConcurrency(), 0.6, 'CustomizedLoadMetricSpecification'],
  [Scaling.onCpu(), 60, 'PredefinedMetricPairSpecification'],
  [Scaling.onRequests({ perTarget: 300 }), 300, 'PredefinedMetricPairSpecification'],
])(
  'a forecast is of the number that is tracked, and at first only a forecast (%#)',
  (scaling, target, specification) => {
    const rules = (chosen: Scaling) =>
      policy(
        templateWith(() => ({ scaling: chosen })),
        'prediction',
      ).PredictiveScalingPolicyConfiguration;
    const { Mode, MetricSpecifications, SchedulingBufferTime } = rules(scaling.withPrediction());
    expect({ Mode, SchedulingBufferTime }).toEqual({ Mode: 'ForecastOnly', SchedulingBufferTime: 300 });
    expect(MetricSpecifications).toEqual([
      expect.objectContaining({ TargetValue: target, [specification]: expect.anything() }),
    ]);
    const acting = { mode: PredictionMode.FORECAST_AND_SCALE, ahead: Duration.minutes(10) };
    expect(rules(scaling.withPrediction(acting))).toMatchObject({
      Mode: 'ForecastAndScale',
      SchedulingBufferTime: 600,
    });
  },
);

test('a deployment in the busiest hour does not set the fleet back to its minimum', () => {
  expect(onlyResource(byDefault, 'AWS::ECS::Service')).not.toHaveProperty('DesiredCount');
});
