import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import { tellRegion } from '../../private/server-task';
import type { ExistingClusterOptions } from '../compute';
import { type FargatePlaceOptions, fargateTasks } from './fargate-place';
import type { Place, PlaceNeeds } from './place';
import { fargateCapacity, spotMix } from './spot-mix';

/** Tasks in a cluster that is there already. */
export function existingPlace(
  scope: Construct,
  needs: PlaceNeeds,
  options: ExistingClusterOptions & FargatePlaceOptions,
): Place {
  const { cluster } = options;
  if (needs.vpc && needs.vpc !== cluster.vpc) {
    refuse(scope, 'ecs-cluster-and-vpc', 'vpc must be left out when a cluster is given, got another vpc');
  }
  const mix = spotMix(scope, options, needs);
  // Without Spot capacity the cluster need not know the capacity providers of Fargate.
  const capacity = options.capacity ?? (mix.spotPercent > 0 ? fargateCapacity(mix) : undefined);
  const place = fargateTasks(scope, needs, { ...options, capacity });
  if (options.capacity) tellRegion(place.taskDefinition);
  return place;
}
