import {
  App,
  aws_applicationautoscaling as appscaling,
  CfnResource,
  aws_cloudwatch as cloudwatch,
  aws_logs as logs,
  Stack,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { wakeFromZero } from '../../../lib/constructs/hosting/wake';
import { endpointGuardSchema, rolledBackSchema } from '../../../lib/contracts/custom-resources/endpoint-guard';
import { decode } from '../../../lib/contracts/schema';
import { guardEndpoint } from '../../../lib/private/sagemaker/endpoint-guard';
import { onlyResource } from '../synthesized';

/** An endpoint whose variant wakes from zero, if it does. */
function guarded({ wakes = true, describedAs = 'main' } = {}): Template {
  const shop = new Stack(new App(), 'Shop');
  const endpoint = new CfnResource(shop, 'Endpoint', { type: 'AWS::SageMaker::Endpoint' });
  const place = new Construct(shop, 'Scaling');
  place.node.addDependency(endpoint);
  const target = new appscaling.CfnScalableTarget(place, 'Count', {
    serviceNamespace: 'sagemaker',
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    resourceId: 'endpoint/shop/variant/main',
    minCapacity: 0,
    maxCapacity: 4,
  });
  const variants = [{ name: 'main', instanceType: 'ml.c7g.xlarge', target }];
  const logRetention = logs.RetentionDays.ONE_WEEK;
  guardEndpoint(shop, 'Guard', { endpointName: 'shop', endpoint, variants, scaling: [place], logRetention });
  const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'Other' });
  metric.createAlarm(shop, 'Other', { threshold: 1, evaluationPeriods: 1 });
  // What is added later counts, too.
  if (wakes)
    wakeFromZero(place, target, { name: describedAs, metricName: 'HasBacklogWithoutCapacity', dimensions: {} });
  return Template.fromStack(shop);
}

const guards = (template: Template) => Object.values(template.findResources('Custom::ImageClassifierEndpointGuard'));
/** As AWS CloudFormation passes it on: with the name of the alarm. */
const alarmsOf = (template: Template) => {
  const text = JSON.stringify(guards(template)[1].Properties.Alarms);
  const [wake] = Object.keys(template.findResources('AWS::CloudWatch::Alarm')).filter((id) => /Waits/.test(id));
  expect(text).toContain(JSON.stringify({ Ref: wake }));
  const { 'Fn::Join': [, parts] = [] } = JSON.parse(text);
  const joined = parts.map((part: unknown) => (typeof part === 'string' ? part : 'Shop-Waits-1A2B')).join('');
  return { ...guards(template)[1].Properties, Alarms: joined };
};

test('the guard after the endpoint knows the alarm of every policy, in words that its function understands', () => {
  const { Alarms } = decode(endpointGuardSchema, alarmsOf(guarded()), 'properties');
  const revision = expect.stringMatching(/^[0-9a-f]{16}$/);
  expect(Alarms).toEqual([{ variant: 'main', policy: 'wake', alarm: 'Shop-Waits-1A2B', revision }]);
});

test('so does the event after a rollback', () => {
  const { Targets } = onlyResource(guarded(), 'AWS::Events::Rule');
  const { 'Fn::Join': [, parts] = [] } = Targets[0].Input;
  const event = parts.map((part: unknown) => (typeof part === 'string' ? part : 'Shop-Waits-1A2B')).join('');
  const { rolledBack } = decode(rolledBackSchema, JSON.parse(event), 'event');
  expect(rolledBack.Alarms.map(({ alarm }) => alarm)).toEqual(['Shop-Waits-1A2B']);
});

test('the guard before the endpoint knows none: they come after the endpoint', () => {
  const template = guarded();
  expect(guards(template)[0].Properties).not.toHaveProperty('Alarms');
  const [endpoint] = Object.keys(template.findResources('AWS::SageMaker::Endpoint'));
  const [alarm] = Object.values(template.findResources('AWS::CloudWatch::Alarm')).filter(({ DependsOn }) => DependsOn);
  expect(alarm.DependsOn).toContain(endpoint);
});

test('a change of the alarm alone is one for the guard, too: it comes with the ARN that AWS CloudFormation knows', () => {
  const [before, after] = [guarded(), guarded({ describedAs: 'the main one' })].map(alarmsOf);
  expect(after).not.toEqual(before);
  expect(alarmsOf(guarded())).toEqual(before);
});

test('it may change this alarm and no other, once the rights are there', () => {
  const template = guarded();
  const [wake] = Object.keys(template.findResources('AWS::CloudWatch::Alarm')).filter((id) => /Waits/.test(id));
  const statement = {
    Action: ['cloudwatch:DescribeAlarms', 'cloudwatch:PutMetricAlarm'],
    Effect: 'Allow',
    Resource: { 'Fn::GetAtt': [wake, 'Arn'] },
  };
  const rights = { PolicyDocument: { Statement: Match.arrayWith([statement]) } };
  const [policy] = Object.keys(template.findResources('AWS::IAM::Policy', { Properties: rights }));
  expect(policy).toMatch(/^GuardAlarmRights/);
  expect(guards(template)[1].DependsOn).toContain(policy);
});

test('where nothing wakes, there are no rights to alarms', () => {
  const template = guarded({ wakes: false });
  expect(Object.keys(template.findResources('AWS::IAM::Policy')).filter((id) => /AlarmRights/.test(id))).toEqual([]);
  expect(guards(template)[1].Properties.Alarms).toBe('[]');
  expect(JSON.stringify(guards(template)[1].DependsOn)).not.toContain('AlarmRights');
});
