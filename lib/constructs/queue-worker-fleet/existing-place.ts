import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import type { ExistingClusterOptions } from '../compute';
import { type FargatePlaceOptions, fargateCapacity, fargateWorkers } from './fargate-place';
import type { WorkerNeeds, WorkerPlace } from './worker-place';

/** Workers in a cluster that is there already. */
export function existingPlace(
  scope: Construct,
  needs: WorkerNeeds,
  options: ExistingClusterOptions & FargatePlaceOptions,
): WorkerPlace {
  const { cluster, capacity = fargateCapacity(scope, options) } = options;
  if (needs.vpc && needs.vpc !== cluster.vpc) {
    refuse(scope, 'ecs-cluster-and-vpc', 'vpc must be left out when a cluster is given, got another vpc');
  }
  return fargateWorkers(scope, needs, { ...options, cluster, capacity });
}
