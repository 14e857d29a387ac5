import type { aws_ecs as ecs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { requireWithin } from '../../private/refusals';
import type { SpotMix } from '../compute-props';

/** How many on demand and what share of Spot. */
export function spotMix(
  scope: Construct,
  { onDemandBase = 1, spotPercent }: SpotMix,
  usually: { readonly spotPercent: number },
): Required<SpotMix> {
  const mix = { onDemandBase, spotPercent: spotPercent ?? usually.spotPercent };
  requireWithin(scope, 'compute-on-demand-base', { name: 'onDemandBase', value: onDemandBase, min: 0, max: 100 });
  requireWithin(scope, 'compute-spot-percent', { name: 'spotPercent', value: mix.spotPercent, min: 0, max: 100 });
  return mix;
}

/** Fargate on demand up to a base, and a mix with Spot above it. */
export function fargateCapacity({ onDemandBase, spotPercent }: Required<SpotMix>): ecs.CapacityProviderStrategy[] {
  return [
    { capacityProvider: 'FARGATE', base: onDemandBase, weight: 100 - spotPercent },
    { capacityProvider: 'FARGATE_SPOT', weight: spotPercent },
  ].filter(({ weight, base = 0 }) => weight > 0 || base > 0);
}
