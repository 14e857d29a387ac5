import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';

export interface WatchedVariant {
  readonly endpointName: string;
  readonly variant: string;
  /** Only what instances of this configuration answer: the new ones, while a release goes on. */
  readonly configName: string;
}

/** More than a request in twenty, as with the other patterns. */
const failingShare = 0.05;
/** Half of what the server gives a request, unless it is told otherwise. */
const slowSeconds = 15;
const minute = Duration.minutes(1);

/**
 * What tells that a release is a bad one, of its new instances alone.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
 */
export function rollbackAlarms(
  scope: Construct,
  { endpointName, variant, configName }: WatchedVariant,
  actions: readonly cloudwatch.IAlarmAction[],
): cloudwatch.Alarm[] {
  const place = new Construct(scope, variant);
  const alarm = (id: string, metricName: string, how: { statistic: string; threshold: number; says: string }) => {
    const metric = new cloudwatch.Metric({
      ...{ namespace: 'AWS/SageMaker', metricName, statistic: how.statistic, period: minute },
      dimensionsMap: { EndpointName: endpointName, VariantName: variant, EndpointConfigName: configName },
    });
    const one = new cloudwatch.Alarm(place, id, {
      ...{ metric, threshold: how.threshold, evaluationPeriods: 3, datapointsToAlarm: 2 },
      alarmDescription: `${how.says} A release meanwhile is rolled back.`,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    one.addAlarmAction(...actions);
    return one;
  };
  return [
    alarm('ServerErrors', 'Invocation5XXErrors', {
      ...{ statistic: 'Average', threshold: failingShare },
      says: `More than ${100 * failingShare} % of the requests to ${variant} are answered with 5xx.`,
    }),
    alarm('SlowAnswers', 'ModelLatency', {
      // Microseconds.
      ...{ statistic: 'p98', threshold: slowSeconds * 1_000_000 },
      says: `Of 100 requests to ${variant}, two or more take longer than ${slowSeconds} s.`,
    }),
  ];
}
