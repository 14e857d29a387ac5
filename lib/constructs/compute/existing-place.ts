import type { aws_ec2 as ec2, aws_ecs as ecs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import { tellRegion } from '../../private/tasks/server-task';
import type { ExistingClusterOptions } from '../compute-props';
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
  const vpc = networkOf(scope, cluster);
  requireCapacity(scope, options);
  if (needs.vpc && needs.vpc !== vpc) {
    refuse(scope, 'ecs-cluster-and-vpc', 'vpc must be left out when a cluster is given, got another vpc');
  }
  const mix = spotMix(scope, options, needs);
  // Without Spot capacity the cluster need not know the capacity providers of Fargate.
  const capacity = options.capacity ?? (mix.spotPercent > 0 ? fargateCapacity(mix) : undefined);
  const place = fargateTasks(scope, needs, { ...options, capacity });
  if (options.capacity) tellRegion(place.taskDefinition);
  return place;
}

/** A cluster that was imported by its ARN alone throws where it is asked for its network. */
function networkOf(scope: Construct, cluster: ecs.ICluster): ec2.IVpc {
  try {
    return cluster.vpc;
  } catch {
    return refuse(scope, 'compute-cluster-network', 'cluster must say which vpc it is in, got one imported without');
  }
}

function requireCapacity(scope: Construct, { capacity, onDemandBase, spotPercent }: ExistingClusterOptions): void {
  if (!capacity) return;
  if (capacity.length === 0) refuse(scope, 'compute-capacity', 'capacity must name one provider or more, got none');
  const beside = Object.entries({ onDemandBase, spotPercent }).find(([, value]) => value !== undefined);
  if (beside) refuse(scope, 'compute-capacity', `${beside[0]} must be left out with capacity, got ${beside[1]}`);
}
