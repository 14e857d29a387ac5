import { aws_cloudwatch as cloudwatch, Duration, aws_ecs as ecs, aws_logs as logs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { goldenMetric } from '../../contracts/golden-pictures';
import { metricNamespace } from '../../contracts/telemetry';
import { nodeFunction } from '../../private/node-function';
import { grantValue } from '../../private/tasks/task-secret';
import type { GoldenPictures } from '../golden-pictures';
import type { ReleaseSite } from './release-site';
import type { TestWay } from './test-way';
import { hookRole } from './traffic-rights';

/** One call ends before the function is ended, and says why. */
const timeout = Duration.seconds(60);
const roundSeconds = 45;
/** Tasks are healthy before the pictures come, so a few minutes are plenty. */
const patienceSeconds = 300;

/** A function that Amazon ECS asks before it moves traffic, and an alarm that says where the reason is when it said no. */
export function checkPictures(
  release: Construct,
  pictures: GoldenPictures,
  { url, host, network }: TestWay,
  { service, access: { apiKeys }, name, requestSeconds, logRetention }: ReleaseSite,
  alarmActions: cloudwatch.IAlarmAction[],
): void {
  const scope = new Construct(release, 'GoldenCheck');
  const check = nodeFunction(scope, 'Hook', {
    name: 'golden-check',
    description: 'Shows golden pictures to a release, and stops one that sees them wrong',
    settings: {
      serviceName: name,
      testUrl: url,
      testHost: host ?? '',
      picturesDirectory: '/opt',
      keysSecret: apiKeys?.secretArn ?? '',
      answerSeconds: Math.min(15, requestSeconds),
      roundSeconds,
      patienceSeconds,
    },
    timeout,
    logRetention,
    network,
    layers: [pictures._bind(scope)],
  });
  if (apiKeys) grantValue(apiKeys, check);
  const { POST_TEST_TRAFFIC_SHIFT } = ecs.DeploymentLifecycleStage;
  service.addLifecycleHook(
    new ecs.DeploymentLifecycleLambdaTarget(check, 'GoldenPictures', {
      role: hookRole(scope, check.functionArn),
      lifecycleStages: [POST_TEST_TRAFFIC_SHIFT],
    }),
  );
  check.logGroup.addMetricFilter('Stopped', {
    filterPattern: logs.FilterPattern.stringValue('$.message.outcome', '=', 'failed'),
    metricNamespace,
    metricName: goldenMetric,
    metricValue: '1',
    dimensions: { service: '$.message.service' },
  });
  new cloudwatch.Alarm(scope, 'Stopped', {
    alarmDescription: `Golden pictures stopped a release before it got traffic: the log group ${check.logGroup.logGroupName} says which, and what was seen instead.`,
    metric: new cloudwatch.Metric({
      namespace: metricNamespace,
      metricName: goldenMetric,
      dimensionsMap: { service: name },
      statistic: 'Sum',
      period: Duration.minutes(1),
    }),
    threshold: 1,
    evaluationPeriods: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  }).addAlarmAction(...alarmActions);
}
