import { aws_cloudwatch as cloudwatch, Duration, aws_elasticloadbalancingv2 as elbv2, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { serverMetric } from '../../private/tasks/server-metric';
import { edgeAlarm } from './edge-alarm';
import { tasksMissing } from './tasks-missing';
import type { WatchedService } from './watched';

export interface ServiceLimits {
  readonly slowestSeconds: number;
  readonly failingPercent: number;
  readonly rejectedPercent: number;
}

export interface ServiceAlarms {
  readonly pages: cloudwatch.Alarm[];
  readonly tickets: cloudwatch.Alarm[];
}

const { BREACHING, NOT_BREACHING } = cloudwatch.TreatMissingData;
const operators = cloudwatch.ComparisonOperator;
/** One failure among a handful of requests is no tenth of anything. */
const leastFaults = 3;
const period = Duration.minutes(1);

/** What is worth a message of a service that answers over HTTP. */
export function serviceAlarms(scope: Construct, watched: WatchedService, limits: ServiceLimits): ServiceAlarms {
  const { serviceName, service, loadBalancer, distribution, maxTasks, seconds } = watched;
  const { slowestSeconds, failingPercent, rejectedPercent } = limits;
  const own = (name: Parameters<typeof serverMetric>[1], statistic: string, dimensions: Record<string, string> = {}) =>
    serverMetric(serviceName, name, { statistic }, dimensions);
  const share = (expression: string, usingMetrics: Record<string, cloudwatch.IMetric>) =>
    new cloudwatch.MathExpression({ expression, usingMetrics, period });

  const noTask = new cloudwatch.Alarm(scope, 'NoHealthyTask', {
    alarmDescription: 'For three minutes no task said that it is ready: none runs, or none can open its model.',
    metric: own('ready', 'Maximum'),
    comparisonOperator: operators.LESS_THAN_THRESHOLD,
    threshold: 1,
    evaluationPeriods: 3,
    // A task that does not run says nothing.
    treatMissingData: BREACHING,
  });
  // Before the first task is ready there is nothing to be told.
  noTask.node.addDependency(service);

  const faults = new cloudwatch.Alarm(scope, 'Faults', {
    alarmDescription: `More than ${failingPercent} % of the requests failed by a fault of the service: look at the log.`,
    metric: share(`IF(faults >= ${leastFaults}, 100 * faults / requests, 0)`, {
      faults: own('faults', 'Sum'),
      requests: own('requests', 'Sum'),
    }),
    comparisonOperator: operators.GREATER_THAN_THRESHOLD,
    threshold: failingPercent,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    treatMissingData: NOT_BREACHING,
  });
  const rejected = new cloudwatch.Alarm(scope, 'RejectedShare', {
    alarmDescription: `More than ${rejectedPercent} % of the requests were turned away for five minutes: scaling is at its maximum or stuck.`,
    metric: share('100 * FILL(rejected, 0) / requests', {
      rejected: own('shed', 'Sum', { reason: 'server-overloaded' }),
      requests: own('requests', 'Sum'),
    }),
    comparisonOperator: operators.GREATER_THAN_THRESHOLD,
    threshold: rejectedPercent,
    evaluationPeriods: 5,
    treatMissingData: NOT_BREACHING,
  });
  const slow = new cloudwatch.Alarm(scope, 'SlowAnswers', {
    alarmDescription: `1 of 100 requests took longer than ${slowestSeconds} s for five minutes.`,
    metric: own('requestSeconds', 'p99'),
    comparisonOperator: operators.GREATER_THAN_THRESHOLD,
    threshold: slowestSeconds,
    evaluationPeriods: 5,
    evaluateLowSampleCountPercentile: 'ignore',
    treatMissingData: NOT_BREACHING,
  });
  const pages = [noTask, faults, rejected];
  const tickets = [slow];
  if (loadBalancer) pages.push(unanswered(scope, loadBalancer, failingPercent));
  const edge =
    loadBalancer && distribution && edgeAlarm(scope, distribution, loadBalancer, { failingPercent, leastFaults });
  if (edge) pages.push(edge);
  if (!Token.isUnresolved(maxTasks)) {
    // Each task says once per interval whether it is ready, so the number of samples is the number of tasks.
    const samples = (maxTasks * period.toSeconds()) / seconds;
    tickets.push(
      new cloudwatch.Alarm(scope, 'AtMaximum', {
        alarmDescription: `All ${maxTasks} tasks have been running for a quarter of an hour: raise maxTasks before the next crowd.`,
        metric: own('ready', 'SampleCount'),
        comparisonOperator: operators.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        // A line may be late, and be counted in the next minute.
        threshold: Math.max(1, Math.floor(0.95 * samples)),
        evaluationPeriods: 15,
        datapointsToAlarm: 14,
        treatMissingData: NOT_BREACHING,
      }),
    );
  }
  tickets.push(...tasksMissing(scope, service));
  return { pages, tickets };
}

/** Requests that no task answered are not among the requests of the load balancer, nor among those of the servers. */
function unanswered(
  scope: Construct,
  { metrics }: elbv2.IApplicationLoadBalancer,
  failingPercent: number,
): cloudwatch.Alarm {
  return new cloudwatch.Alarm(scope, 'Unanswered', {
    alarmDescription: `More than ${failingPercent} % of the requests reached no task: look at the targets of the load balancer.`,
    metric: new cloudwatch.MathExpression({
      expression: `IF(unanswered >= ${leastFaults}, 100 * unanswered / (FILL(requests, 0) + unanswered), 0)`,
      usingMetrics: {
        unanswered: metrics.httpCodeElb(elbv2.HttpCodeElb.ELB_5XX_COUNT, { period }),
        requests: metrics.requestCount({ period }),
      },
      period,
    }),
    comparisonOperator: operators.GREATER_THAN_THRESHOLD,
    threshold: failingPercent,
    evaluationPeriods: 5,
    datapointsToAlarm: 3,
    treatMissingData: NOT_BREACHING,
  });
}
