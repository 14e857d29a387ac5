import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { endpointMetric } from '../../private/sagemaker/endpoint-metric';
import { endpointRequests } from './endpoint-requests';
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

/** As many as an alarm looks at (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html). */
const mostMetrics = 10;

/** Some of the variants or components, where all are too many for one alarm. */
interface Part {
  readonly from: number;
  readonly to: number;
}

/** What is worth a message of an endpoint of Amazon SageMaker. */
export function endpointAlarms(
  scope: Construct,
  endpoint: WatchedEndpoint,
  { slowestSeconds, failingPercent }: Pick<ServiceLimits, 'slowestSeconds' | 'failingPercent'>,
): ServiceAlarms {
  const { endpointName, asynchronous } = endpoint;
  const inParts = (size: number, id: string, alarmOf: (id: string, part: Part) => cloudwatch.Alarm) => {
    const fleets = endpointRequests(endpoint, '', '').length;
    return Array.from({ length: Math.ceil(fleets / size) }, (_, part) =>
      alarmOf(part === 0 ? id : `${id}${part + 1}`, { from: part * size, to: (part + 1) * size }),
    );
  };
  const ofPart = ({ from, to }: Part, metricName: string, statistic: string, name: string) =>
    Object.fromEntries(
      endpointRequests(endpoint, metricName, statistic)
        .slice(from, to)
        .map((metric, place) => [`${name}${place}`, metric]),
    );
  const faults = inParts(mostMetrics / 2, 'Faults', (id, part) => {
    // Every request is one sample of this metric, an error or none: it counts them for asynchronous endpoints too.
    const errorsOf = ofPart(part, 'Invocation5XXErrors', 'Sum', 'errors');
    const requestsOf = ofPart(part, 'Invocation5XXErrors', 'SampleCount', 'requests');
    const [errors, requests] = [errorsOf, requestsOf].map((metrics) =>
      Object.keys(metrics)
        .map((name) => `FILL(${name}, 0)`)
        .join(' + '),
    );
    return new cloudwatch.Alarm(scope, id, {
      alarmDescription: `More than ${failingPercent} % of the requests were answered with 5xx: look at the log.`,
      metric: new cloudwatch.MathExpression({
        expression: `IF(${errors} >= ${leastFaults}, 100 * (${errors}) / (${requests}), 0)`,
        usingMetrics: { ...errorsOf, ...requestsOf },
        period,
      }),
      threshold: failingPercent,
      comparisonOperator: moreThan,
      treatMissingData,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
    });
  });
  if (asynchronous) {
    const metric = endpointMetric(endpointName, 'ApproximateAgeOfOldestRequest', { statistic: 'Maximum' });
    const oldest = new cloudwatch.Alarm(scope, 'OldestRequest', {
      alarmDescription: `A request has been waiting for ${oldestSeconds / 60} minutes: are there instances to be had?`,
      metric,
      threshold: oldestSeconds,
      comparisonOperator: moreThan,
      treatMissingData,
      evaluationPeriods: 3,
    });
    return { pages: [...faults, oldest], tickets: [] };
  }
  const slow = inParts(
    mostMetrics,
    'SlowAnswers',
    (id, part) =>
      new cloudwatch.Alarm(scope, id, {
        alarmDescription: `1 of 100 requests took longer than ${slowestSeconds} s for five minutes.`,
        metric: new cloudwatch.MathExpression({
          // Microseconds.
          expression: 'MAX(METRICS()) / 1000000',
          usingMetrics: ofPart(part, 'ModelLatency', 'p99', 'latency'),
          period,
        }),
        threshold: slowestSeconds,
        comparisonOperator: moreThan,
        treatMissingData,
        evaluationPeriods: 5,
      }),
  );
  return { pages: faults, tickets: slow };
}
