import {
  aws_autoscaling as autoscaling,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_iam as iam,
  Stack,
  Tags,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { nameInstance } from '../../private/instance-name';
import { privateSubnets } from '../../private/private-subnets';
import { refuse } from '../../private/refusals';
import { addServer } from '../../private/server-task';
import type { Ec2ComputeOptions } from '../compute';
import {
  fleetTag,
  ownNetwork,
  serviceDefaults,
  spotMix,
  type WorkerNeeds,
  type WorkerPlace,
  workerGroup,
  workerOptions,
} from './worker-place';

type Options = Ec2ComputeOptions & { readonly cpu: number; readonly memoryMiB: number; readonly gpus: number };

const { ECS, ECS_AGENT, ECS_TELEMETRY, EC2 } = ec2.InterfaceVpcEndpointAwsService;
const plainTypes = ['c7g.large', 'c6g.large', 'm7g.large', 'm6g.large'];
const gpuTypes = ['g6.xlarge', 'g5.xlarge', 'g4dn.xlarge'];

/** One worker on each of as many EC2 instances as there are workers. */
export function instancePlace(scope: Construct, needs: WorkerNeeds, options: Options): WorkerPlace {
  const { cpu, memoryMiB, gpus } = options;
  const defaults = gpus > 0 ? gpuTypes : plainTypes;
  const instanceTypes = options.instanceTypes ?? defaults.map((name) => new ec2.InstanceType(name));
  const architecture = requireOneArchitecture(scope, instanceTypes);
  if (gpus > 0 && needs.image._bundled) {
    refuse(scope, 'compute-gpu-image', 'image must be one of yours for gpus, got the bundled image');
  }
  if (!needs.vpc && needs.image.needsInternet) {
    refuse(scope, 'image-needs-internet', 'vpc must be given for an image from a registry, got none');
  }
  const vpc = needs.vpc ?? ownNetwork(scope, ECS, ECS_AGENT, ECS_TELEMETRY, EC2);
  const cluster = new ecs.Cluster(scope, 'Cluster', { vpc, containerInsightsV2: ecs.ContainerInsights.DISABLED });
  const capacity = new ecs.AsgCapacityProvider(scope, 'Capacity', {
    autoScalingGroup: instances(scope, needs, { ...options, vpc, instanceTypes, architecture }),
    // ECS takes an instance away only after its worker has gone.
    enableManagedTerminationProtection: false,
    enableManagedDraining: true,
  });
  cluster.addAsgCapacityProvider(capacity);

  const taskDefinition = new ecs.Ec2TaskDefinition(scope, 'Task', { networkMode: ecs.NetworkMode.AWS_VPC });
  const image = needs.image._bind(scope, cpuArchitecture(architecture));
  addServer(scope, taskDefinition, workerOptions(needs, image, { cpu, memoryMiB, gpus }));
  const service = new ecs.Ec2Service(scope, 'Service', {
    ...serviceDefaults,
    cluster,
    taskDefinition,
    securityGroups: [workerGroup(scope, vpc)],
    vpcSubnets: { subnets: privateSubnets(scope, vpc) },
    capacityProviderStrategies: [{ capacityProvider: capacity.capacityProviderName, weight: 1 }],
    placementConstraints: [ecs.PlacementConstraint.distinctInstances()],
  });
  service.node.addDependency(vpc, cluster);
  return { cluster, taskDefinition, service };
}

function instances(
  scope: Construct,
  { maxWorkers, fleet }: WorkerNeeds,
  options: Options & { vpc: ec2.IVpc; instanceTypes: ec2.InstanceType[]; architecture: ec2.InstanceArchitecture },
): autoscaling.AutoScalingGroup {
  const { vpc, instanceTypes, instanceName = 'app-instance' } = options;
  const { onDemandBase, spotPercent } = spotMix(scope, options);
  const tag = { key: fleetTag, value: fleet };
  const userData = ec2.UserData.forLinux();
  userData.addCommands(
    'echo ECS_ENABLE_SPOT_INSTANCE_DRAINING=true >> /etc/ecs/ecs.config',
    'echo ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config',
    ...nameInstance({ stem: instanceName, tag }),
  );
  const group = new ec2.SecurityGroup(scope, 'InstanceGroup', {
    vpc,
    description: 'Instances of an image classifier',
    allowAllOutbound: false,
  });
  group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'Amazon ECS, ECR, EC2 and CloudWatch Logs');
  const role = new iam.Role(scope, 'InstanceRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  allowNaming(scope, role, tag);
  const launchTemplate = new ec2.LaunchTemplate(scope, 'LaunchTemplate', {
    machineImage: machineImage(options),
    userData,
    role,
    securityGroup: group,
    requireImdsv2: true,
    httpPutResponseHopLimit: 1,
    blockDevices: [
      {
        deviceName: '/dev/xvda',
        volume: ec2.BlockDeviceVolume.ebs(30, { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3 }),
      },
    ],
  });
  const autoScalingGroup = new autoscaling.AutoScalingGroup(scope, 'Instances', {
    vpc,
    vpcSubnets: { subnets: privateSubnets(scope, vpc) },
    minCapacity: 0,
    maxCapacity: maxWorkers,
    capacityRebalance: true,
    mixedInstancesPolicy: {
      launchTemplate,
      launchTemplateOverrides: instanceTypes.map((instanceType) => ({ instanceType })),
      instancesDistribution: {
        onDemandBaseCapacity: onDemandBase,
        onDemandPercentageAboveBaseCapacity: 100 - spotPercent,
        onDemandAllocationStrategy: autoscaling.OnDemandAllocationStrategy.PRIORITIZED,
        spotAllocationStrategy: autoscaling.SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED,
      },
    },
  });
  Tags.of(autoScalingGroup).add(tag.key, tag.value);
  return autoScalingGroup;
}

/** To see the names of others, and to take one for itself. */
function allowNaming(scope: Construct, role: iam.Role, { key, value }: { key: string; value: string }): void {
  role.addToPolicy(new iam.PolicyStatement({ actions: ['ec2:DescribeInstances'], resources: ['*'] }));
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['ec2:CreateTags'],
      resources: [Stack.of(scope).formatArn({ service: 'ec2', resource: 'instance', resourceName: '*' })],
      conditions: {
        StringEquals: { [`ec2:ResourceTag/${key}`]: value },
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['Name'] },
      },
    }),
  );
}

function machineImage({
  gpus,
  architecture,
}: {
  gpus: number;
  architecture: ec2.InstanceArchitecture;
}): ec2.IMachineImage {
  const { GPU, ARM, STANDARD } = ecs.AmiHardwareType;
  if (gpus > 0) return ecs.EcsOptimizedImage.amazonLinux2023(GPU);
  return ecs.EcsOptimizedImage.amazonLinux2023(architecture === ec2.InstanceArchitecture.ARM_64 ? ARM : STANDARD);
}

function cpuArchitecture(architecture: ec2.InstanceArchitecture): ecs.CpuArchitecture {
  return architecture === ec2.InstanceArchitecture.ARM_64 ? ecs.CpuArchitecture.ARM64 : ecs.CpuArchitecture.X86_64;
}

function requireOneArchitecture(scope: Construct, types: ec2.InstanceType[]): ec2.InstanceArchitecture {
  const architectures = [...new Set(types.map(({ architecture }) => architecture))];
  if (architectures.length === 1) return architectures[0];
  const got = types.map((type) => `${type.toString()} (${type.architecture})`).join(', ') || 'none';
  return refuse(scope, 'compute-instance-types', `instanceTypes must be one or more of one architecture, got ${got}`);
}
