import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  type EndpointGuardRequest,
  endpointGuardSchema,
  type GuardedVariant,
  type RestoreRequest,
  rolledBackSchema,
} from '../lib/contracts/custom-resources/endpoint-guard';
import { DeploymentFailure } from '../lib/contracts/custom-resources/failures';
import { decode } from '../lib/contracts/schema';
import { type CallContext, customResource } from './custom-resource/frame';
import { rollsBack } from './custom-resource/stack-status';
import { pointAlarms } from './endpoint-guard/alarms';
import { deregister } from './endpoint-guard/deregister';
import { restore } from './endpoint-guard/restore';

// Application Auto Scaling lets few calls through at once, and every stack of the account shares them.
const scaling = new ApplicationAutoScalingClient({ maxAttempts: 8 });
const cloudwatch = new CloudWatchClient({ maxAttempts: 8 });
const stacks = new CloudFormationClient({ maxAttempts: 5 });

const answer = customResource<EndpointGuardRequest>({
  schema: endpointGuardSchema,
  make: async ({ kind, properties, before, stackId }, signal) => {
    // What is created with the endpoint is made by AWS CloudFormation itself.
    if (kind === 'Create') return {};
    const { EndpointName, When, Variants } = properties;
    if (When === 'after') await restoreAll(properties, () => rollsBack(stacks, stackId, signal), signal);
    // Another name is another endpoint: the one before stays as it is until it is deleted.
    else if (before?.EndpointName === EndpointName || before === undefined) {
      await deregister(scaling, EndpointName, goneOrChanged(Variants, before?.Variants ?? Variants), signal);
    }
    return {};
  },
  // The guard before the endpoint is the last of its stack to go.
  remove: async ({ EndpointName, When, Variants }, signal) => {
    const names = Variants.map(({ name }) => name);
    if (When === 'before') await deregister(scaling, EndpointName, names, signal);
  },
});

/** Asked by AWS CloudFormation; or by Amazon EventBridge, once the stack was rolled back. */
export async function handler(event: object, context: CallContext): Promise<void> {
  if (!('rolledBack' in event)) return answer(event, context);
  const { rolledBack } = decode(rolledBackSchema, event, 'event');
  const signal = AbortSignal.timeout(context.getRemainingTimeInMillis());
  await restoreAll(rolledBack, async () => false, signal);
}

/** @param spared whether an alarm that cannot be mended is only told in the log: it would keep a stack from going back */
async function restoreAll(
  { EndpointName, Variants, Alarms }: RestoreRequest,
  spared: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<void> {
  const arns = await restore(scaling, EndpointName, Variants, signal);
  try {
    await pointAlarms(cloudwatch, Alarms, arns, signal);
  } catch (error) {
    if (!(error instanceof DeploymentFailure) || !(await spared())) throw error;
    console.error({ outcome: 'alarm left as it is', id: error.id, reason: error.message });
  }
}

/**
 * The variants that Amazon SageMaker does not change while they are registered. Where it is not known what they were, that is
 * all of them: what did not change is registered again after the endpoint.
 */
function goneOrChanged(now: readonly GuardedVariant[], before: readonly GuardedVariant[]): string[] {
  const types = new Map(now.map(({ name, instanceType }) => [name, instanceType]));
  const unknown = now === before;
  return before
    .filter(({ name, instanceType }) => unknown || !types.has(name) || types.get(name) !== instanceType)
    .map(({ name }) => name);
}
