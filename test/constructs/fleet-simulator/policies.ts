import type { Template } from 'aws-cdk-lib/assertions';

/** A scaling policy of a template with the alarm that calls it, as AWS would read them. */
export interface Policy {
  readonly name: string;
  readonly expression: string;
  readonly evaluationPeriods: number;
  readonly threshold: number;
  breaches(value: number): boolean;
  /** The capacity it wants; nothing where no step fits. */
  wants(capacity: number, value: number): number | undefined;
  readonly cooldownSeconds: number;
}

export interface Policies {
  readonly min: number;
  readonly max: number;
  readonly policies: readonly Policy[];
}

const periodSeconds = 60;

/** @param change what to write instead in an expression, to show what would become of it */
export function policiesOf(template: Template, change: (expression: string) => string = (same) => same): Policies {
  const [target] = properties(template, 'AWS::ApplicationAutoScaling::ScalableTarget');
  const policies = Object.entries(template.findResources('AWS::ApplicationAutoScaling::ScalingPolicy'));
  const alarms = properties(template, 'AWS::CloudWatch::Alarm');
  return {
    min: target.MinCapacity,
    max: target.MaxCapacity,
    policies: policies.map(([id, { Properties: policy }]) => {
      if (policy.PolicyType === 'TargetTrackingScaling') return tracking(policy, change);
      return stepping(
        policy,
        alarms.find(({ AlarmActions }) => AlarmActions?.[0]?.Ref === id),
        change,
      );
    }),
  };
}

// biome-ignore lint/suspicious/noExplicitAny: a template is whatever CloudFormation allows
type Properties = any;

/** AWS makes the alarm of a target tracking policy itself: three minutes above the target add in proportion. */
function tracking(policy: Properties, change: (expression: string) => string): Policy {
  const { TargetValue, ScaleOutCooldown, DisableScaleIn, CustomizedMetricSpecification } =
    policy.TargetTrackingScalingPolicyConfiguration;
  expect(DisableScaleIn).toBe(true);
  return {
    name: policy.PolicyName,
    expression: change(returned(CustomizedMetricSpecification.Metrics).Expression),
    evaluationPeriods: 3,
    threshold: TargetValue,
    breaches: (value) => value > TargetValue,
    wants: (capacity, value) => Math.max(capacity, Math.ceil((capacity * value) / TargetValue)),
    cooldownSeconds: ScaleOutCooldown,
  };
}

function stepping(policy: Properties, alarm: Properties, change: (expression: string) => string): Policy {
  const { AdjustmentType, StepAdjustments, Cooldown } = policy.StepScalingPolicyConfiguration;
  const metrics = alarm.Metrics.filter(({ MetricStat }: Properties) => MetricStat);
  expect(metrics.map(({ MetricStat }: Properties) => MetricStat.Period)).toEqual(metrics.map(() => periodSeconds));
  expect(alarm.TreatMissingData).toBe('notBreaching');
  const { Threshold, ComparisonOperator } = alarm;
  return {
    name: policy.PolicyName,
    expression: change(returned(alarm.Metrics).Expression),
    evaluationPeriods: alarm.EvaluationPeriods,
    threshold: Threshold,
    breaches: (value) => compare[ComparisonOperator](value, Threshold),
    wants: (capacity, value) => {
      const off = value - Threshold;
      const step = StepAdjustments.find(
        ({ MetricIntervalLowerBound: from = -Infinity, MetricIntervalUpperBound: to = Infinity }: Properties) =>
          // The bound away from the threshold is the open one.
          off >= 0 && to !== 0 ? off >= from && off < to : off > from && off <= to,
      )?.ScalingAdjustment;
      if (step === undefined) return undefined;
      return AdjustmentType === 'ExactCapacity' ? step : capacity + step;
    },
    cooldownSeconds: Cooldown,
  };
}

const compare: Record<string, (value: number, threshold: number) => boolean> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

const returned = (metrics: Properties[]): Properties => metrics.find(({ ReturnData }) => ReturnData);

const properties = (template: Template, type: string): Properties[] =>
  Object.values(template.findResources(type)).map(({ Properties }) => Properties);
