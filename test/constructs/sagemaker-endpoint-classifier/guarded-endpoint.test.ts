import { App, aws_applicationautoscaling as appscaling, CfnResource, aws_logs as logs, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { endpointGuardSchema, rolledBackSchema } from '../../../lib/contracts/custom-resources/endpoint-guard';
import { decode } from '../../../lib/contracts/schema';
import { guardEndpoint } from '../../../lib/private/sagemaker/endpoint-guard';
import { onlyResource } from '../synthesized';

const logRetention = logs.RetentionDays.ONE_WEEK;

function guarded({ policyElsewhere = false } = {}) {
  const shop = new Stack(new App(), 'Shop');
  const endpoint = new CfnResource(shop, 'Endpoint', { type: 'AWS::SageMaker::Endpoint' });
  const place = new Construct(shop, 'Scaling');
  const target = new appscaling.ScalableTarget(place, 'Target', {
    serviceNamespace: appscaling.ServiceNamespace.SAGEMAKER,
    scalableDimension: 'sagemaker:variant:DesiredInstanceCount',
    resourceId: 'endpoint/shop/variant/main',
    minCapacity: 1,
    maxCapacity: 20,
  });
  const variants = [{ name: 'main', instanceType: 'ml.c7g.xlarge', target }, { name: 'shadow' }];
  const guard = guardEndpoint(shop, 'Guard', {
    endpointName: 'shop',
    endpoint,
    variants,
    scaling: [place],
    logRetention,
  });
  // What is added later counts, too.
  new appscaling.CfnScalingPolicy(policyElsewhere ? shop : place, 'Concurrency', {
    policyName: 'concurrency',
    policyType: 'TargetTrackingScaling',
    scalingTargetId: target.scalableTargetId,
    targetTrackingScalingPolicyConfiguration: {
      targetValue: 2.8,
      customizedMetricSpecification: {
        metricName: 'ConcurrentRequestsPerModel',
        namespace: 'AWS/SageMaker',
        statistic: 'Maximum',
        dimensions: [{ name: 'EndpointName', value: 'shop' }],
      },
    },
  });
  target.scaleOnSchedule('Sale', { schedule: appscaling.Schedule.cron({ hour: '8' }), minCapacity: 8 });
  return { shop, guard };
}

const textIn = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

test('both guards know how every variant is scaled, and their function understands it', () => {
  const template = Template.fromStack(guarded().shop);
  const guards = Object.values(template.findResources('Custom::ImageClassifierEndpointGuard'));
  expect(guards.map(({ Properties }) => Properties.When)).toEqual(['before', 'after']);
  for (const { Properties } of guards) {
    const { EndpointName, Variants } = decode(endpointGuardSchema, Properties, 'properties');
    expect(EndpointName).toBe('shop');
    expect(Variants).toEqual([
      {
        name: 'main',
        instanceType: 'ml.c7g.xlarge',
        scaling: {
          dimension: 'sagemaker:variant:DesiredInstanceCount',
          min: 1,
          max: 20,
          policies: [
            {
              PolicyName: 'concurrency',
              PolicyType: 'TargetTrackingScaling',
              TargetTrackingScalingPolicyConfiguration: {
                TargetValue: 2.8,
                CustomizedMetricSpecification: {
                  MetricName: 'ConcurrentRequestsPerModel',
                  Namespace: 'AWS/SageMaker',
                  Statistic: 'Maximum',
                  Dimensions: [{ Name: 'EndpointName', Value: 'shop' }],
                },
              },
            },
          ],
          scheduledActions: [
            {
              ScheduledActionName: 'Sale',
              Schedule: 'cron(* 8 * * ? *)',
              ScalableTargetAction: { MinCapacity: 8 },
            },
          ],
        },
      },
      { name: 'shadow' },
    ]);
  }
});

test('the endpoint waits for the guard before it; the one after it waits for the endpoint, its target and its policies', () => {
  const template = Template.fromStack(guarded().shop);
  const guards = Object.entries(template.findResources('Custom::ImageClassifierEndpointGuard'));
  const [[before], [, after]] = guards;
  expect(Object.values(template.findResources('AWS::SageMaker::Endpoint'))[0].DependsOn).toEqual([before]);
  const types = [
    'SageMaker::Endpoint',
    'ApplicationAutoScaling::ScalableTarget',
    'ApplicationAutoScaling::ScalingPolicy',
  ];
  const ids = types.flatMap((type) => Object.keys(template.findResources(`AWS::${type}`)));
  expect(ids).toHaveLength(3);
  expect(after.DependsOn).toEqual(expect.arrayContaining(ids));
});

test('the end of a rollback of this stack is told to the guard, in words that its function understands', () => {
  const { EventPattern, Targets } = onlyResource(Template.fromStack(guarded().shop), 'AWS::Events::Rule');
  expect(EventPattern).toEqual({
    source: ['aws.cloudformation'],
    'detail-type': ['CloudFormation Stack Status Change'],
    detail: { 'stack-id': [{ Ref: 'AWS::StackId' }], 'status-details': { status: ['UPDATE_ROLLBACK_COMPLETE'] } },
  });
  const { rolledBack } = decode(rolledBackSchema, JSON.parse(textIn(Targets[0].Input)), 'event');
  expect(rolledBack.EndpointName).toBe('shop');
  expect(rolledBack.Variants.map(({ scaling }) => scaling?.policies.length)).toEqual([1, undefined]);
});

test('a policy that the guard would not wait for is refused at synth', () => {
  expect(() => Template.fromStack(guarded({ policyElsewhere: true }).shop)).toThrow(
    'Shop/Concurrency must lie where the guard of its endpoint was told that scaling is',
  );
});

test('a guard that dies without an answer does not hold the stack for an hour', () => {
  const template = Template.fromStack(guarded().shop);
  for (const { Properties } of Object.values(template.findResources('Custom::ImageClassifierEndpointGuard'))) {
    expect(Properties.ServiceTimeout).toBe('360');
  }
});
