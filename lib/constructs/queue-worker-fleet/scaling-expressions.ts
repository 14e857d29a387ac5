import type { aws_applicationautoscaling as appscaling, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { metricParts } from '../../private/tasks/server-metric';
import type { FleetMetrics } from './fleet-metrics';

/**
 * The metric math that moves a fleet.
 *
 * What may be absent decides the form. Amazon SQS reports `visible` while a queue is active, but `inflight` and `empty` only
 * where there is something to report; Amazon ECS reports nothing where nothing runs
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html). FILL also fills a minute whose metric
 * is merely late, so `visible` is never filled: it decides which minutes count. Its companions from the same queue are as
 * late as itself, and may be filled. test/constructs/queue-worker-fleet/fleet-simulation.test.ts shows what other forms do.
 */
export const expressions = {
  /** Pictures that wait or are in work, for each running worker; no value where none runs. */
  backlog: '(visible + FILL(inflight, 0)) / running',
  /** Pictures that wait while nobody works. */
  wake: 'visible * IF(FILL(running, 0) + FILL(inflight, 0) < 1, 1, 0)',
  /** Pictures that wait or are in work, and one more where no worker asks in vain: then there is nobody to send home. */
  rest: 'visible + FILL(inflight, 0) + IF(FILL(empty, 0) > 0, 0, 1)',
} as const;

/** The backlog in the words of a scaling policy, which takes no metric of the CDK that is made by math. */
export function backlogMetrics(
  metrics: FleetMetrics,
): appscaling.CfnScalingPolicy.TargetTrackingMetricDataQueryProperty[] {
  return [
    ...Object.entries(metrics.used(expressions.backlog)).map(([id, metric]) => ({
      id,
      metricStat: metricStat(metric),
      returnData: false,
    })),
    { id: 'backlog', expression: expressions.backlog, label: 'Pictures per worker', returnData: true },
  ];
}

function metricStat(metric: cloudwatch.Metric) {
  return { stat: metric.statistic, metric: metricParts(metric) };
}
