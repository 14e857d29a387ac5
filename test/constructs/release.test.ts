import {
  App,
  aws_cloudwatch_actions as actions,
  aws_cloudwatch as cloudwatch,
  Duration,
  Stack,
  aws_sns as sns,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  Access,
  Compute,
  EcsFargateClassifier,
  type EcsFargateClassifierProps,
  GoldenPictures,
  Release,
} from '../../lib';
import { onlyResource, shopWith, templateWith } from './synthesized';

const released = (release: Release, props: EcsFargateClassifierProps = {}) =>
  templateWith(() => ({ release, ...props }));
const deploymentOf = (template: Template) => onlyResource(template, 'AWS::ECS::Service').DeploymentConfiguration;
/** The logical ids of what the template has of this type, by a part of the id. */
const idOf = (template: Template, type: string, part: RegExp): string => {
  const found = Object.keys(template.findResources(type)).filter((id) => part.test(id));
  expect(found).toHaveLength(1);
  return found[0];
};

/** The alarms of releases; scaling has others. */
const alarmsOf = (template: Template) =>
  Object.entries(template.findResources('AWS::CloudWatch::Alarm')).flatMap(([id, alarm]) =>
    id.startsWith('ClassifierRelease') ? [alarm] : [],
  );

test('a classifier is released task by task, and rolled back by the circuit breaker or by its own three alarms', () => {
  const template = templateWith();
  const { Strategy, DeploymentCircuitBreaker, Alarms, LifecycleHooks } = deploymentOf(template);
  expect({ Strategy, LifecycleHooks }).toEqual({});
  expect(DeploymentCircuitBreaker).toEqual({ Enable: true, Rollback: true });
  expect(Alarms).toEqual({
    AlarmNames: ['Unanswered', 'ServerErrors', 'SlowAnswers'].map((name) => ({
      Ref: idOf(template, 'AWS::CloudWatch::Alarm', new RegExp(`Release${name}`)),
    })),
    Enable: true,
    Rollback: true,
  });
  template.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 1);
});

test('alarms of the classifier look at its whole load balancer, never at one of two groups that take turns', () => {
  const metrics = JSON.stringify(alarmsOf(released(Release.blueGreen())));
  expect(metrics).not.toContain('TargetGroup');
  expect(metrics.match(/HTTPCode_ELB_5XX_Count|HTTPCode_Target_5XX_Count|TargetResponseTime/g)?.sort()).toEqual([
    'HTTPCode_ELB_5XX_Count',
    'HTTPCode_Target_5XX_Count',
    'TargetResponseTime',
  ]);
});

test('the metrics of a classifier tell of both groups of its tasks', () => {
  const classifier = shopWith(() => ({ release: Release.blueGreen() }));
  for (const metric of [
    classifier.metricRequests(),
    classifier.metricResponseTime(),
    classifier.metricServerErrors(),
  ]) {
    expect(Object.keys(metric.dimensions ?? {})).toEqual(['LoadBalancer']);
  }
});

test('without a load balancer, the servers tell themselves how a release does', () => {
  const template = templateWith(() => ({ access: Access.serviceConnect() }));
  const alarms = alarmsOf(template);
  expect(alarms).toHaveLength(2);
  const metrics = JSON.stringify(alarms);
  expect(metrics).toContain('"Namespace":"ImageClassifier"');
  expect(metrics).not.toContain('AWS/ECS');
  expect(deploymentOf(template).Alarms.AlarmNames).toHaveLength(2);
});

test('a slow answer is one that took half of the time that it may take', () => {
  const template = templateWith(() => ({ server: { requestTimeout: Duration.seconds(8) } }));
  const { Properties } =
    template.findResources('AWS::CloudWatch::Alarm')[idOf(template, 'AWS::CloudWatch::Alarm', /SlowAnswers/)];
  expect(Properties.Threshold).toBe(4);
  expect(JSON.stringify(Properties.Metrics)).toMatch(/"MetricName":"TargetResponseTime".*"Stat":"p98"/);
});

