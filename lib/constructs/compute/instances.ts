import {
  aws_autoscaling as autoscaling,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_iam as iam,
  Stack,
  Tags,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { privateSubnets } from '../../private/private-subnets';
import { nameInstance } from '../../private/tasks/instance-name';
import type { SpotMix } from '../compute-props';
import { fleetTag } from './place';

export interface InstancesOptions {
  readonly vpc: ec2.IVpc;
  readonly instanceTypes: ec2.InstanceType[];
  readonly architecture: ec2.InstanceArchitecture;
  readonly gpus: number;
  readonly mix: Required<SpotMix>;
  readonly mostInstances: number;
  /** What the instances are called, before their number. */
  readonly instanceName: string;
  /** The service they work for. */
  readonly name: string;
}

/** Instances that come and go with the tasks: several types, Spot capacity, names that tell them apart. */
export function instances(scope: Construct, options: InstancesOptions): autoscaling.AutoScalingGroup {
  const { vpc, instanceTypes, mix, mostInstances, name } = options;
  const tag = { key: fleetTag, value: name };
  const autoScalingGroup = new autoscaling.AutoScalingGroup(scope, 'Instances', {
    vpc,
    vpcSubnets: { subnets: privateSubnets(scope, vpc) },
    minCapacity: 0,
    maxCapacity: mostInstances,
    capacityRebalance: true,
    mixedInstancesPolicy: {
      launchTemplate: launchTemplate(scope, options, tag),
      launchTemplateOverrides: instanceTypes.map((instanceType) => ({ instanceType })),
      instancesDistribution: {
        onDemandBaseCapacity: mix.onDemandBase,
        onDemandPercentageAboveBaseCapacity: 100 - mix.spotPercent,
        onDemandAllocationStrategy: autoscaling.OnDemandAllocationStrategy.PRIORITIZED,
        spotAllocationStrategy: autoscaling.SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED,
      },
    },
  });
  Tags.of(autoScalingGroup).add(tag.key, tag.value);
  return autoScalingGroup;
}

function launchTemplate(
  scope: Construct,
  { vpc, instanceName, gpus, architecture }: InstancesOptions,
  tag: { key: string; value: string },
): ec2.LaunchTemplate {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(
    'echo ECS_ENABLE_SPOT_INSTANCE_DRAINING=true >> /etc/ecs/ecs.config',
    'echo ECS_AWSVPC_BLOCK_IMDS=true >> /etc/ecs/ecs.config',
    ...nameInstance({ stem: instanceName, tag }),
  );
  const securityGroup = new ec2.SecurityGroup(scope, 'InstanceGroup', {
    vpc,
    description: 'Instances of an image classifier',
    allowAllOutbound: false,
  });
  securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'Amazon ECS, ECR, EC2 and CloudWatch Logs');
  const role = new iam.Role(scope, 'InstanceRole', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  allowNaming(scope, role, tag);
  return new ec2.LaunchTemplate(scope, 'LaunchTemplate', {
    machineImage: machineImage({ gpus, architecture }),
    userData,
    role,
    securityGroup,
    requireImdsv2: true,
    httpPutResponseHopLimit: 1,
    blockDevices: [
      {
        deviceName: '/dev/xvda',
        volume: ec2.BlockDeviceVolume.ebs(30, { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3 }),
      },
    ],
  });
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

function machineImage({ gpus, architecture }: Pick<InstancesOptions, 'gpus' | 'architecture'>): ec2.IMachineImage {
  const { GPU, ARM, STANDARD } = ecs.AmiHardwareType;
  if (gpus > 0) return ecs.EcsOptimizedImage.amazonLinux2023(GPU);
  return ecs.EcsOptimizedImage.amazonLinux2023(architecture === ec2.InstanceArchitecture.ARM_64 ? ARM : STANDARD);
}
