import { aws_ec2 as ec2, aws_ecs as ecs, Stack } from 'aws-cdk-lib';
import { Compute, type EcsFargateClassifierProps, InferenceImage, Network } from '../../../lib';
import { bundledImageDirectory } from '../../../lib/private/bundled-image';
import type { RefusalId } from '../../../lib/private/refusals';
import { shopWith, templateWith } from '../synthesized';

type Mistake = readonly [props: (shop: Stack) => EcsFargateClassifierProps, problem: string];

const clusterIn = (shop: Stack) => new ecs.Cluster(shop, 'Cluster', { vpc: new Network(shop, 'Network').vpc });
const capacity = [{ capacityProvider: 'mine', weight: 1 }];

const mistakes: Record<Extract<RefusalId, `compute-${string}`>, Mistake[]> = {
  'compute-capacity': [
    [
      (shop) => ({ compute: Compute.existingCluster({ cluster: clusterIn(shop), capacity: [] }) }),
      'capacity must name one provider or more, got none',
    ],
    [
      (shop) => ({ compute: Compute.existingCluster({ cluster: clusterIn(shop), capacity, spotPercent: 50 }) }),
      'spotPercent must be left out with capacity, got 50',
    ],
  ],
  'compute-cluster-network': [
    [
      (shop) => ({
        compute: Compute.existingCluster({
          cluster: ecs.Cluster.fromClusterArn(shop, 'Cluster', 'arn:aws:ecs:eu-central-1:111111111111:cluster/shop'),
        }),
      }),
      'cluster must say which vpc it is in, got one imported without',
    ],
  ],
  'compute-gpu-image': [
    [
      () => ({
        compute: Compute.managedInstances({
          gpus: 1,
          cpuArchitecture: ecs.CpuArchitecture.ARM64,
          instanceTypes: ['g5g.*'],
        }),
      }),
      'instances must be X86_64 for the bundled image on GPUs, got ARM64',
    ],
  ],
  'compute-gpu-types': [
    [
      () => ({ compute: Compute.ec2({ gpus: 1, instanceTypes: [new ec2.InstanceType('m7i.large')] }) }),
      'instanceTypes must have GPUs by NVIDIA for gpus, got m7i.large',
    ],
    [
      () => ({ compute: Compute.ec2({ gpus: 1, instanceTypes: [new ec2.InstanceType('g4ad.xlarge')] }) }),
      'instanceTypes must have GPUs by NVIDIA for gpus, got g4ad.xlarge',
    ],
    [
      () => ({ compute: Compute.ec2({ gpus: 1, instanceTypes: [new ec2.InstanceType('p3.2xlarge')] }) }),
      'instanceTypes must have GPUs from NVIDIA Turing on for the bundled image, got p3.2xlarge',
    ],
    [
      () => ({ compute: Compute.ec2({ gpus: 1, instanceTypes: [new ec2.InstanceType('g5g.xlarge')] }) }),
      'instanceTypes must be x86_64 for gpus, got g5g.xlarge',
    ],
    [
      () => ({ compute: Compute.managedInstances({ gpus: 1, cpuArchitecture: ecs.CpuArchitecture.ARM64 }) }),
      'instanceTypes must name those with GPUs for ARM64, got none',
    ],
    [
      () => ({ compute: Compute.managedInstances({ gpus: 1, instanceTypes: ['g6.*', 'p3.*'] }) }),
      'instanceTypes must have GPUs from NVIDIA Turing on for the bundled image, got p3.*',
    ],
    [
      () => ({ compute: Compute.managedInstances({ gpus: 1, instanceTypes: ['g*', 'g5.*', '*.16xlarge', 'p4*'] }) }),
      'instanceTypes must have GPUs from NVIDIA Turing on for the bundled image, got g*, *.16xlarge',
    ],
    [
      () => ({ compute: Compute.managedInstances({ gpus: 1, gpuNames: [ec2.AcceleratorName.V100] }) }),
      'gpuNames must be from NVIDIA Turing on for the bundled image, got v100',
    ],
    [
      () => ({ compute: Compute.managedInstances({ gpuNames: [ec2.AcceleratorName.T4] }) }),
      'gpuNames must be left out without gpus, got some',
    ],
  ],
  'compute-gpus': [
    [() => ({ compute: Compute.ec2({ gpus: 1.5 }) }), 'gpus must be between 0 and 16, got 1.5'],
    [() => ({ compute: Compute.managedInstances({ gpus: -1 }) }), 'gpus must be between 0 and 16, got -1'],
  ],
  'compute-instance-name': [
    [
      () => ({ compute: Compute.ec2({ instanceName: 'my app; reboot' }) }),
      'instanceName must be up to 100 letters, digits, hyphens and underscores, a letter first, got "my app; reboot"',
    ],
  ],
  'compute-instance-types': [
    [
      () => ({
        compute: Compute.ec2({ instanceTypes: ['c7g.large', 'c7i.large'].map((name) => new ec2.InstanceType(name)) }),
      }),
      'instanceTypes must be one or more of one architecture, got c7g.large (arm64), c7i.large (x86_64)',
    ],
    [
      () => ({ compute: Compute.ec2({ instanceTypes: [] }) }),
      'instanceTypes must be one or more of one architecture, got none',
    ],
    [
      () => ({ compute: Compute.managedInstances({ instanceTypes: [] }) }),
      'instanceTypes must be one or more, got none',
    ],
  ],
  'compute-on-demand-base': [
    [() => ({ compute: Compute.fargate({ onDemandBase: -1 }) }), 'onDemandBase must be between 0 and 100, got -1'],
  ],
  'compute-spot-percent': [
    [() => ({ compute: Compute.fargate({ spotPercent: 101 }) }), 'spotPercent must be between 0 and 100, got 101'],
  ],
  'compute-task-size': [
    [() => ({ compute: Compute.ec2({ cpu: 0 }) }), 'cpu must be between 256 and 196608, got 0'],
    [() => ({ compute: Compute.ec2({ cpu: 4096 }) }), 'cpu must be 2048 or less on c7g.large, got 4096'],
    [
      () => ({ compute: Compute.ec2({ instanceTypes: [new ec2.InstanceType('t2.small')] }) }),
      'cpu must be 1024 or less on t2.small, got 2048',
    ],
    [
      () => ({ compute: Compute.managedInstances({ memoryMiB: 6 }) }),
      'memoryMiB must be between 512 and 25165824, got 6',
    ],
  ],
};

