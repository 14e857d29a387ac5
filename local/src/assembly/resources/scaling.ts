import { parseSchedule } from '../../scaling/schedule';
import type { EndpointModel } from '../endpoint-model';
import type { MetricQuery, ScalableTarget, ScheduledAction, Service, StepPolicy, TrackingPolicy } from '../model';
import type { ReadResource, StackReader } from '../stack-reader';
import { type Fields, isFields } from '../template';
import { understandable } from './alarms';
import { readQuery, readSingle } from './metric-query';
import { predefinedQuery } from './predefined-metrics';

/** AWS's own, where a policy names none, for services of Amazon ECS. */
const defaultCooldownSeconds = 300;
const adjustments = ['ChangeInCapacity', 'ExactCapacity', 'PercentChangeInCapacity'];

/** Something that grows and shrinks: what Application Auto Scaling calls it, and its id here. */
interface Scalable {
  readonly id: string;
  readonly resource: string;
}

/** Everything of a stack that may have a scalable target. */
export function scalables(services: readonly Service[], endpoints: readonly EndpointModel[]): Scalable[] {
  const ofEndpoint = endpoints.flatMap(({ name, variants, shadows }) =>
    [...variants, ...shadows].flatMap((variant) => [
      { id: variantId(name, variant.name), resource: `endpoint/${name}/variant/${variant.name}` },
      ...variant.components.map((component) => ({
        id: component.id,
        resource: `inference-component/${component.name}`,
      })),
    ]),
  );
  return [...services.map(({ id, cluster, name }) => ({ id, resource: `service/${cluster}/${name}` })), ...ofEndpoint];
}

/** What a variant is called here. */
export function variantId(endpoint: string, variant: string): string {
  return `${endpoint}/${variant}`;
}

/** Which parts of a stack grow and shrink by themselves, and by which policies. */
export function readTargets(stack: StackReader, all: readonly Scalable[]): ScalableTarget[] {
  const policies = stack.resources('AWS::ApplicationAutoScaling::ScalingPolicy', [
    ...['PolicyName', 'PolicyType', 'ScalingTargetId', 'ResourceId', 'ScalableDimension', 'ServiceNamespace'],
    ...['StepScalingPolicyConfiguration', 'TargetTrackingScalingPolicyConfiguration'],
  ]);
  const understood = [
    ...['MinCapacity', 'MaxCapacity', 'ResourceId', 'ScalableDimension', 'ServiceNamespace', 'ScheduledActions'],
    'RoleARN',
  ];
  return stack.resources('AWS::ApplicationAutoScaling::ScalableTarget', understood).flatMap(({ id, properties }) => {
    const resource = String(properties.ResourceId);
    const scaled = all.find((candidate) => candidate.resource === resource);
    if (!scaled) {
      stack.note(`AWS::ApplicationAutoScaling::ScalableTarget of ${resource}`, id);
      return [];
    }
    const own = policies.filter(
      ({ properties: { ScalingTargetId, ResourceId } }) =>
        ScalingTargetId === stack.identity(id) || (ResourceId !== undefined && ResourceId === resource),
    );
    return {
      id,
      service: scaled.id,
      minimum: Number(properties.MinCapacity),
      maximum: Number(properties.MaxCapacity),
      policies: own.flatMap((policy) => readStep(stack, policy) ?? readTracking(stack, policy, resource) ?? []),
      schedules: ((properties.ScheduledActions ?? []) as Fields[]).flatMap((action) => readSchedule(stack, id, action)),
    };
  });
}

function readStep(stack: StackReader, { id, properties }: ReadResource): StepPolicy | undefined {
  const policy = properties.StepScalingPolicyConfiguration as Fields | undefined;
  if (!policy) return undefined;
  const { AdjustmentType, Cooldown, MinAdjustmentMagnitude, StepAdjustments } = policy;
  if (!adjustments.includes(String(AdjustmentType))) {
    stack.note(`StepScalingPolicyConfiguration.AdjustmentType ${String(AdjustmentType)}`, id);
    return undefined;
  }
  return {
    kind: 'step',
    id,
    arn: stack.identity(id),
    adjustment: AdjustmentType as StepPolicy['adjustment'],
    cooldownSeconds: Number(Cooldown ?? defaultCooldownSeconds),
    minimum: Number(MinAdjustmentMagnitude ?? 0),
    steps: (StepAdjustments as Fields[]).map((step) => ({
      from: Number(step.MetricIntervalLowerBound ?? Number.NEGATIVE_INFINITY),
      to: Number(step.MetricIntervalUpperBound ?? Number.POSITIVE_INFINITY),
      by: Number(step.ScalingAdjustment),
    })),
  };
}

function readTracking(
  stack: StackReader,
  { id, properties }: ReadResource,
  resource: string,
): TrackingPolicy | undefined {
  const policy = properties.TargetTrackingScalingPolicyConfiguration as Fields | undefined;
  const query = policy && queryOf(policy, String(properties.ResourceId ?? resource));
  if (!query) {
    stack.note(`AWS::ApplicationAutoScaling::ScalingPolicy ${String(properties.PolicyType)}`, id);
    return undefined;
  }
  if (!understandable(stack, id, query)) return undefined;
  return {
    kind: 'tracking',
    id,
    query,
    target: Number(policy.TargetValue),
    scaleOutCooldownSeconds: Number(policy.ScaleOutCooldown ?? defaultCooldownSeconds),
    scaleInCooldownSeconds: Number(policy.ScaleInCooldown ?? defaultCooldownSeconds),
    scalesIn: policy.DisableScaleIn !== true,
  };
}

/** Of the predefined metrics those of endpoints are made here; the others on AWS alone. */
function queryOf(
  { CustomizedMetricSpecification: custom, PredefinedMetricSpecification: predefined }: Fields,
  resource: string,
): MetricQuery | undefined {
  if (isFields(predefined)) return predefinedQuery(String(predefined.PredefinedMetricType), resource);
  if (custom === undefined) return undefined;
  const specification = custom as Fields;
  if (Array.isArray(specification.Metrics)) return readQuery(specification.Metrics as Fields[], 60);
  return readSingle(specification, specification.Statistic, 60);
}

function readSchedule(stack: StackReader, id: string, action: Fields): ScheduledAction[] {
  const { ScheduledActionName, Schedule, Timezone = 'UTC', ScalableTargetAction, StartTime, EndTime } = action;
  const { MinCapacity, MaxCapacity } = (ScalableTargetAction ?? {}) as Fields;
  const name = String(ScheduledActionName);
  if (!parseSchedule(String(Schedule)) || StartTime !== undefined || EndTime !== undefined) {
    stack.note(`ScheduledActions ${name} ${String(Schedule)}`, id);
    return [];
  }
  return [
    {
      name,
      schedule: String(Schedule),
      timeZone: String(Timezone),
      ...(MinCapacity !== undefined && { minimum: Number(MinCapacity) }),
      ...(MaxCapacity !== undefined && { maximum: Number(MaxCapacity) }),
    },
  ];
}
