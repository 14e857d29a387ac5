import { aws_ec2 as ec2, aws_ecs as ecs, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Compute, InferenceImage } from '../../lib';
import { onlyResource } from './synthesized';
import { fleetTemplate, fleetWith } from './synthesized-fleet';

const service = (compute: Compute) =>
  onlyResource(
    fleetTemplate(() => ({ compute })),
    'AWS::ECS::Service',
  );

describe('Compute.fargate()', () => {
  test('keeps one worker on demand and takes three of four others from Spot capacity', () => {
    expect(service(Compute.fargate()).CapacityProviderStrategy).toEqual([
      { CapacityProvider: 'FARGATE', Base: 1, Weight: 25 },
      { CapacityProvider: 'FARGATE_SPOT', Weight: 75 },
    ]);
  });

  test('is without Spot capacity, or with nothing else, if you say so', () => {
    expect(service(Compute.fargate({ spotPercent: 0 })).CapacityProviderStrategy).toEqual([
      { CapacityProvider: 'FARGATE', Base: 1, Weight: 100 },
    ]);
    expect(service(Compute.fargate({ spotPercent: 100, onDemandBase: 0 })).CapacityProviderStrategy).toEqual([
      { CapacityProvider: 'FARGATE_SPOT', Weight: 100 },
    ]);
  });

  test('the service waits until its cluster knows the capacity providers', () => {
    const template = fleetTemplate();
    const [id] = Object.keys(template.findResources('AWS::ECS::ClusterCapacityProviderAssociations'));
    template.hasResource('AWS::ECS::Service', { DependsOn: Match.arrayWith([id]) });
  });
});

describe('Compute.ec2()', () => {
  const template = fleetTemplate(() => ({ compute: Compute.ec2(), maxWorkers: 7 }));

  test('starts at none, and mixes types and Spot capacity up to one instance per worker', () => {
    template.hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', {
      MinSize: '0',
      MaxSize: '7',
      CapacityRebalance: true,
      MixedInstancesPolicy: {
        InstancesDistribution: Match.objectLike({
          OnDemandBaseCapacity: 1,
          OnDemandPercentageAboveBaseCapacity: 25,
          SpotAllocationStrategy: 'price-capacity-optimized',
        }),
        LaunchTemplate: Match.objectLike({
          Overrides: ['c7g.large', 'c6g.large', 'm7g.large', 'm6g.large'].map((InstanceType) => ({ InstanceType })),
        }),
      },
    });
    template.hasResourceProperties('AWS::ECS::Service', { PlacementConstraints: [{ Type: 'distinctInstance' }] });
    template.hasResourceProperties('AWS::ECS::CapacityProvider', {
      AutoScalingGroupProvider: Match.objectLike({
        ManagedDraining: 'ENABLED',
        ManagedTerminationProtection: 'DISABLED',
      }),
    });
  });

  test('an instance gives no credentials to containers, and encrypts its disk', () => {
    template.hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: Match.objectLike({
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
        BlockDeviceMappings: [Match.objectLike({ Ebs: Match.objectLike({ Encrypted: true, VolumeType: 'gp3' }) })],
      }),
    });
    expect(JSON.stringify(template.findResources('AWS::EC2::LaunchTemplate'))).toContain('ECS_AWSVPC_BLOCK_IMDS=true');
  });

  test('an instance may only name instances of its fleet', () => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'ec2:CreateTags',
            Condition: {
              StringEquals: { 'ec2:ResourceTag/image-classifier:fleet': Match.anyValue() },
              'ForAllValues:StringEquals': { 'aws:TagKeys': ['Name'] },
            },
          }),
        ]),
      },
    });
  });

  test('in a network without NAT the instances reach Amazon ECS and EC2 all the same', () => {
    const services = Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) =>
      JSON.stringify(Properties.ServiceName),
    );
    for (const name of ['sqs', 'ecs"', 'ecs-agent', 'ecs-telemetry', 'ec2', 'ecr.api', 'ecr.dkr', 'logs', 's3']) {
      expect(services.filter((service) => service.includes(`.${name}`))).toHaveLength(1);
    }
  });

  test('a GPU is asked for and comes with its own machine image', () => {
    const gpu = fleetTemplate(() => ({
      compute: Compute.ec2({ gpus: 1 }),
      image: InferenceImage.fromAsset('container'),
    }));
    const [server] = onlyResource(gpu, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
    expect(server.ResourceRequirements).toEqual([{ Type: 'GPU', Value: '1' }]);
    gpu.hasParameter('*', { Default: Match.stringLikeRegexp('gpu') });
  });

  test('instances of x86 get an image for x86', () => {
    const compute = Compute.ec2({
      instanceTypes: [new ec2.InstanceType('c7i.large'), new ec2.InstanceType('m7i.large')],
    });
    const { node } = fleetWith(() => ({ compute }));
    expect(node.tryFindChild('Image')).toBeDefined();
    Template.fromStack(node.scope as Stack).hasParameter('*', {
      Default: '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id',
    });
  });
});

describe('Compute.existingCluster()', () => {
  const capacity = [{ capacityProvider: 'shop-instances', weight: 1 }];
  const template = fleetTemplate((shop) => {
    const vpc = new ec2.Vpc(shop, 'Vpc');
    return { compute: Compute.existingCluster({ cluster: new ecs.Cluster(shop, 'Cluster', { vpc }), capacity }) };
  });

  test('joins it with the capacity you name, in its network', () => {
    expect(onlyResource(template, 'AWS::ECS::Service').CapacityProviderStrategy).toEqual([
      { CapacityProvider: 'shop-instances', Weight: 1 },
    ]);
    template.resourceCountIs('AWS::ECS::Cluster', 1);
    template.resourceCountIs('AWS::EC2::VPC', 1);
  });
});
