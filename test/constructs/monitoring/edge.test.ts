import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Access, EcsFargateClassifier } from '../../../lib';
import { evaluate } from '../fleet-simulator/metric-math';
import { shopWatching } from '../synthesized-monitoring';

const monitoringIn = (region: string | undefined, access = Access.cloudFront()) =>
  shopWatching(
    (shop) => new EcsFargateClassifier(shop, 'Classifier', { access }),
    () => ({}),
    { env: { region } },
  );
const templateOf = (region: string | undefined) => Template.fromStack(Stack.of(monitoringIn(region)));
const virginia = templateOf('us-east-1');
const edgeAlarms = (template: Template) =>
  Object.entries(template.findResources('AWS::CloudWatch::Alarm'))
    .filter(([id]) => id.startsWith('MonitoringEdgeErrors'))
    .map(([, { Properties }]) => Properties);

test('a page tells that Amazon CloudFront does not reach the load balancer', () => {
  const [alarm] = edgeAlarms(virginia);
  expect(alarm).toMatchObject({
    Threshold: 1,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    TreatMissingData: 'notBreaching',
  });
  const [page] = Object.entries(virginia.findResources('AWS::CloudWatch::CompositeAlarm')).filter(([id]) =>
    id.startsWith('MonitoringPage'),
  );
  expect(JSON.stringify(page?.[1].Properties.AlarmRule)).toContain('MonitoringEdgeErrors');
});

test('its metrics are named as Amazon CloudFront names them, and not as the CDK does', () => {
  const [{ Metrics }] = edgeAlarms(virginia);
  const asked = Metrics.filter(({ MetricStat }: { MetricStat?: { Metric: { Namespace: string } } }) =>
    MetricStat?.Metric.Namespace.includes('CloudFront'),
  ).map(({ MetricStat }: { MetricStat: { Metric: object } }) => MetricStat.Metric);
  const Dimensions = [
    { Name: 'DistributionId', Value: { Ref: expect.stringContaining('Distribution') } },
    { Name: 'Region', Value: 'Global' },
  ];
  const Namespace = 'AWS/CloudFront';
  expect(asked).toEqual([
    { MetricName: '5xxErrorRate', Namespace, Dimensions },
    { MetricName: 'Requests', Namespace, Dimensions },
  ]);
});

test.each([
  ['nobody asks', { requests: undefined, percent: undefined }, undefined],
  ['all is well', { requests: 1000, percent: 0 }, 0],
  ['no load balancer is reached', { requests: 1000, percent: 100 }, 100],
  ['a handful fails', { requests: 4, percent: 50 }, 0],
  ['servers turn away a third, which has an alarm of its own', { requests: 900, percent: 33.333, tasks: 300 }, 0],
  ['tasks are missing, which has an alarm of its own', { requests: 100, percent: 100, balancer: 100 }, 0],
  ['a tenth never comes through while servers turn away a tenth', { requests: 1000, percent: 20, tasks: 100 }, 10],
])('when %s, it sees what it should', (_, minute, seen) => {
  const [{ Metrics }] = edgeAlarms(virginia);
  const [{ Expression }] = Metrics.filter(({ Expression }: { Expression?: string }) => Expression);
  const all: Record<string, number | undefined> = { tasks: undefined, balancer: undefined, ...minute };
  const series = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]]));
  expect(evaluate(Expression, series)).toEqual([seen === undefined ? undefined : expect.closeTo(seen, 2)]);
});

test.each([
  ['of another region', 'eu-central-1'],
  ['that may be anywhere', undefined],
])('a stack %s has no alarm that could never be true', (_, region) => {
  expect(edgeAlarms(templateOf(region))).toEqual([]);
});

test.each(['us-east-1', 'eu-central-1'])(
  'the dashboard of a stack in %s shows what Amazon CloudFront answers',
  (region) => {
    const [{ Properties }] = Object.values(templateOf(region).findResources('AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(Properties.DashboardBody).replaceAll('\\', '');
    expect(body).toMatch(
      /"AWS\/CloudFront","5xxErrorRate","DistributionId","?.+?"Region","Global",\{[^}]*"region":"us-east-1"/,
    );
  },
);

test('AwsSolutions finds nothing in it', () => {
  const { violations } = new AwsSolutionsChecks().validateScope(monitoringIn('us-east-1'));
  expect(violations).toEqual([]);
});
