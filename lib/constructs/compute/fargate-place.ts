import { aws_ecs as ecs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { requireFargateSize } from '../../private/tasks/fargate-size';
import { serverTask } from '../../private/tasks/server-task';
import type { FargateComputeOptions, FargateTaskOptions } from '../compute-props';
import { ownCluster } from './own-cluster';
import { networkFor, type Place, type PlaceNeeds, serverIn, serviceIn } from './place';
import { fargateCapacity, spotMix } from './spot-mix';

export type FargatePlaceOptions = FargateTaskOptions & { readonly cpu: number; readonly memoryMiB: number };

/** Tasks of AWS Fargate in a cluster of their own. */
export function fargatePlace(
  scope: Construct,
  needs: PlaceNeeds,
  options: FargatePlaceOptions & FargateComputeOptions,
): Place {
  const capacity = fargateCapacity(spotMix(scope, options, needs));
  requireFargateSize(scope, options);
  const vpc = networkFor(scope, needs);
  const { containerInsights } = options;
  const cluster = ownCluster(scope, needs, { vpc, containerInsights, enableFargateCapacityProviders: true });
  const place = fargateTasks(scope, needs, { ...options, cluster, capacity });
  // The cluster learns of Fargate's capacity providers by a resource of its own.
  place.service.node.addDependency(cluster);
  return place;
}

/** @param options `capacity` may name other providers than those of Fargate; left out, tasks are on demand */
export function fargateTasks(
  scope: Construct,
  needs: PlaceNeeds,
  options: FargatePlaceOptions & { readonly cluster: ecs.ICluster; readonly capacity?: ecs.CapacityProviderStrategy[] },
): Place {
  const { cluster, capacity, cpu, memoryMiB, cpuArchitecture = ecs.CpuArchitecture.ARM64 } = options;
  requireFargateSize(scope, { cpu, memoryMiB });
  const image = needs.image._bind(scope, cpuArchitecture);
  const taskDefinition = serverTask(scope, { ...serverIn(needs, image, { cpu, memoryMiB }), cpuArchitecture });
  const service = new ecs.FargateService(scope, 'Service', {
    ...serviceIn(scope, needs, cluster.vpc),
    cluster,
    taskDefinition,
    capacityProviderStrategies: capacity,
  });
  // A task that starts before its network is whole cannot load its image, and the circuit breaker would give up.
  service.node.addDependency(cluster.vpc);
  return { cluster, taskDefinition, service };
}
