import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import {
  type EndpointGuardRequest,
  endpointGuardSchema,
  type GuardedVariant,
  rolledBackSchema,
} from '../lib/contracts/custom-resources/endpoint-guard';
import { decode } from '../lib/contracts/schema';
import { type CallContext, customResource } from './custom-resource/frame';
import { deregister } from './endpoint-guard/deregister';
import { restore } from './endpoint-guard/restore';

// Application Auto Scaling lets few calls through at once, and every stack of the account shares them.
const scaling = new ApplicationAutoScalingClient({ maxAttempts: 8 });

const answer = customResource<EndpointGuardRequest>({
  schema: endpointGuardSchema,
  make: async ({ kind, properties, before }, signal) => {
    // What is created with the endpoint is made by AWS CloudFormation itself.
    if (kind === 'Create') return {};
    const { EndpointName, When, Variants } = properties;
    if (When === 'after') await restore(scaling, EndpointName, Variants, signal);
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
  const { EndpointName, Variants } = decode(rolledBackSchema, event, 'event').rolledBack;
  await restore(scaling, EndpointName, Variants, AbortSignal.timeout(context.getRemainingTimeInMillis()));
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
