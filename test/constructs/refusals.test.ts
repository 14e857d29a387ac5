import fs from 'node:fs';
import { CfnParameter, Duration, aws_ec2 as ec2, aws_ecs as ecs, type Stack, aws_s3 as s3, Token } from 'aws-cdk-lib';
import { Access, Compute, type EcsFargateClassifierProps, ImageRepository, InferenceImage, Network } from '../../lib';
import { type RefusalId, refusals } from '../../lib/private/refusals';
import { shopWith, templateWith } from './synthesized';

type Mistake = readonly [props: (shop: Stack) => EcsFargateClassifierProps, message: string];

const vpcWith = (shop: Stack, ...subnetTypes: ec2.SubnetType[]): ec2.IVpc =>
  new ec2.Vpc(shop, 'Vpc', {
    natGateways: 0,
    subnetConfiguration: subnetTypes.map((subnetType) => ({ name: subnetType, subnetType })),
  });

const mistakes: Record<
  Exclude<
    RefusalId,
    | 'image-not-built'
    | 'function-not-built'
    | 'image-prebuilt'
    | `image-prebuilt-${string}`
    | `${'access' | 'firewall' | 'compute' | 'containers' | 'fleet' | 'golden' | 'library' | 'model' | 'monitoring' | 'release' | 'sagemaker' | 'scaling' | 'script' | 'sidecar' | 'uploads' | 'web'}-${string}`
  >,
  Mistake[]
> = {
  'ecs-max-tasks': [
    [() => ({ maxTasks: 0 }), 'Shop/Classifier: maxTasks must be between 1 and 100, got 0 [ecs-max-tasks]'],
    [() => ({ maxTasks: 2.5 }), 'Shop/Classifier: maxTasks must be between 1 and 100, got 2.5 [ecs-max-tasks]'],
  ],
  'ecs-min-tasks': [
    [() => ({ minTasks: 0 }), 'Shop/Classifier: minTasks must be between 1 and 20, got 0 [ecs-min-tasks]'],
    [() => ({ minTasks: 9, maxTasks: 8 }), 'Shop/Classifier: minTasks must be between 1 and 8, got 9 [ecs-min-tasks]'],
  ],
  'ecs-task-size': [
    [
      () => ({ compute: Compute.fargate({ memoryMiB: 512 }) }),
      'Shop/Classifier: memoryMiB must be between 2048 and 8192 in steps of 1024 for cpu 1024, got 512 [ecs-task-size]',
    ],
    [
      () => ({ compute: Compute.fargate({ cpu: 1000 }) }),
      'Shop/Classifier: cpu must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, got 1000 [ecs-task-size]',
    ],
  ],
  'ecs-cluster-and-vpc': [
    [
      (shop) => ({
        compute: Compute.existingCluster({ cluster: new ecs.Cluster(shop, 'Cluster') }),
        vpc: new Network(shop, 'Network').vpc,
      }),
      'Shop/Classifier: vpc must be left out when a cluster is given, got another vpc [ecs-cluster-and-vpc]',
    ],
  ],
  'image-architecture': [
    [
      (shop) => ({
        vpc: new Network(shop, 'Network', { natGateways: 1 }).vpc,
        image: InferenceImage.fromRegistry('shop', { cpuArchitectures: [ecs.CpuArchitecture.X86_64] }),
      }),
      'Shop/Classifier: cpuArchitecture must be X86_64 for this image, got ARM64 [image-architecture]',
    ],
    [
      () => ({ compute: Compute.fargate({ cpuArchitecture: ecs.CpuArchitecture.of('RISCV') }) }),
      'Shop/Classifier: cpuArchitecture must be ARM64 or X86_64, got RISCV [image-architecture]',
    ],
  ],
  'image-directory': [
    [
      () => ({ image: InferenceImage.fromAsset('/nowhere') }),
      'Shop/Classifier: /nowhere must be a folder with a Dockerfile, got none [image-directory]',
    ],
  ],
  'image-needs-internet': [
    [
      () => ({ image: InferenceImage.fromRegistry('shop') }),
      'Shop/Classifier: vpc must be given for an image from a registry, got none [image-needs-internet]',
    ],
  ],
  'image-repository-keep': [
    [
      (shop) => ({ image: InferenceImage.fromEcr(new ImageRepository(shop, 'Images', { keep: 0 }).repository) }),
      'Shop/Images: keep must be between 1 and 10000, got 0 [image-repository-keep]',
    ],
  ],
  'log-bucket-encryption': [
    [
      (shop) => ({ accessLogs: new s3.Bucket(shop, 'Logs', { encryption: s3.BucketEncryption.KMS }) }),
      'Shop/Classifier: accessLogs must not use a KMS key, got a bucket that does [log-bucket-encryption]',
    ],
  ],
  'network-availability-zones': [
    [
      (shop) => ({ vpc: new Network(shop, 'Network', { availabilityZones: 1 }).vpc }),
      'Shop/Network: availabilityZones must be between 2 and 6, got 1 [network-availability-zones]',
    ],
    [
      (shop) => ({ vpc: new Network(shop, 'Network', { availabilityZones: 7 }).vpc }),
      'Shop/Network: availabilityZones must be between 2 and 6, got 7 [network-availability-zones]',
    ],
  ],
  'network-load-balancer-zones': [
    [
      (shop) => ({ vpc: new ec2.Vpc(shop, 'Vpc', { maxAzs: 1 }) }),
      'Shop/Classifier: vpc must have private subnets in 2 or more Availability Zones for the load balancer, got 1 ' +
        '[network-load-balancer-zones]',
    ],
    [
      (shop) => ({
        access: Access.internet(),
        compute: Compute.existingCluster({
          cluster: new ecs.Cluster(shop, 'Cluster', { vpc: new ec2.Vpc(shop, 'Vpc', { maxAzs: 1 }) }),
        }),
      }),
      'Shop/Classifier: vpc must have public subnets in 2 or more Availability Zones for the load balancer, got 1 ' +
        '[network-load-balancer-zones]',
    ],
  ],
  'network-cidr': [
    [
      (shop) => ({ vpc: new Network(shop, 'Network', { cidr: '10.0.0.0/24' }).vpc }),
      'Shop/Network: cidr must be such as 10.0.0.0/16, up to /22 for 2 zones, got 10.0.0.0/24 [network-cidr]',
    ],
    [
      (shop) => ({ vpc: new Network(shop, 'Network', { cidr: '10.0.0.0/21', availabilityZones: 6 }).vpc }),
      'Shop/Network: cidr must be such as 10.0.0.0/16, up to /20 for 6 zones, got 10.0.0.0/21 [network-cidr]',
    ],
    [
      (shop) => ({ vpc: new Network(shop, 'Network', { cidr: '10.0.0/16' }).vpc }),
      'Shop/Network: cidr must be such as 10.0.0.0/16, up to /22 for 2 zones, got 10.0.0/16 [network-cidr]',
    ],
  ],
  'network-nat-gateways': [
    [
      (shop) => ({ vpc: new Network(shop, 'Network', { natGateways: 3 }).vpc }),
      'Shop/Network: natGateways must be between 0 and 2, got 3 [network-nat-gateways]',
    ],
  ],
  'network-private-subnets': [
    [
      (shop) => ({ vpc: vpcWith(shop, ec2.SubnetType.PUBLIC) }),
      'Shop/Classifier: vpc must have private subnets for the tasks, got none [network-private-subnets]',
    ],
  ],
  'network-public-subnets': [
    [
      (shop) => ({ vpc: vpcWith(shop, ec2.SubnetType.PRIVATE_ISOLATED), access: Access.internet() }),
      'Shop/Classifier: vpc must have public subnets for Access.internet(), got none [network-public-subnets]',
    ],
  ],
  'server-settings': [
    [
      () => ({ server: { maxPixels: 0, requestTimeout: Duration.hours(2) } }),
      'Shop/Classifier: IMAGE_CLASSIFIER_MAX_PIXELS: expected a whole number between 1 and 1000000000, received 0; ' +
        'IMAGE_CLASSIFIER_REQUEST_TIMEOUT_SECONDS: expected a number between 0.1 and 3600, received 7200 [server-settings]',
    ],
    [
      () => ({ server: { maxPixels: Token.asNumber({ Ref: 'Pixels' }) } }),
      'Shop/Classifier: maxPixels must be known when the app is synthesized, got a token [server-settings]',
    ],
  ],
};

