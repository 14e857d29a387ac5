import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ReleaseSite } from './release-site';

const failingPercent = 5;
const minute = { period: Duration.minutes(1) };

/** What tells that a release is a bad one. None of these metrics names the service itself, which waits for the alarms. */
export function releaseAlarms(
  scope: Construct,
  { requestSeconds, metrics, entrance }: ReleaseSite,
  actions: cloudwatch.IAlarmAction[],
): cloudwatch.Alarm[] {
  const alarm = (id: string, alarmDescription: string, metric: cloudwatch.IMetric, threshold: number) => {
    const one = new cloudwatch.Alarm(scope, id, {
      alarmDescription,
      metric,
      threshold,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    one.addAlarmAction(...actions);
    return one;
  };
  const requests = metrics.requests(minute);
  const unanswered = entrance && [
    alarm(
      'Unanswered',
      `No task answers more than ${failingPercent} % of the requests. A release meanwhile is rolled back.`,
      // A request that no task could be found for is not counted among the requests.
      share('100 * part / (part + FILL(requests, 0))', metrics.unanswered(minute), requests),
      failingPercent,
    ),
  ];
  return [
    ...(unanswered ?? []),
    alarm(
      'ServerErrors',
      `Tasks answer more than ${failingPercent} % of the requests with 5xx. A release meanwhile is rolled back.`,
      share('100 * part / requests', metrics.serverErrors(minute), requests),
      failingPercent,
    ),
    alarm(
      'SlowAnswers',
      'Of 100 requests, two or more take longer than half of what they may. A release meanwhile is rolled back.',
      metrics.responseTime({ ...minute, statistic: 'p98' }),
      requestSeconds / 2,
    ),
  ];
}

function share(expression: string, part: cloudwatch.IMetric, requests: cloudwatch.IMetric): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({ expression, usingMetrics: { part, requests }, ...minute });
}
