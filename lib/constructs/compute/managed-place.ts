import { aws_ec2 as ec2, aws_ecs as ecs, Size } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { privateSubnets } from '../../private/private-subnets';
import { refuse, warn } from '../../private/refusals';
import { familiesBeforeTuring, requireNewGpus } from '../../private/tasks/gpu-generation';
import { addServer, tellRegion } from '../../private/tasks/server-task';
import { requireTaskSize } from '../../private/tasks/task-size';
import type { ManagedInstancesOptions } from '../compute-props';
import { managedRoles } from './managed-roles';
import { ownCluster } from './own-cluster';
import { networkFor, type Place, type PlaceNeeds, serverIn, serviceIn } from './place';
import { spotMix } from './spot-mix';

type Options = ManagedInstancesOptions & { readonly cpu: number; readonly memoryMiB: number; readonly gpus: number };

const { ECS, ECS_AGENT, ECS_TELEMETRY } = ec2.InterfaceVpcEndpointAwsService;
const { AWS, INTEL, AMD } = ec2.CpuManufacturer;

/** Tasks on EC2 instances that Amazon ECS chooses, starts, patches and takes away again. */
export function managedPlace(scope: Construct, needs: PlaceNeeds, options: Options): Place {
  const { cpu, memoryMiB, gpus } = options;
  const { cpuArchitecture = gpus > 0 ? ecs.CpuArchitecture.X86_64 : ecs.CpuArchitecture.ARM64 } = options;
  requireTaskSize(scope, { cpu, memoryMiB, gpus });
  requireChoice(scope, options, cpuArchitecture);
  if (gpus > 1 && needs.image._bundled) warn(scope, 'compute-idle-gpus');
  if (gpus > 0 && needs.image._bundled) requireNewGpus(scope, options);
  const vpc = networkFor(scope, needs, ECS, ECS_AGENT, ECS_TELEMETRY);
  const cluster = ownCluster(scope, needs, { vpc, containerInsights: options.containerInsights });
  const capacityProviderStrategies = capacity(scope, cluster, needs, { ...options, cpuArchitecture });

  const taskDefinition = new ecs.TaskDefinition(scope, 'Task', {
    compatibility: ecs.Compatibility.MANAGED_INSTANCES,
    networkMode: ecs.NetworkMode.AWS_VPC,
    cpu: `${cpu}`,
    memoryMiB: `${memoryMiB}`,
    runtimePlatform: { cpuArchitecture, operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
  });
  const image = needs.image._bind(scope, cpuArchitecture, gpus);
  addServer(scope, taskDefinition, serverIn(needs, image, { cpu, memoryMiB, gpus }));
  tellRegion(taskDefinition);
  const service = new ecs.FargateService(scope, 'Service', {
    ...serviceIn(scope, needs, vpc),
    cluster,
    taskDefinition,
    capacityProviderStrategies,
  });
  service.node.addDependency(vpc, cluster);
  return { cluster, taskDefinition, service };
}

/** One provider for instances on demand and one for Spot, as far as the mix has a use for them. */
function capacity(
  scope: Construct,
  cluster: ecs.Cluster,
  needs: PlaceNeeds,
  options: Options & { readonly cpuArchitecture: ecs.CpuArchitecture },
): ecs.CapacityProviderStrategy[] {
  const { onDemandBase, spotPercent } = spotMix(scope, options, needs);
  const instances = new ec2.SecurityGroup(scope, 'InstanceGroup', {
    vpc: cluster.vpc,
    description: 'Instances of an image classifier',
    allowAllOutbound: false,
  });
  instances.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'Amazon ECS, ECR and CloudWatch Logs');
  const roles = managedRoles(scope, cluster);
  const provider = (id: string, capacityOptionType: ecs.CapacityOptionType): string => {
    const one = new ecs.ManagedInstancesCapacityProvider(scope, id, {
      ...roles,
      subnets: privateSubnets(scope, cluster.vpc),
      securityGroups: [instances],
      instanceRequirements: requirements({ ...options, bundled: needs.image._bundled }),
      propagateTags: ecs.PropagateManagedInstancesTags.CAPACITY_PROVIDER,
      capacityOptionType,
    });
    // Without its rights it could neither start an instance nor, when the stack goes, take one away.
    one.node.addDependency(roles.infrastructureRole, roles.ec2InstanceProfile);
    cluster.addManagedInstancesCapacityProvider(one);
    return one.capacityProviderName;
  };
  const strategies: ecs.CapacityProviderStrategy[] = [];
  if (onDemandBase > 0 || spotPercent < 100) {
    const capacityProvider = provider('OnDemand', ecs.CapacityOptionType.ON_DEMAND);
    strategies.push({ capacityProvider, base: onDemandBase, weight: 100 - spotPercent });
  }
  if (spotPercent > 0) {
    strategies.push({ capacityProvider: provider('Spot', ecs.CapacityOptionType.SPOT), weight: spotPercent });
  }
  return strategies;
}

/** Whatever has room for one task; Amazon ECS prefers an instance that has room for all tasks that wait. */
function requirements({
  cpu,
  memoryMiB,
  gpus,
  instanceTypes,
  gpuNames,
  cpuArchitecture,
  bundled,
}: Options & {
  readonly cpuArchitecture: ecs.CpuArchitecture;
  readonly bundled: boolean;
}): ec2.InstanceRequirementsConfig {
  return {
    vCpuCountMin: Math.ceil(cpu / 1024),
    memoryMin: Size.mebibytes(memoryMiB),
    cpuManufacturers: cpuArchitecture === ecs.CpuArchitecture.ARM64 ? [AWS] : [INTEL, AMD],
    allowedInstanceTypes: instanceTypes,
    ...(gpus > 0 && {
      acceleratorTypes: [ec2.AcceleratorType.GPU],
      acceleratorManufacturers: [ec2.AcceleratorManufacturer.NVIDIA],
      acceleratorNames: gpuNames,
      acceleratorCountMin: gpus,
      excludedInstanceTypes:
        bundled && !instanceTypes ? familiesBeforeTuring.map((family) => `${family}.*`) : undefined,
    }),
  };
}

function requireChoice(
  scope: Construct,
  { gpus, gpuNames, instanceTypes }: Options,
  { _cpuArchitecture: architecture }: ecs.CpuArchitecture,
): void {
  if (instanceTypes?.length === 0) {
    refuse(scope, 'compute-instance-types', 'instanceTypes must be one or more, got none');
  }
  if (gpuNames && gpus === 0) refuse(scope, 'compute-gpu-types', 'gpuNames must be left out without gpus, got some');
  // Few ARM instances have a GPU, so to ask for both is more often a mistake than a wish.
  if (gpus > 0 && architecture === ecs.CpuArchitecture.ARM64._cpuArchitecture && !instanceTypes) {
    refuse(scope, 'compute-gpu-types', 'instanceTypes must name those with GPUs for ARM64, got none');
  }
}
