import {
  aws_cloudwatch as cloudwatch,
  aws_cloudwatch_actions as cloudwatchActions,
  Duration,
  Stack,
  aws_sns as sns,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';
import { type IClassifier, type Monitoring, type MonitoringProps, Severity } from '../../lib';
import { shopWatching, watched } from './synthesized-monitoring';

const service = watched['a service behind a load balancer'];
const templateOf = (monitoring: Monitoring) => Template.fromStack(Stack.of(monitoring));
const behindBalancer = templateOf(shopWatching(service));
// biome-ignore lint/suspicious/noExplicitAny: a template is whatever CloudFormation allows
const alarm = (template: Template, id: string): any =>
  Object.entries(template.findResources('AWS::CloudWatch::Alarm')).find(([name]) =>
    name.startsWith(`Monitoring${id}`),
  )?.[1].Properties;
// biome-ignore lint/suspicious/noExplicitAny: a template is whatever CloudFormation allows
const composite = (template: Template, id: string): any =>
  Object.entries(template.findResources('AWS::CloudWatch::CompositeAlarm')).find(([name]) =>
    name.startsWith(`Monitoring${id}`),
  )?.[1].Properties;
const named = (rule: unknown) =>
  [...JSON.stringify(rule).matchAll(/"(?:Monitoring|FleetAlarms)([A-Z][A-Za-z]+?)[0-9A-F]{8}"/g)].map(([, id]) => id);

test('one message for a page, one for a ticket, and none for a ticket while there is a page', () => {
  const [page, ticket] = [composite(behindBalancer, 'Page'), composite(behindBalancer, 'Ticket')];
  expect(named(page.AlarmRule)).toEqual(['NoHealthyTask', 'Faults', 'RejectedShare', 'Unanswered']);
  expect(named(ticket.AlarmRule)).toEqual([
    'SlowAnswers',
    'AtMaximum',
    'TasksMissing',
    'Restarts',
    'Confidence',
    'ClassShift',
  ]);
  expect(ticket.ActionsSuppressor).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^MonitoringPage/), 'Arn'] });
  expect(ticket).toMatchObject({ ActionsSuppressorWaitPeriod: 120, ActionsSuppressorExtensionPeriod: 300 });
  for (const [route, topic] of [
    [page, 'PageTopic'],
    [ticket, 'TicketTopic'],
  ]) {
    const action = [{ Ref: expect.stringMatching(`^Monitoring${topic}`) }];
    expect(route).toMatchObject({ AlarmActions: action, OKActions: action });
  }
  for (const { Properties } of Object.values(behindBalancer.findResources('AWS::CloudWatch::Alarm'))) {
    expect(JSON.stringify(Properties.AlarmActions ?? [])).not.toMatch(/Topic/);
  }
});

test('what is missing means what it means: no task is a page, no traffic is none, a few requests prove nothing', () => {
  expect(alarm(behindBalancer, 'NoHealthyTask')).toMatchObject({ MetricName: 'Ready', TreatMissingData: 'breaching' });
  for (const id of [
    'Faults',
    'RejectedShare',
    'Unanswered',
    'SlowAnswers',
    'AtMaximum',
    'TasksMissing',
    'Restarts',
    'Confidence',
    'ClassShift',
  ]) {
    expect([id, alarm(behindBalancer, id).TreatMissingData]).toEqual([id, 'notBreaching']);
  }
  expect(alarm(behindBalancer, 'SlowAnswers')).toMatchObject({
    EvaluateLowSampleCountPercentile: 'ignore',
    Threshold: 2,
  });
  const expression = (id: string) =>
    alarm(behindBalancer, id).Metrics.find(({ Expression }: { Expression?: string }) => Expression).Expression;
  expect(expression('Faults')).toBe('IF(faults >= 3, 100 * faults / requests, 0)');
  expect(expression('Unanswered')).toBe('IF(unanswered >= 3, 100 * unanswered / (FILL(requests, 0) + unanswered), 0)');
});

test('nobody is paged before the first task could be ready', () => {
  const [found] = Object.entries(behindBalancer.findResources('AWS::CloudWatch::Alarm')).filter(([name]) =>
    name.startsWith('MonitoringNoHealthyTask'),
  );
  expect(found[1].DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/ClassifierService/)]));
});

test('as many samples as all tasks write in a minute are the maximum', () => {
  // 20 tasks that write every 10 s; one line of twenty may be late.
  expect(alarm(behindBalancer, 'AtMaximum')).toMatchObject({ Statistic: 'SampleCount', Period: 60, Threshold: 114 });
});

test('topics are encrypted with a key that alarms may use, speak TLS only, and take messages from this account alone', () => {
  behindBalancer.resourceCountIs('AWS::SNS::Topic', 2);
  behindBalancer.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
  const condition = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } }, ArnLike: Match.anyValue() };
  const Principal = { Service: 'cloudwatch.amazonaws.com' };
  behindBalancer.hasResourceProperties('AWS::KMS::Key', {
    EnableKeyRotation: true,
    KeyPolicy: Match.objectLike({
      Statement: Match.arrayWith([
        Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Principal, Condition: condition }),
      ]),
    }),
  });
  behindBalancer.allResourcesProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: Match.objectLike({
      Statement: Match.arrayWith([Match.objectLike({ Action: 'sns:Publish', Principal, Condition: condition })]),
    }),
  });
});

