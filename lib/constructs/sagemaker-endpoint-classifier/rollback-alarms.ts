import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';

export interface WatchedFleet {
  /** What people call it: a variant, or a component. */
  readonly name: string;
  /** By which Amazon SageMaker publishes its metrics. */
  readonly dimensions: Record<string, string>;
  /** Slower answers are a reason. @default 15, half of what the server gives a request unless it is told otherwise */
  readonly slowSeconds?: number;
  /** Whether nobody waits for its answers. @default false */
  readonly unhurried?: boolean;
}

/** More than a request in twenty, as with the other patterns. */
const failingShare = 0.05;
const usualSlowSeconds = 15;
const minute = Duration.minutes(1);

/**
 * What tells that a release is a bad one: of its new instances alone, where the dimensions name their configuration.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
 */
export function rollbackAlarms(
  scope: Construct,
  { name, dimensions, slowSeconds = usualSlowSeconds, unhurried = false }: WatchedFleet,
  actions: readonly cloudwatch.IAlarmAction[],
): cloudwatch.Alarm[] {
  const place = new Construct(scope, name);
  const alarm = (id: string, metricName: string, how: { statistic: string; threshold: number; says: string }) => {
    const metric = new cloudwatch.Metric({
      namespace: 'AWS/SageMaker',
      metricName,
      statistic: how.statistic,
      period: minute,
      dimensionsMap: dimensions,
    });
    const one = new cloudwatch.Alarm(place, id, {
      metric,
      threshold: how.threshold,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      alarmDescription: `${how.says} A release meanwhile is rolled back.`,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    one.addAlarmAction(...actions);
    return one;
  };
  const errors = alarm('ServerErrors', 'Invocation5XXErrors', {
    statistic: 'Average',
    threshold: failingShare,
    says: `More than ${100 * failingShare} % of the requests to ${name} are answered with 5xx.`,
  });
  if (unhurried) return [errors];
  return [
    errors,
    alarm('SlowAnswers', 'ModelLatency', {
      statistic: 'p98',
      // Microseconds.
      threshold: slowSeconds * 1_000_000,
      says: `Of 100 requests to ${name}, two or more take longer than ${slowSeconds} s.`,
    }),
  ];
}
