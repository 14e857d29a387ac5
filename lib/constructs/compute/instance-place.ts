import { aws_ec2 as ec2, aws_ecs as ecs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse, requireKnown, warn } from '../../private/refusals';
import { requireNewGpus } from '../../private/tasks/gpu-generation';
import { addServer } from '../../private/tasks/server-task';
import { requireFit, requireTaskSize } from '../../private/tasks/task-size';
import type { Ec2ComputeOptions } from '../compute-props';
import { instances } from './instances';
import { ownCluster } from './own-cluster';
import { networkFor, type Place, type PlaceNeeds, serverIn, serviceIn } from './place';
import { spotMix } from './spot-mix';

type Options = Ec2ComputeOptions & { readonly cpu: number; readonly memoryMiB: number; readonly gpus: number };

const { ECS, ECS_AGENT, ECS_TELEMETRY, EC2 } = ec2.InterfaceVpcEndpointAwsService;
const plainTypes = ['c7g.large', 'c6g.large', 'm7g.large', 'm6g.large'];
const gpuTypes = ['g6.xlarge', 'g5.xlarge', 'g4dn.xlarge'];

/** Tasks on EC2 instances of their own. */
export function instancePlace(scope: Construct, needs: PlaceNeeds, options: Options): Place {
  const { cpu, memoryMiB, gpus, instanceName = 'app-instance' } = options;
  const defaults = gpus > 0 ? gpuTypes : plainTypes;
  const instanceTypes = options.instanceTypes ?? defaults.map((name) => new ec2.InstanceType(name));
  const architecture = requireOneArchitecture(scope, instanceTypes);
  requireTaskSize(scope, { cpu, memoryMiB, gpus });
  requireFit(scope, instanceTypes.map(String), cpu);
  if (gpus > 0) requireGpus(scope, instanceTypes, architecture);
  if (gpus > 1 && needs.image._bundled) warn(scope, 'compute-idle-gpus');
  if (gpus > 0 && needs.image._bundled) requireNewGpus(scope, { instanceTypes: instanceTypes.map(String) });
  requireInstanceName(scope, instanceName);
  const vpc = networkFor(scope, needs, ECS, ECS_AGENT, ECS_TELEMETRY, EC2);
  const cluster = ownCluster(scope, needs, { vpc, containerInsights: options.containerInsights });
  const mix = spotMix(scope, options, needs);
  const capacity = new ecs.AsgCapacityProvider(scope, 'Capacity', {
    autoScalingGroup: instances(scope, {
      vpc,
      instanceTypes,
      architecture,
      gpus,
      mix,
      instanceName,
      mostInstances: needs.mostTasks,
      name: needs.name,
    }),
    // ECS takes an instance away only after its tasks have gone.
    enableManagedTerminationProtection: false,
    enableManagedDraining: true,
  });
  cluster.addAsgCapacityProvider(capacity);

  const taskDefinition = new ecs.Ec2TaskDefinition(scope, 'Task', { networkMode: ecs.NetworkMode.AWS_VPC });
  // Service Connect is refused without a limit for the whole task, from which its proxy takes what the server leaves
  // (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html).
  (taskDefinition.node.defaultChild as ecs.CfnTaskDefinition).memory = `${memoryMiB}`;
  const image = needs.image._bind(scope, cpuArchitecture(architecture), gpus);
  addServer(scope, taskDefinition, serverIn(needs, image, { cpu, memoryMiB, gpus }));
  const service = new ecs.Ec2Service(scope, 'Service', {
    ...serviceIn(scope, needs, vpc),
    ...placement(needs),
    cluster,
    taskDefinition,
    capacityProviderStrategies: [{ capacityProvider: capacity.capacityProviderName, weight: 1 }],
  });
  service.node.addDependency(vpc, cluster);
  return { cluster, taskDefinition, service };
}

/** Several tasks on an instance: over the zones first, and then close together, so that instances become free. */
function placement({ oneTaskPerInstance }: PlaceNeeds): Partial<ecs.Ec2ServiceProps> {
  if (oneTaskPerInstance) return { placementConstraints: [ecs.PlacementConstraint.distinctInstances()] };
  const { spreadAcross, packedByMemory } = ecs.PlacementStrategy;
  return {
    placementStrategies: [spreadAcross(ecs.BuiltInAttributes.AVAILABILITY_ZONE), packedByMemory()],
  };
}

function cpuArchitecture(architecture: ec2.InstanceArchitecture): ecs.CpuArchitecture {
  return architecture === ec2.InstanceArchitecture.ARM_64 ? ecs.CpuArchitecture.ARM64 : ecs.CpuArchitecture.X86_64;
}

/** Amazon ECS has a machine image with NVIDIA's driver for x86-64 alone; families with such GPUs begin with g or p, but g4ad. */
function requireGpus(scope: Construct, types: ec2.InstanceType[], architecture: ec2.InstanceArchitecture): void {
  const without = types.map(String).filter((name) => !/^(g(?!4ad)|gr|p)\d/.test(name));
  if (without.length > 0) {
    refuse(scope, 'compute-gpu-types', `instanceTypes must have GPUs by NVIDIA for gpus, got ${without.join(', ')}`);
  }
  if (architecture === ec2.InstanceArchitecture.X86_64) return;
  refuse(scope, 'compute-gpu-types', `instanceTypes must be x86_64 for gpus, got ${types.map(String).join(', ')}`);
}

/** It is part of a shell script that every instance runs when it starts. */
function requireInstanceName(scope: Construct, name: string): void {
  requireKnown(scope, 'compute-instance-name', { instanceName: name });
  if (/^[A-Za-z][A-Za-z0-9_-]{0,99}$/.test(name)) return;
  const allowed = 'up to 100 letters, digits, hyphens and underscores, a letter first';
  refuse(scope, 'compute-instance-name', `instanceName must be ${allowed}, got "${name}"`);
}

function requireOneArchitecture(scope: Construct, types: ec2.InstanceType[]): ec2.InstanceArchitecture {
  const architectures = [...new Set(types.map(({ architecture }) => architecture))];
  if (architectures.length === 1) return architectures[0];
  const got = types.map((type) => `${type.toString()} (${type.architecture})`).join(', ') || 'none';
  return refuse(scope, 'compute-instance-types', `instanceTypes must be one or more of one architecture, got ${got}`);
}
