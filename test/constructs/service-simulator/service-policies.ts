import type { Template } from 'aws-cdk-lib/assertions';
import { evaluate } from '../fleet-simulator/metric-math';

/** What a service says of itself; each has a delay and a resolution of its own. */
export type Signal = 'offered' | 'together' | 'p99' | 'cpu' | 'requests';

/** A policy that keeps a number at a target, with the alarms that AWS makes for it. */
export interface Tracking {
  readonly kind: 'tracking';
  readonly name: string;
  readonly signal: Signal;
  readonly periodSeconds: number;
  readonly target: number;
  readonly outCooldown: number;
  readonly inCooldown: number;
  readonly removes: boolean;
}

/** A policy that steps while its own alarm is true. */
export interface Stepping {
  readonly kind: 'stepping';
  readonly name: string;
  readonly signals: Readonly<Record<string, Signal>>;
  readonly expression: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapoints: number;
  breaches(value: number): boolean;
  /** The capacity it wants; nothing where no step fits. */
  wants(capacity: number, value: number): number | undefined;
  readonly cooldown: number;
}

/** A policy that raises the floor for an hour. */
export interface Forecasting {
  readonly kind: 'forecasting';
  readonly name: string;
  readonly acts: boolean;
  readonly target: number;
  readonly ahead: number;
}

export type ServicePolicy = Tracking | Stepping | Forecasting;

/** A scheduled action: from this second of the day on, the minimum is another. */
export interface Floor {
  readonly secondOfDay: number;
  readonly min: number;
}

export interface ServicePolicies {
  readonly min: number;
  readonly max: number;
  readonly floors: readonly Floor[];
  readonly policies: readonly ServicePolicy[];
}

// biome-ignore lint/suspicious/noExplicitAny: a template is whatever CloudFormation allows
type Properties = any;

const signals: Record<string, Signal> = {
  OfferedConcurrency: 'offered',
  RequestSeconds: 'p99',
  ALBRequestCountPerTarget: 'requests',
  ECSServiceAverageCPUUtilizationHighResolution: 'cpu',
};

/** Reads what moves the service of a template, as AWS would. */
export function servicePolicies(template: Template): ServicePolicies {
  const all = (type: string) => Object.entries(template.findResources(type));
  const [, { Properties: target }] = all('AWS::ApplicationAutoScaling::ScalableTarget')[0];
  const alarms = all('AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties);
  const floors = (target.ScheduledActions ?? []).map(({ Schedule, ScalableTargetAction }: Properties) => {
    const [, minute, hour] = /^cron\((\d+) (\d+) /.exec(Schedule) ?? [];
    return { secondOfDay: Number(hour) * 3600 + Number(minute) * 60, min: ScalableTargetAction.MinCapacity };
  });
  return {
    min: target.MinCapacity,
    max: target.MaxCapacity,
    floors,
    policies: all('AWS::ApplicationAutoScaling::ScalingPolicy').map(([id, { Properties: policy }]) => {
      if (policy.PolicyType === 'TargetTrackingScaling') return tracking(policy);
      if (policy.PolicyType === 'PredictiveScaling') return forecasting(policy);
      return stepping(
        policy,
        alarms.find(({ AlarmActions }) => AlarmActions?.[0]?.Ref === id),
      );
    }),
  };
}

function tracking({ PolicyName, TargetTrackingScalingPolicyConfiguration: rules }: Properties): Tracking {
  const { PredefinedMetricSpecification, CustomizedMetricSpecification } = rules;
  const name = PredefinedMetricSpecification?.PredefinedMetricType ?? CustomizedMetricSpecification.MetricName;
  return {
    kind: 'tracking',
    name: PolicyName,
    signal: signals[name],
    periodSeconds: name.endsWith('HighResolution') ? 20 : 60,
    target: rules.TargetValue,
    outCooldown: rules.ScaleOutCooldown,
    inCooldown: rules.ScaleInCooldown,
    removes: !rules.DisableScaleIn,
  };
}

function forecasting({ PolicyName, PredictiveScalingPolicyConfiguration: rules }: Properties): Forecasting {
  const { Mode, SchedulingBufferTime, MetricSpecifications } = rules;
  return {
    kind: 'forecasting',
    name: PolicyName,
    acts: Mode === 'ForecastAndScale',
    target: MetricSpecifications[0].TargetValue,
    ahead: SchedulingBufferTime,
  };
}

function stepping(policy: Properties, alarm: Properties): Stepping {
  const { AdjustmentType, StepAdjustments, Cooldown, MinAdjustmentMagnitude } = policy.StepScalingPolicyConfiguration;
  const { Threshold, EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods, MetricName, Metrics } = alarm;
  expect(alarm.TreatMissingData).toBe('notBreaching');
  const stats = (Metrics ?? []).filter(({ MetricStat }: Properties) => MetricStat);
  const grows = alarm.ComparisonOperator === 'GreaterThanThreshold';
  expect(grows || alarm.ComparisonOperator === 'LessThanThreshold').toBe(true);
  return {
    kind: 'stepping',
    name: policy.PolicyName,
    signals: MetricName
      ? { m: signals[MetricName] }
      : Object.fromEntries(
          stats.map(({ Id, MetricStat: { Metric, Stat } }: Properties) => {
            return [Id, Stat === 'Sum' ? 'together' : signals[Metric.MetricName]] as const;
          }),
        ),
    expression: MetricName ? 'm' : Metrics.find(({ Expression }: Properties) => Expression).Expression,
    periodSeconds: alarm.Period ?? stats[0].MetricStat.Period,
    evaluationPeriods: EvaluationPeriods,
    datapoints: DatapointsToAlarm,
    breaches: (value) => (grows ? value > Threshold : value < Threshold),
    wants: (capacity, value) => {
      const off = value - Threshold;
      const step = StepAdjustments.find(
        ({ MetricIntervalLowerBound: from = -Infinity, MetricIntervalUpperBound: to = Infinity }: Properties) =>
          // The bound away from the threshold is the open one.
          grows ? off >= from && off < to : off > from && off <= to,
      )?.ScalingAdjustment;
      if (step === undefined || AdjustmentType === 'ExactCapacity') return step;
      expect(AdjustmentType).toBe('PercentChangeInCapacity');
      // AWS rounds what is more than one task towards nothing (StepScalingPolicyConfiguration in its API reference).
      const size = Math.max(MinAdjustmentMagnitude ?? 1, Math.floor((capacity * Math.abs(step)) / 100));
      return capacity + Math.sign(step) * size;
    },
    cooldown: Cooldown,
  };
}

/** The newest value of an alarm's expression in each period. */
export function alarmValues(policy: Stepping, series: (signal: Signal) => readonly (number | undefined)[]) {
  const metrics = Object.fromEntries(Object.entries(policy.signals).map(([id, signal]) => [id, series(signal)]));
  return evaluate(policy.expression, metrics);
}