describe.each(Object.entries(mistakes))('%s', (_, cases) => {
  test.each(cases)('is refused where it is written (%#)', (props, message) => {
    expect(() => shopWith(props)).toThrow(new Error(message));
  });
});

test.each([
  [['dist/main.js'], 'container/dist/main.js'],
  [['model/model.onnx'], 'container/model/model.onnx'],
  [['dist/main.js', 'model/model.onnx'], 'container/dist/main.js and container/model/model.onnx'],
])('image-not-built is refused where it is written (%#)', (missing, named) => {
  const { existsSync } = fs;
  const exists = jest
    .spyOn(fs, 'existsSync')
    .mockImplementation((path) => !missing.some((part) => String(path).endsWith(part)) && existsSync(path));
  try {
    expect(() => shopWith()).toThrow(new Error(`Shop/Classifier: the bundled image lacks ${named} [image-not-built]`));
  } finally {
    exists.mockRestore();
  }
});

test('every refusal says what to write instead', () => {
  for (const { summary, advice } of Object.values(refusals)) {
    expect(summary).toMatch(/\.$/);
    expect(advice).toMatch(/^[A-Z].*\.$/);
  }
});

test('a number that only deployment will know is let through', () => {
  const template = templateWith((shop) => {
    const tasks = new CfnParameter(shop, 'Tasks', { type: 'Number' }).valueAsNumber;
    return { minTasks: 3, maxTasks: tasks };
  });
  template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
    MinCapacity: 3,
    MaxCapacity: { Ref: 'Tasks' },
  });
});
