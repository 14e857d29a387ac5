import {
  type aws_cloudfront as cloudfront,
  aws_cloudwatch as cloudwatch,
  Duration,
  aws_elasticloadbalancingv2 as elbv2,
  Stack,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { edgeMetric, edgeRegion } from '../../private/edge/edge-metric';

export interface EdgeLimits {
  readonly failingPercent: number;
  /** So few failures prove nothing. */
  readonly leastFaults: number;
}

const period = Duration.minutes(1);

/**
 * Requests to which Amazon CloudFront itself answered 5xx, because it reached no load balancer: those that came further are in
 * alarms of their own. An alarm looks at metrics of its own region only, so elsewhere there is none.
 */
export function edgeAlarm(
  scope: Construct,
  distribution: cloudfront.IDistribution,
  { metrics }: elbv2.IApplicationLoadBalancer,
  { failingPercent, leastFaults }: EdgeLimits,
): cloudwatch.Alarm | undefined {
  if (Stack.of(scope).region !== edgeRegion) return undefined;
  return new cloudwatch.Alarm(scope, 'EdgeErrors', {
    alarmDescription: `Amazon CloudFront answered more than ${failingPercent} % of the requests with an error of its own: it does not reach the load balancer.`,
    metric: new cloudwatch.MathExpression({
      expression: `IF(requests * percent / 100 - FILL(tasks, 0) - FILL(balancer, 0) >= ${leastFaults}, percent - 100 * (FILL(tasks, 0) + FILL(balancer, 0)) / requests, 0)`,
      usingMetrics: {
        percent: edgeMetric(distribution, '5xxErrorRate'),
        requests: edgeMetric(distribution, 'Requests'),
        tasks: metrics.httpCodeTarget(elbv2.HttpCodeTarget.TARGET_5XX_COUNT, { period }),
        balancer: metrics.httpCodeElb(elbv2.HttpCodeElb.ELB_5XX_COUNT, { period }),
      },
      period,
    }),
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: failingPercent,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}
