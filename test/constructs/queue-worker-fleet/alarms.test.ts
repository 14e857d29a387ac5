import {
  aws_cloudwatch_actions as actions,
  aws_cloudwatch as cloudwatch,
  Duration,
  Stack,
  aws_sns as sns,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { fleetTemplate, fleetWith } from '../synthesized-fleet';

const alarm = 'AWS::CloudWatch::Alarm';
const byDefault = fleetTemplate();

test('a parked job is told at once, whatever its age: age leaves out what was received three times', () => {
  byDefault.hasResourceProperties(alarm, {
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('ParkedQueue'), 'QueueName'] } }],
    Threshold: 1,
    EvaluationPeriods: 1,
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  });
});

test('dead letters that stay are told: the reporter does not keep up', () => {
  byDefault.hasResourceProperties(alarm, {
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetter'), 'QueueName'] } }],
    Threshold: 1,
    EvaluationPeriods: 10,
  });
});

test('a picture that waits for longer than the fleet needs to start is told', () => {
  const template = fleetTemplate(() => ({ maxQueueDelay: Duration.minutes(10) }));
  template.hasResourceProperties(alarm, { MetricName: 'ApproximateAgeOfOldestMessage', Threshold: 25 * 60 });
});

test('failures and a standstill are told by what the workers and the queue report', () => {
  const expressions = Object.values(byDefault.findResources(alarm)).flatMap(({ Properties }) =>
    (Properties.Metrics ?? []).flatMap(({ Expression }: { Expression?: string }) => Expression ?? []),
  );
  expect(expressions).toContain('100 * failed / (failed + FILL(classified, 0))');
  expect(expressions).toContain('IF(visible > 0 AND FILL(done, 0) < 1, 1, 0)');
});

test('every alarm tells whom you name, and scaling alarms tell nobody', () => {
  const template = fleetTemplate((shop) => ({
    alarmActions: [new actions.SnsAction(new sns.Topic(shop, 'Duty'))],
  }));
  const told = Object.entries(template.findResources(alarm)).filter(([, { Properties }]) =>
    JSON.stringify(Properties.AlarmActions ?? []).includes('Duty'),
  );
  expect(told.map(([id]) => id.replace(/^FleetAlarms|[0-9A-F]{8}$/g, '')).sort()).toEqual([
    'DeadLetters',
    'ErrorRate',
    'NoProgress',
    'OldestJob',
    'Parked',
  ]);
});

test('a dashboard shows the line, the workers, the results and the alarms', () => {
  const fleet = fleetWith();
  const shop = Stack.of(fleet);
  new cloudwatch.Dashboard(shop, 'Dashboard', { widgets: fleet.dashboardWidgets() });
  const [{ Properties }] = Object.values(Template.fromStack(shop).findResources('AWS::CloudWatch::Dashboard'));
  const body = JSON.stringify(Properties.DashboardBody);
  for (const shown of ['Waiting', 'In work', 'Running workers', 'JobSeconds', 'classified', 'failed', 'alarms']) {
    expect(body).toContain(shown);
  }
});

test('the metrics of the workers carry the name of their fleet, and can be asked for', () => {
  const fleet = fleetWith();
  const { dimensions } = fleet.metricFailed();
  expect(dimensions).toEqual({ service: expect.stringMatching(/^Shop-Fleet-/), outcome: 'failed' });
  expect(fleet.metricSecondsToResult({ statistic: 'p50' })).toMatchObject({
    metricName: 'JobSeconds',
    statistic: 'p50',
  });
  expect(fleet.metricRunningWorkers()).toMatchObject({ namespace: 'AWS/ECS', statistic: 'SampleCount' });
  expect(JSON.stringify(Template.fromStack(Stack.of(fleet)).findResources('AWS::ECS::TaskDefinition'))).toContain(
    dimensions?.service,
  );
});
