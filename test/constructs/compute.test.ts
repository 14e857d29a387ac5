import { aws_ec2 as ec2, aws_ecs as ecs, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Compute } from '../../lib';
import { onlyResource, templateWith } from './synthesized';
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

  test('a GPU is asked for, comes with its own machine image, and is what the server must use', () => {
    const gpu = fleetTemplate(() => ({ compute: Compute.ec2({ gpus: 1 }) }));
    const [server] = onlyResource(gpu, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
    expect(server.ResourceRequirements).toEqual([{ Type: 'GPU', Value: '1' }]);
    expect(server.Environment).toContainEqual({ Name: 'IMAGE_CLASSIFIER_EXECUTION_PROVIDER', Value: 'cuda' });
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

test.each([
  ['your instances', Compute.ec2()],
  ['instances of Amazon ECS', Compute.managedInstances()],
])('the server learns its region on %s, where nothing else tells it', (_, compute) => {
  const [{ Environment }] = onlyResource(
    fleetTemplate(() => ({ compute })),
    'AWS::ECS::TaskDefinition',
  ).ContainerDefinitions;
  expect(Environment).toContainEqual({ Name: 'AWS_REGION', Value: { Ref: 'AWS::Region' } });
});

test('the server learns its region from a cluster of yours with capacity of yours', () => {
  const capacity = [{ capacityProvider: 'instances', weight: 1 }];
  const template = fleetTemplate((shop) => ({
    compute: Compute.existingCluster({ cluster: new ecs.Cluster(shop, 'Cluster'), capacity }),
  }));
  const [{ Environment }] = onlyResource(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
  expect(Environment).toContainEqual({ Name: 'AWS_REGION', Value: { Ref: 'AWS::Region' } });
});

describe('Compute.managedInstances()', () => {
  const template = fleetTemplate(() => ({ compute: Compute.managedInstances({ cpu: 4096, memoryMiB: 8192 }) }));
  const providers = (of: Template) =>
    Object.values(of.findResources('AWS::ECS::CapacityProvider')).map(
      ({ Properties }) => Properties.ManagedInstancesProvider.InstanceLaunchTemplate,
    );

  test('Amazon ECS chooses among ARM instances with room for a task, on demand and Spot', () => {
    const room = { VCpuCount: { Min: 4 }, MemoryMiB: { Min: 8192 }, CpuManufacturers: ['amazon-web-services'] };
    expect(providers(template)).toEqual([
      expect.objectContaining({ CapacityOptionType: 'ON_DEMAND', InstanceRequirements: room }),
      expect.objectContaining({ CapacityOptionType: 'SPOT', InstanceRequirements: room }),
    ]);
    expect(onlyResource(template, 'AWS::ECS::Service').CapacityProviderStrategy).toEqual([
      expect.objectContaining({ Base: 1, Weight: 25 }),
      expect.objectContaining({ Weight: 75 }),
    ]);
    expect(onlyResource(template, 'AWS::ECS::TaskDefinition')).toMatchObject({
      RequiresCompatibilities: ['MANAGED_INSTANCES'],
      RuntimePlatform: { CpuArchitecture: 'ARM64' },
    });
  });

  test('a service that somebody waits for runs on demand, unless you say otherwise', () => {
    const [onDemand, ...others] = providers(templateWith(() => ({ compute: Compute.managedInstances() })));
    expect([onDemand.CapacityOptionType, others]).toEqual(['ON_DEMAND', []]);
  });

  test('GPUs are asked for by what they are, and the server must use them', () => {
    const gpu = fleetTemplate(() => ({
      compute: Compute.managedInstances({ gpus: 1, gpuNames: [ec2.AcceleratorName.T4], spotPercent: 0 }),
    }));
    expect(providers(gpu)[0].InstanceRequirements).toMatchObject({
      AcceleratorTypes: ['gpu'],
      AcceleratorManufacturers: ['nvidia'],
      AcceleratorNames: ['t4'],
      AcceleratorCount: { Min: 1 },
      CpuManufacturers: ['intel', 'amd'],
    });
    const [server] = onlyResource(gpu, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
    expect(server.ResourceRequirements).toEqual([{ Type: 'GPU', Value: '1' }]);
    expect(server.Environment).toContainEqual({ Name: 'IMAGE_CLASSIFIER_EXECUTION_PROVIDER', Value: 'cuda' });
  });

  test('no role has a name of its own, so the same stack fits into every region', () => {
    for (const type of ['AWS::IAM::Role', 'AWS::IAM::InstanceProfile']) {
      for (const { Properties } of Object.values(template.findResources(type))) {
        expect(Object.keys(Properties)).not.toEqual(expect.arrayContaining([expect.stringMatching(/Name$/)]));
      }
    }
  });
});

describe('Compute of a service that somebody waits for', () => {
  const template = templateWith(() => ({ compute: Compute.ec2({ instanceName: 'shop' }), maxTasks: 7 }));

  test('several tasks share an instance, and there is room for the successors of all during a release', () => {
    const { PlacementConstraints, PlacementStrategies } = onlyResource(template, 'AWS::ECS::Service');
    expect(PlacementConstraints).toBeUndefined();
    expect(PlacementStrategies).toEqual([
      { Type: 'spread', Field: 'attribute:ecs.availability-zone' },
      { Type: 'binpack', Field: 'MEMORY' },
    ]);
    template.hasResourceProperties('AWS::AutoScaling::AutoScalingGroup', { MaxSize: '14' });
  });

  test('every task has an address of its own behind the load balancer', () => {
    template.hasResourceProperties('AWS::ECS::TaskDefinition', { NetworkMode: 'awsvpc' });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { TargetType: 'ip' });
  });

  test('it runs on demand, unless you say otherwise', () => {
    const onFargate = (compute: Compute) =>
      onlyResource(
        templateWith(() => ({ compute })),
        'AWS::ECS::Service',
      ).CapacityProviderStrategy;
    expect(onFargate(Compute.fargate())).toEqual([{ CapacityProvider: 'FARGATE', Base: 1, Weight: 100 }]);
    expect(onFargate(Compute.fargate({ spotPercent: 50, onDemandBase: 2 }))).toEqual([
      { CapacityProvider: 'FARGATE', Base: 2, Weight: 50 },
      { CapacityProvider: 'FARGATE_SPOT', Weight: 50 },
    ]);
  });

  test('a cluster that exists need not know capacity providers for it', () => {
    const { LaunchType, CapacityProviderStrategy } = onlyResource(
      templateWith((shop) => ({ compute: Compute.existingCluster({ cluster: new ecs.Cluster(shop, 'Cluster') }) })),
      'AWS::ECS::Service',
    );
    expect([LaunchType, CapacityProviderStrategy]).toEqual(['FARGATE', undefined]);
  });
});