test('actions of yours take the place of topics', () => {
  const monitoring = shopWatching(service, (shop) => {
    const actions = [
      new cloudwatchActions.SnsAction(sns.Topic.fromTopicArn(shop, 'OnCall', 'arn:aws:sns:eu-west-1:1:on-call')),
    ];
    return { pages: actions, tickets: actions };
  });
  expect([monitoring.pageTopic, monitoring.ticketTopic]).toEqual([undefined, undefined]);
  const template = templateOf(monitoring);
  template.resourceCountIs('AWS::SNS::Topic', 0);
  template.resourceCountIs('AWS::KMS::Key', 0);
  expect(composite(template, 'Page').AlarmActions).toEqual(['arn:aws:sns:eu-west-1:1:on-call']);
});

test('an alarm of yours is routed with the others', () => {
  const monitoring = shopWatching(service);
  const own = new cloudwatch.Alarm(monitoring, 'Basket', {
    metric: new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Baskets' }),
    threshold: 1,
    evaluationPeriods: 1,
  });
  monitoring.addAlarm(own, Severity.PAGE);
  expect(named(composite(templateOf(monitoring), 'Page').AlarmRule)).toContain('Basket');
});

test('a fleet keeps its own alarms, and its pictures drift as those of a service do', () => {
  const template = templateOf(shopWatching(watched['a fleet']));
  expect(named(composite(template, 'Page').AlarmRule)).toEqual(['NoProgress', 'OldestJob', 'ErrorRate']);
  expect(named(composite(template, 'Ticket').AlarmRule)).toEqual([
    'Parked',
    'DeadLetters',
    'Restarts',
    'Confidence',
    'ClassShift',
  ]);
});

test('an endpoint pages for errors of all its variants together, and is slow where answers are waited for', () => {
  const template = templateOf(shopWatching(watched['an endpoint']));
  expect(named(composite(template, 'Page').AlarmRule)).toEqual(['Faults']);
  const own = ['SlowAnswers', 'Restarts', 'Confidence', 'ClassShift'];
  expect(named(composite(template, 'Ticket').AlarmRule)).toEqual(own);
  const asked = alarm(template, 'Faults').Metrics.flatMap(({ MetricStat }: { MetricStat?: { Metric: unknown } }) =>
    MetricStat ? [JSON.stringify(MetricStat.Metric)] : [],
  );
  for (const variant of ['main', 'challenger']) {
    expect(asked.filter((metric: string) => metric.includes(`"${variant}"`))).toHaveLength(2);
  }
  const later = templateOf(shopWatching(watched['an asynchronous endpoint']));
  expect(named(composite(later, 'Page').AlarmRule)).toEqual(['Faults', 'OldestRequest']);
  // SageMaker publishes what waits by endpoint alone.
  expect(alarm(later, 'OldestRequest').Dimensions).toEqual([{ Name: 'EndpointName', Value: expect.any(String) }]);
});

test('whatever else is a classifier is watched by what every classifier tells', () => {
  const template = templateOf(
    shopWatching((shop) => {
      const metric = new cloudwatch.Metric({ namespace: 'Other', metricName: 'Any', period: Duration.minutes(1) });
      const all = { metricClassified: () => metric, metricFailed: () => metric, metricLatency: () => metric };
      return Object.assign(new Stack(shop, 'Other'), all) as unknown as IClassifier;
    }),
  );
  expect(named(composite(template, 'Page').AlarmRule)).toEqual(['Faults']);
  expect(named(composite(template, 'Ticket').AlarmRule)).toEqual(['SlowAnswers']);
});

const mistakes: [Partial<MonitoringProps>, string][] = [
  [{ slowest: Duration.seconds(0) }, 'slowest must be more than 0 s, got 0 s'],
  [{ failingPercent: 0 }, 'failingPercent must be more than 0 and at most 100, got 0'],
  [{ rejectedPercent: 101 }, 'rejectedPercent must be more than 0 and at most 100, got 101'],
];
test.each(mistakes)('a limit that could never or always be passed is refused (%#)', (props, problem) => {
  expect(() => shopWatching(service, () => props)).toThrow(
    new Error(`Shop/Monitoring: ${problem} [monitoring-limits]`),
  );
});

test.each(Object.entries(watched))(
  'cdk-nag finds nothing in what watches %s but alarms that another sums up',
  (_, make) => {
    const monitoring = shopWatching(make);
    expect(new AwsSolutionsChecks().validateScope(monitoring).violations).toEqual([]);
    const found = new NIST80053R5Checks().validateScope(monitoring).violations.map(({ ruleName }) => ruleName);
    expect(found).toEqual(['NIST.800.53.R5-CloudWatchAlarmAction']);
  },
);
