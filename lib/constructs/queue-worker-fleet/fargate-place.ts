import { aws_ecs as ecs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { requireFargateSize } from '../../private/fargate-size';
import { privateSubnets } from '../../private/private-subnets';
import { refuse } from '../../private/refusals';
import { serverTask } from '../../private/server-task';
import type { FargateComputeOptions, SpotMix } from '../compute';
import {
  ownNetwork,
  serviceDefaults,
  spotMix,
  type WorkerNeeds,
  type WorkerPlace,
  workerGroup,
  workerOptions,
} from './worker-place';

export type FargatePlaceOptions = FargateComputeOptions & { readonly cpu: number; readonly memoryMiB: number };

/** Workers as tasks of AWS Fargate in a cluster of their own. */
export function fargatePlace(scope: Construct, needs: WorkerNeeds, options: FargatePlaceOptions): WorkerPlace {
  if (!needs.vpc && needs.image.needsInternet) {
    refuse(scope, 'image-needs-internet', 'vpc must be given for an image from a registry, got none');
  }
  const vpc = needs.vpc ?? ownNetwork(scope);
  // What the workers do is counted free of charge, and without a worker nothing is worth paying for.
  const containerInsightsV2 = ecs.ContainerInsights.DISABLED;
  const cluster = new ecs.Cluster(scope, 'Cluster', { vpc, containerInsightsV2, enableFargateCapacityProviders: true });
  const place = fargateWorkers(scope, needs, { ...options, cluster, capacity: fargateCapacity(scope, options) });
  // The cluster learns of Fargate's capacity providers by a resource of its own.
  place.service.node.addDependency(cluster);
  return place;
}

/** @param options `capacity` may name other providers than those of Fargate */
export function fargateWorkers(
  scope: Construct,
  needs: WorkerNeeds,
  options: FargatePlaceOptions & { readonly cluster: ecs.ICluster; readonly capacity: ecs.CapacityProviderStrategy[] },
): WorkerPlace {
  const { cluster, capacity, cpu, memoryMiB, cpuArchitecture = ecs.CpuArchitecture.ARM64 } = options;
  requireFargateSize(scope, { cpu, memoryMiB });
  const image = needs.image._bind(scope, cpuArchitecture);
  const taskDefinition = serverTask(scope, { ...workerOptions(needs, image, { cpu, memoryMiB }), cpuArchitecture });
  const service = new ecs.FargateService(scope, 'Service', {
    ...serviceDefaults,
    cluster,
    taskDefinition,
    securityGroups: [workerGroup(scope, cluster.vpc)],
    vpcSubnets: { subnets: privateSubnets(scope, cluster.vpc) },
    capacityProviderStrategies: capacity,
  });
  // A task that starts before its network is whole cannot load its image, and the circuit breaker would give up.
  service.node.addDependency(cluster.vpc);
  return { cluster, taskDefinition, service };
}

/** Fargate on demand up to a base, and a mix with Spot above it. */
export function fargateCapacity(scope: Construct, mix: SpotMix): ecs.CapacityProviderStrategy[] {
  const { onDemandBase, spotPercent } = spotMix(scope, mix);
  return [
    { capacityProvider: 'FARGATE', base: onDemandBase, weight: 100 - spotPercent },
    { capacityProvider: 'FARGATE_SPOT', weight: spotPercent },
  ].filter(({ weight, base = 0 }) => weight > 0 || base > 0);
}