test('alarms of yours take the place of its own, and none leave it to the circuit breaker', () => {
  const shop = new Stack(new App(), 'Shop');
  const metric = new cloudwatch.Metric({ namespace: 'Shop', metricName: 'LostSales' });
  const lost = new cloudwatch.Alarm(shop, 'Lost', { metric, threshold: 1, evaluationPeriods: 1 });
  new EcsFargateClassifier(shop, 'Classifier', { release: Release.rolling({ alarms: [lost] }) });
  const template = Template.fromStack(shop);
  expect(deploymentOf(template).Alarms.AlarmNames).toEqual([shop.resolve(lost.alarmName)]);
  expect(alarmsOf(template)).toEqual([]);
  const { Alarms, DeploymentCircuitBreaker } = deploymentOf(released(Release.rolling({ alarms: [] })));
  expect(Alarms?.Enable ?? false).toBe(false);
  expect(DeploymentCircuitBreaker).toEqual({ Enable: true, Rollback: true });
});

test('somebody is told by every alarm', () => {
  const shop = new Stack(new App(), 'Shop');
  const topic = new sns.Topic(shop, 'Topic');
  new EcsFargateClassifier(shop, 'Classifier', {
    release: Release.blueGreen({
      goldenPictures: GoldenPictures.drawn(),
      alarmActions: [new actions.SnsAction(topic)],
    }),
  });
  const alarms = alarmsOf(Template.fromStack(shop));
  expect(alarms).toHaveLength(4);
  for (const { Properties } of alarms) expect(Properties.AlarmActions).toEqual([shop.resolve(topic.topicArn)]);
});

test.each<[string, Release, object]>([
  ['blueGreen()', Release.blueGreen(), { Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 10 }],
  ['blueGreen() without waiting', Release.blueGreen({ bakeTime: Duration.minutes(0) }), { BakeTimeInMinutes: 0 }],
  [
    'canary()',
    Release.canary(),
    {
      Strategy: 'CANARY',
      CanaryConfiguration: { CanaryPercent: 5, CanaryBakeTimeInMinutes: 10 },
      BakeTimeInMinutes: 10,
    },
  ],
  [
    'canary() of 1.1 %',
    Release.canary({ percent: 1.1, stepBakeTime: Duration.hours(1), bakeTime: Duration.hours(24) }),
    { CanaryConfiguration: { CanaryPercent: 1.1, CanaryBakeTimeInMinutes: 60 }, BakeTimeInMinutes: 1440 },
  ],
  [
    'linear()',
    Release.linear(),
    { Strategy: 'LINEAR', LinearConfiguration: { StepPercent: 10, StepBakeTimeInMinutes: 6 } },
  ],
  [
    'linear() of 3 %',
    Release.linear({ stepPercent: 3, stepBakeTime: Duration.minutes(1) }),
    { LinearConfiguration: { StepPercent: 3, StepBakeTimeInMinutes: 1 } },
  ],
])('%s keeps the circuit breaker, and moves traffic between two groups of the same tasks', (_, release, pace) => {
  const template = released(release);
  expect(deploymentOf(template)).toMatchObject({ ...pace, DeploymentCircuitBreaker: { Enable: true, Rollback: true } });
  const groups = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup'));
  expect(groups).toHaveLength(2);
  expect(groups[0].Properties).toEqual(groups[1].Properties);
  const rule = idOf(template, 'AWS::ElasticLoadBalancingV2::ListenerRule', /ReleaseProduction/);
  const second = idOf(template, 'AWS::ElasticLoadBalancingV2::TargetGroup', /ReleaseTasks/);
  expect(onlyResource(template, 'AWS::ECS::Service').LoadBalancers).toEqual([
    expect.objectContaining({
      AdvancedConfiguration: {
        AlternateTargetGroupArn: { Ref: second },
        ProductionListenerRule: { Ref: rule },
        RoleArn: { 'Fn::GetAtt': [idOf(template, 'AWS::IAM::Role', /TrafficRole/), 'Arn'] },
      },
    }),
  ]);
});