describe.each(Object.entries(mistakes))('%s', (id, wrong) => {
  test.each(wrong)('mistake %#', (props, problem) => {
    expect(() => shopWith(props)).toThrow(`Shop/Classifier: ${problem} [${id}]`);
  });
});

test('an image of your own may know older GPUs, and managed instances choose none of those for the bundled one', () => {
  const old = { gpus: 1, instanceTypes: [new ec2.InstanceType('p3.2xlarge')] };
  const image = InferenceImage.fromAsset(bundledImageDirectory(new Stack()));
  expect(() => shopWith(() => ({ image, compute: Compute.ec2(old) }))).not.toThrow();
  const managed = (props: EcsFargateClassifierProps) =>
    JSON.stringify(templateWith(() => ({ ...props, compute: Compute.managedInstances({ gpus: 1 }) })).toJSON());
  expect(managed({})).toContain('"p3.*"');
  expect(managed({ image })).not.toContain('"p3.*"');
  const chosen = Compute.managedInstances({ gpus: 1, instanceTypes: ['p3.*'] });
  expect(() => shopWith(() => ({ image, compute: chosen }))).not.toThrow();
});

test('a wide pattern is fine beside names of GPUs that are new enough', () => {
  const compute = Compute.managedInstances({ gpus: 1, gpuNames: [ec2.AcceleratorName.T4], instanceTypes: ['g*'] });
  expect(() => shopWith(() => ({ compute }))).not.toThrow();
});

test('a task of the usual size fits on a burstable instance, whose medium size has two vCPUs', () => {
  const instanceTypes = ['t3.medium', 't3a.medium'].map((name) => new ec2.InstanceType(name));
  expect(() => shopWith(() => ({ compute: Compute.ec2({ instanceTypes }) }))).not.toThrow();
});
