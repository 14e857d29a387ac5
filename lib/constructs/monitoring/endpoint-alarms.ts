import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { endpointMetric } from '../../private/endpoint-metric';
import type { ServiceAlarms, ServiceLimits } from './service-alarms';
import type { WatchedEndpoint } from './watched';

const moreThan = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD;
/** Nobody asked. */
const treatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING;
const period = Duration.minutes(1);
/** One failure among a handful of requests is no tenth of anything. */
const leastFaults = 3;
/** A quarter of an hour: longer than an instance takes to start. */
const oldestSeconds = 900;

/** What is worth a message of an endpoint of Amazon SageMaker. */
export function endpointAlarms(
  scope: Construct,
  { endpointName, variants, asynchronous }: WatchedEndpoint,
  { slowestSeconds, failingPercent }: Pick<ServiceLimits, 'slowestSeconds' | 'failingPercent'>,
): ServiceAlarms {
  const ofAll = (metricName: string, statistic: string, name: string) =>
    Object.fromEntries(
      variants.map((variant, place) => [
        `${name}${place}`,
        endpointMetric(endpointName, metricName, { statistic }, variant),
      ]),
    );
  const [errors, requests] = ['errors', 'requests'].map((name) =>
    variants.map((_, place) => `FILL(${name}${place}, 0)`).join(' + '),
  );
  const faults = new cloudwatch.Alarm(scope, 'Faults', {
    alarmDescription: `More than ${failingPercent} % of the requests were answered with 5xx: look at the log.`,
    metric: new cloudwatch.MathExpression({
      expression: `IF(${errors} >= ${leastFaults}, 100 * (${errors}) / (${requests}), 0)`,
      // Every request is one sample of this metric, an error or none: it counts them for asynchronous endpoints too.
      usingMetrics: {
        ...ofAll('Invocation5XXErrors', 'Sum', 'errors'),
        ...ofAll('Invocation5XXErrors', 'SampleCount', 'requests'),
      },
      period,
    }),
    ...{ threshold: failingPercent, comparisonOperator: moreThan, treatMissingData },
    ...{ evaluationPeriods: 5, datapointsToAlarm: 3 },
  });
  if (asynchronous) {
    const metric = endpointMetric(endpointName, 'ApproximateAgeOfOldestRequest', { statistic: 'Maximum' });
    const oldest = new cloudwatch.Alarm(scope, 'OldestRequest', {
      alarmDescription: `A request has been waiting for ${oldestSeconds / 60} minutes: are there instances to be had?`,
      ...{ metric, threshold: oldestSeconds, comparisonOperator: moreThan, treatMissingData, evaluationPeriods: 3 },
    });
    return { pages: [faults, oldest], tickets: [] };
  }
  const slow = new cloudwatch.Alarm(scope, 'SlowAnswers', {
    alarmDescription: `1 of 100 requests took longer than ${slowestSeconds} s for five minutes.`,
    metric: new cloudwatch.MathExpression({
      // Microseconds.
      expression: 'MAX(METRICS()) / 1000000',
      usingMetrics: ofAll('ModelLatency', 'p99', 'latency'),
      period,
    }),
    ...{ threshold: slowestSeconds, comparisonOperator: moreThan, treatMissingData, evaluationPeriods: 5 },
  });
  return { pages: [faults], tickets: [slow] };
}