test('a change of tags changes no rule, so that it cannot give the traffic back to where it was at first', () => {
  const shop = new Stack(new App(), 'Shop', { tags: { team: 'search' } });
  new EcsFargateClassifier(shop, 'Classifier', { release: Release.canary({ goldenPictures: GoldenPictures.drawn() }) });
  const rules = Object.values(Template.fromStack(shop).findResources('AWS::ElasticLoadBalancingV2::ListenerRule'));
  expect(rules).toHaveLength(2);
  for (const { Properties } of rules) expect(Properties.Tags).toBeUndefined();
});

test('the group of tasks keeps its identity when the kind of release changes', () => {
  const groupId = (template: Template) =>
    idOf(template, 'AWS::ElasticLoadBalancingV2::TargetGroup', /ListenerTasksGroup/);
  expect(groupId(released(Release.linear()))).toBe(groupId(released(Release.rolling())));
});

test('instances take part in a release as tasks of AWS Fargate do', () => {
  const template = released(Release.blueGreen(), { compute: Compute.ec2() });
  const groups = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup'));
  expect(groups.map(({ Properties }) => Properties.TargetType)).toEqual(['ip', 'ip']);
});

test('golden pictures are asked about before traffic moves, and nobody else may use their listener', () => {
  const template = released(Release.blueGreen({ goldenPictures: GoldenPictures.drawn(), testListenerPort: 9100 }));
  const hook = idOf(template, 'AWS::Lambda::Function', /GoldenCheck/);
  expect(deploymentOf(template).LifecycleHooks).toEqual([
    expect.objectContaining({
      HookTargetArn: { 'Fn::GetAtt': [hook, 'Arn'] },
      LifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
    }),
  ]);
  const group = idOf(template, 'AWS::EC2::SecurityGroup', /ReleaseGoldenPictures/);
  const ways = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).filter(
    ({ Properties }) => Properties.FromPort === 9100,
  );
  expect(ways.map(({ Properties }) => Properties.SourceSecurityGroupId)).toEqual([
    { 'Fn::GetAtt': [group, 'GroupId'] },
  ]);
  expect(JSON.stringify(template.findResources('AWS::EC2::SecurityGroup'))).not.toContain('9100');
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ IMAGE_CLASSIFIER_PICTURES_DIRECTORY: '/opt' }) },
    Layers: [{ Ref: idOf(template, 'AWS::Lambda::LayerVersion', /Pictures/) }],
    VpcConfig: { SecurityGroupIds: [{ 'Fn::GetAtt': [group, 'GroupId'] }], SubnetIds: Match.anyValue() },
    Timeout: 60,
  });
});

test('in public, golden pictures come by the port of all callers, and their function is in no network', () => {
  const template = released(Release.canary({ goldenPictures: GoldenPictures.drawn() }), { access: Access.internet() });
  template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
    Conditions: [
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-image-classifier-release', Values: ['test'] } },
    ],
    Priority: 1,
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Description: Match.stringLikeRegexp('golden pictures'),
    VpcConfig: Match.absent(),
  });
});

test('whoever looks for the reason of a stopped release finds an alarm that names the log', () => {
  const template = released(Release.linear({ goldenPictures: GoldenPictures.drawn() }));
  const log = idOf(template, 'AWS::Logs::LogGroup', /GoldenCheck/);
  template.hasResourceProperties('AWS::Logs::MetricFilter', {
    LogGroupName: { Ref: log },
    FilterPattern: '{ $.message.outcome = "failed" }',
    MetricTransformations: [
      { MetricName: 'GoldenPicturesFailed', Dimensions: [{ Key: 'service', Value: '$.message.service' }] },
    ],
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmDescription: { 'Fn::Join': ['', Match.arrayWith([{ Ref: log }])] },
    MetricName: 'GoldenPicturesFailed',
  });
});
