import { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Peak } from '../peak';
import type { CountPolicy } from '../scaling/endpoint-tracking';
import { type Wake, wakeFromZero } from './wake';

/** What a count counts. */
export type CountDimension =
  | 'sagemaker:variant:DesiredInstanceCount'
  | 'sagemaker:variant:DesiredProvisionedConcurrency'
  | 'sagemaker:inference-component:DesiredCopyCount';

/** A number of instances, copies or warm executions that follows the work. */
export interface ScaledCount {
  /** Such as `main`; children of the construct are named after it. */
  readonly name: string;
  readonly dimension: CountDimension;
  /** As Application Auto Scaling names it: `endpoint/{name}/variant/{name}`. */
  readonly resourceId: string;
  readonly min: number;
  readonly max: number;
  readonly schedules: readonly Peak[];
  readonly policies: readonly CountPolicy[];
  /** The variant whose instances are counted, which an update may not change while they are. */
  readonly instances?: { readonly variant: string; readonly instanceType: string };
  /** A metric at 1 or more that means: from 0, start one. */
  readonly wake?: Omit<Wake, 'name'>;
}

/** The times of a count that are known to be busy, as Application Auto Scaling takes them. */
export function scheduledActions({
  schedules,
  min,
}: ScaledCount): appscaling.CfnScalableTarget.ScheduledActionProperty[] {
  return schedules.flatMap(({ name, workers, from, until, timeZone }) =>
    [
      { scheduledActionName: `${name}Begins`, schedule: from.expressionString, minCapacity: workers },
      { scheduledActionName: `${name}Ends`, schedule: until.expressionString, minCapacity: min },
    ].map(({ minCapacity, ...when }) => ({
      ...when,
      timezone: timeZone?.timezoneName,
      scalableTargetAction: { minCapacity },
    })),
  );
}

/** The count with its policies, in a place of its own. */
export function scaleCount(scope: Construct, count: ScaledCount): appscaling.CfnScalableTarget {
  const { name, dimension, resourceId, min, max, policies, wake } = count;
  const place = new Construct(scope, name);
  const target = new appscaling.CfnScalableTarget(place, 'Count', {
    serviceNamespace: 'sagemaker',
    scalableDimension: dimension,
    resourceId,
    minCapacity: min,
    maxCapacity: max,
    scheduledActions: count.schedules.length > 0 ? scheduledActions(count) : undefined,
  });
  for (const policy of policies) {
    new appscaling.CfnScalingPolicy(place, policy.policyName, { ...policy, scalingTargetId: target.ref });
  }
  if (wake) wakeFromZero(place, target, { name, ...wake });
  return target;
}
