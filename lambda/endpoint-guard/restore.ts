import {
  type ApplicationAutoScalingClient,
  DescribeScheduledActionsCommand,
  PutScheduledActionCommand,
  type PutScheduledActionCommandInput,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  type GuardedVariant,
  type VariantScaling,
  variantResource,
} from '../../lib/contracts/custom-resources/endpoint-guard';
import { DeploymentFailure } from '../../lib/contracts/custom-resources/failures';
import type { PolicyArns } from './alarms';
import { registered, ServiceNamespace } from './deregister';
import { persist } from './persist';
import { restorePolicies } from './policies';
import type { Target } from './target';

/**
 * Registers what is missing of these variants, with its policies and scheduled actions, and touches nothing that is there.
 *
 * @returns the ARNs of all their policies, which may be others than before
 * @throws DeploymentFailure for a variant that cannot be scaled
 */
export async function restore(
  scaling: ApplicationAutoScalingClient,
  endpointName: string,
  variants: readonly GuardedVariant[],
  signal: AbortSignal,
): Promise<PolicyArns> {
  const policies = new Map<string, ReadonlyMap<string, string>>();
  const scaled = variants.filter(({ scaling: wanted }) => wanted !== undefined);
  const names = scaled.map(({ name }) => name);
  const there = await registered(scaling, endpointName, names, signal);
  for (const { name, scaling: wanted } of scaled) {
    if (!wanted) continue;
    const ResourceId = variantResource(endpointName, name);
    const target = { ServiceNamespace, ResourceId, ScalableDimension: wanted.dimension };
    const isThere = there.some(
      (found) => found.ResourceId === ResourceId && found.ScalableDimension === wanted.dimension,
    );
    try {
      if (!isThere) await register(scaling, target, wanted, signal);
      policies.set(name, await restorePolicies(scaling, target, wanted, signal));
      await restoreSchedules(scaling, target, wanted, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw refused(name, error);
    }
  }
  return (variant, policy) => policies.get(variant)?.get(policy);
}

async function register(
  scaling: ApplicationAutoScalingClient,
  target: Target,
  { min: MinCapacity, max: MaxCapacity, suspended: SuspendedState }: VariantScaling,
  abortSignal: AbortSignal,
): Promise<void> {
  const command = new RegisterScalableTargetCommand({ ...target, MinCapacity, MaxCapacity, SuspendedState });
  await persist(abortSignal, () => scaling.send(command, { abortSignal }));
  console.info({ outcome: 'registered', variant: target.ResourceId, min: MinCapacity, max: MaxCapacity });
}

async function restoreSchedules(
  scaling: ApplicationAutoScalingClient,
  target: Target,
  { scheduledActions }: VariantScaling,
  abortSignal: AbortSignal,
): Promise<void> {
  if (scheduledActions.length === 0) return;
  const there = new Set<string | undefined>();
  let NextToken: string | undefined;
  do {
    const page = await scaling.send(new DescribeScheduledActionsCommand({ ...target, NextToken }), { abortSignal });
    for (const { ScheduledActionName } of page.ScheduledActions ?? []) there.add(ScheduledActionName);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  for (const action of scheduledActions as unknown as PutScheduledActionCommandInput[]) {
    if (there.has(action.ScheduledActionName)) continue;
    const command = new PutScheduledActionCommand({ ...action, ...timesOf(action), ...target });
    await persist(abortSignal, () => scaling.send(command, { abortSignal }));
    console.info({ outcome: 'schedule restored', variant: target.ResourceId, action: action.ScheduledActionName });
  }
}

/** The template has them as text, the API as times. */
function timesOf({ StartTime, EndTime }: { StartTime?: Date | string; EndTime?: Date | string }) {
  return {
    ...(StartTime !== undefined && { StartTime: new Date(StartTime) }),
    ...(EndTime !== undefined && { EndTime: new Date(EndTime) }),
  };
}

function refused(variant: string, error: unknown): DeploymentFailure {
  const { name, message } = error as Error;
  return new DeploymentFailure('guard-refused', `${variant}: ${name}: ${message}`);
}
