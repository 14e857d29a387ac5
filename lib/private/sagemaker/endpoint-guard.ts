import {
  Aspects,
  Aws,
  type CustomResource,
  Duration,
  aws_events as events,
  aws_iam as iam,
  Lazy,
  type aws_lambda as lambda,
  type aws_logs as logs,
  Stack,
  aws_events_targets as targets,
} from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { customResource, stackFunction } from '../resource-function';
import { endpointArn } from './endpoint-arn';
import { policyAlarm, triggeringAlarms } from './policy-alarms';
import { guardedVariant, type ScaledVariant } from './variant-scaling';

export interface EndpointGuardOptions {
  /** The static name of the endpoint. */
  readonly endpointName: string;
  /** The endpoint itself: it waits for the guard before it, and the guard after it waits for it. */
  readonly endpoint: IConstruct;
  /** All variants of the endpoint, with what scales them; policies may be added to a target until synth. */
  readonly variants: readonly ScaledVariant[];
  /** What holds all targets and policies: the guard after the endpoint leaves to AWS CloudFormation what that makes itself. */
  readonly scaling: readonly IConstruct[];
  readonly logRetention: logs.RetentionDays;
}

export interface EndpointGuard {
  readonly before: CustomResource;
  /** What may fail later in a deployment, such as a check, waits for this one. */
  readonly after: CustomResource;
}

/**
 * Keeps Application Auto Scaling out of the way of an update: Amazon SageMaker refuses one that changes the instance type of a
 * variant which is registered, or removes it (https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-update.html).
 * Afterwards what was taken away is registered again, also when the deployment was rolled back.
 */
export function guardEndpoint(
  scope: Construct,
  id: string,
  { endpointName, endpoint, variants, scaling, logRetention }: EndpointGuardOptions,
): EndpointGuard {
  const place = new Construct(scope, id);
  const guarding = stackFunction(scope, {
    name: 'endpoint-guard',
    description: 'Takes endpoints out of Application Auto Scaling while they are updated',
    settings: {},
    timeout: Duration.minutes(4),
    logRetention,
  });
  for (const statement of rights(endpointName, place)) guarding.addToRolePolicy(statement);
  const stack = Stack.of(scope);
  const Variants = Lazy.string({
    produce: () => stack.toJsonString(variants.map((variant) => guardedVariant(variant, scaling))),
  });
  const Alarms = Lazy.string({ produce: () => stack.toJsonString(triggeringAlarms(variants).map(policyAlarm)) });
  const guard = (word: 'Before' | 'After', more: object) =>
    customResource(place, word, {
      answering: guarding,
      resourceType: 'Custom::ImageClassifierEndpointGuard',
      properties: { EndpointName: endpointName, When: word.toLowerCase(), Variants, ...more },
    });
  // Alarms come after the endpoint that the guard comes before: only the other one can know their names.
  const [before, after] = [guard('Before', {}), guard('After', { Alarms })];
  endpoint.node.addDependency(before);
  after.node.addDependency(endpoint, ...scaling);
  grantAlarms(place, after, guarding, variants);
  // A rollback begins where the update failed: if that was the endpoint, AWS CloudFormation never asks the guard after it.
  new events.Rule(place, 'RolledBack', {
    description: `Registers ${endpointName} with Application Auto Scaling again once its stack was rolled back`,
    eventPattern: {
      source: ['aws.cloudformation'],
      detailType: ['CloudFormation Stack Status Change'],
      detail: { 'stack-id': [Aws.STACK_ID], 'status-details': { status: ['UPDATE_ROLLBACK_COMPLETE'] } },
    },
    targets: [
      new targets.LambdaFunction(guarding, {
        event: events.RuleTargetInput.fromObject({ rolledBack: { EndpointName: endpointName, Variants, Alarms } }),
      }),
    ],
  });
  return { before, after };
}

/**
 * Rights to the alarms that trigger policies of the variants, and to no others, once the tree is complete. They are no part of
 * what the function waits for: the alarms come after the endpoint, and the endpoint after the function.
 */
function grantAlarms(
  place: Construct,
  after: CustomResource,
  { role }: lambda.Function,
  variants: readonly ScaledVariant[],
): void {
  Aspects.of(place).add({
    visit(node) {
      const resources = triggeringAlarms(variants).map(({ alarm }) => alarm.attrArn);
      if (node !== place || resources.length === 0 || !role) return;
      const actions = ['cloudwatch:DescribeAlarms', 'cloudwatch:PutMetricAlarm'];
      const statements = [
        new iam.PolicyStatement({ actions, resources }),
        new iam.PolicyStatement({ actions: ['cloudformation:DescribeStacks'], resources: [Aws.STACK_ID] }),
      ];
      after.node.addDependency(new iam.Policy(place, 'AlarmRights', { roles: [role], statements }));
    },
  });
}

/**
 * Application Auto Scaling knows its targets by numbers that nobody knows before, so that its rights end at the service; and
 * it lets nobody register what he could not scale by hand
 * (https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_permission_validation.html).
 */
function rights(endpointName: string, scope: Construct): iam.PolicyStatement[] {
  const { partition, region, account } = Stack.of(scope);
  const scaling = (...names: string[]) => names.map((name) => `application-autoscaling:${name}`);
  return [
    new iam.PolicyStatement({
      actions: [
        ...scaling('DescribeScalableTargets', 'DescribeScalingPolicies', 'DescribeScheduledActions'),
        'cloudwatch:DescribeAlarms',
      ],
      resources: ['*'],
    }),
    new iam.PolicyStatement({
      actions: scaling('DeregisterScalableTarget', 'RegisterScalableTarget', 'PutScalingPolicy', 'PutScheduledAction'),
      resources: [`arn:${partition}:application-autoscaling:${region}:${account}:scalable-target/*`],
      conditions: { StringEquals: { 'application-autoscaling:service-namespace': 'sagemaker' } },
    }),
    new iam.PolicyStatement({
      actions: ['sagemaker:DescribeEndpoint', 'sagemaker:UpdateEndpointWeightsAndCapacities'],
      resources: [endpointArn(scope, endpointName)],
    }),
    new iam.PolicyStatement({
      actions: ['sagemaker:DescribeEndpointConfig'],
      resources: [`arn:${partition}:sagemaker:${region}:${account}:endpoint-config/*`],
    }),
    new iam.PolicyStatement({
      // Target tracking makes its own alarms.
      actions: ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'],
      resources: [`arn:${partition}:cloudwatch:${region}:${account}:alarm:TargetTracking-endpoint/${endpointName}/*`],
    }),
  ];
}
