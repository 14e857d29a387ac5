import {
  App,
  aws_certificatemanager as acm,
  aws_cognito as cognito,
  Duration,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import {
  Access,
  Compute,
  EcsFargateClassifier,
  type EcsFargateClassifierProps,
  GoldenPictures,
  ImageFormat,
  InferenceImage,
  Network,
  Notifications,
  QueueWorkerFleet,
  type QueueWorkerFleetProps,
  Release,
  ResultFormat,
  Scaling,
  Sidecar,
  WebAccess,
} from '../lib';
import { germany, shopWithPage, virginia, type WebChoice } from './constructs/synthesized-web';
import { example, exampleNames, flagSets } from './every-example';

const strict = {
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:failSynthOnValidationErrors': true,
  '@aws-cdk/core:strictCfnValidateErrors': true,
};

const variants: [string, (shop: Stack) => EcsFargateClassifierProps][] = [
  ['a private network and nothing chosen', () => ({})],
  [
    'scaling on requests, with a forecast',
    () => ({ scaling: Scaling.onRequests({ perTarget: 300 }).withPrediction() }),
  ],
  ['scaling on CPU, with a forecast', () => ({ scaling: Scaling.onCpu().withPrediction() })],
  [
    'a latency guard',
    () => ({
      scaling: Scaling.onConcurrency()
        .withLatencyGuard({ slowest: Duration.seconds(1) })
        .withPrediction(),
    }),
  ],
  [
    'TLS, few callers, x86',
    (shop) => ({
      compute: Compute.fargate({ cpuArchitecture: ecs.CpuArchitecture.X86_64, spotPercent: 50 }),
      access: Access.internet({
        certificate: acm.Certificate.fromCertificateArn(
          shop,
          'Certificate',
          'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
        ),
        domainName: 'classify.shop.example',
        allowFrom: [ec2.Peer.ipv4('192.0.2.0/24')],
      }),
    }),
  ],
  [
    'an image from a registry, NAT, the largest task, every sidecar',
    (shop) => ({
      image: InferenceImage.fromRegistry('ghcr.io/shop/classifier:3'),
      vpc: new Network(shop, 'Network', { natGateways: 2 }).vpc,
      compute: Compute.fargate({ cpu: 16384, memoryMiB: 122880 }),
      maxTasks: 100,
      deletionProtection: true,
      sidecars: [Sidecar.fluentBit(), Sidecar.adot(), Sidecar.cloudWatchAgent()],
    }),
  ],
  ['instances of its own', () => ({ compute: Compute.ec2({ spotPercent: 50 }) })],
  [
    'a canary in public that golden pictures look at',
    (shop) => ({
      access: Access.internet({
        certificate: acm.Certificate.fromCertificateArn(
          shop,
          'Certificate',
          'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
        ),
        domainName: 'classify.shop.example',
      }),
      release: Release.canary({ goldenPictures: GoldenPictures.drawn() }),
    }),
  ],
  [
    'a release in steps on instances',
    () => ({ compute: Compute.ec2(), release: Release.linear({ stepPercent: 3, bakeTime: Duration.hours(24) }) }),
  ],
  [
    'managed instances',
    () => ({ compute: Compute.managedInstances({ spotPercent: 50 }), access: Access.serviceConnect() }),
  ],
  ['GPUs of managed instances', () => ({ compute: Compute.managedInstances({ gpus: 1 }) })],
  [
    'a name in DNS, and sessions',
    () => ({ compute: Compute.ec2({ gpus: 1 }), access: Access.serviceDiscovery(), exec: true }),
  ],
  [
    'settings for the server, the smallest task',
    () => ({
      compute: Compute.fargate({ cpu: 256, memoryMiB: 512 }),
      server: { formats: [ImageFormat.JPEG, ImageFormat.AVIF], requestTimeout: Duration.minutes(5), maxPixels: 1e6 },
    }),
  ],
];

const fleets: [string, (shop: Stack) => QueueWorkerFleetProps][] = [
  ['nothing chosen', () => ({})],
  [
    'filters, events, pairs, the most workers, Spot capacity alone',
    () => ({
      compute: Compute.fargate({ cpu: 256, memoryMiB: 512, spotPercent: 100, onDemandBase: 0 }),
      notifications: Notifications.eventBridge(),
      inputPrefix: 'uploads/',
      inputSuffixes: ['.jpg', '.png'],
      resultFormat: ResultFormat.PAIR,
      maxWorkers: 100,
      minWorkers: 3,
      maxTries: 10,
      idleTime: Duration.hours(24),
      maxQueueDelay: Duration.millis(100),
    }),
  ],
  [
    'instances of its own',
    () => ({ compute: Compute.ec2(), maxQueueDelay: Duration.hours(12), secondsPerImage: 0.001 }),
  ],
  [
    'GPUs behind NAT',
    (shop) => ({
      compute: Compute.managedInstances({ gpus: 1, onDemandBase: 0, spotPercent: 100, instanceTypes: ['g6.*'] }),
      image: InferenceImage.fromRegistry('ghcr.io/shop/classifier:3-cuda'),
      vpc: new Network(shop, 'Network', { natGateways: 1 }).vpc,
      notifications: Notifications.none(),
    }),
  ],
  [
    'a cluster that is there already',
    (shop) => ({
      compute: Compute.existingCluster({
        cluster: new ecs.Cluster(shop, 'Cluster', { vpc: new Network(shop, 'Network').vpc }),
        capacity: [{ capacityProvider: 'shop-instances', weight: 1 }],
      }),
    }),
  ],
];

const keyHash = '0f'.repeat(32);
const webAclArn = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/12345678-1234-1234-1234-123456789012';
const pages: [string, WebChoice, StackProps][] = [
  ['open to everybody, behind a firewall', () => ({}), virginia],
  ['with keys', () => ({ web: { access: WebAccess.apiKey({ sha256: [keyHash] }), webAclArn } }), germany],
  ['for programs that sign', () => ({ web: { access: WebAccess.iam(), webAclArn } }), {}],
  [
    'with sign-in, under a name of its own',
    (shop) => {
      const userPool = new cognito.UserPool(shop, 'People');
      const domain = userPool.addDomain('SignIn', { cognitoDomain: { domainPrefix: 'shop-people' } });
      const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
      const certificate = acm.Certificate.fromCertificateArn(shop, 'Certificate', certificateArn);
      const access = WebAccess.cognito({ userPool, domain });
      return { web: { access, webAclArn, certificate, domainName: 'classify.shop.example' } };
    },
    germany,
  ],
];

const { CDK_VALIDATION } = process.env;
beforeAll(() => {
  delete process.env.CDK_VALIDATION;
});
afterAll(() => {
  process.env.CDK_VALIDATION = CDK_VALIDATION;
});

describe.each(flagSets)('under %s, CloudFormation accepts', (_, context) => {
  test.each(exampleNames)('the example %s', (name) => {
    expectValid(example(name, { ...context, ...strict }).node.root as App);
  });

  test.each(variants)('%s', (_name, props) => {
    const shop = new Stack(new App({ context: { ...context, ...strict } }), 'Shop');
    new EcsFargateClassifier(shop, 'Classifier', props(shop));
    expectValid(shop.node.root as App);
  });

  test.each(pages)('a page %s', (_name, choose, props) => {
    expectValid(shopWithPage(choose, props, { ...context, ...strict }).node.root as App);
  });

  test.each(fleets)('a fleet with %s', (_name, props) => {
    const shop = new Stack(new App({ context: { ...context, ...strict } }), 'Shop');
    new QueueWorkerFleet(shop, 'Fleet', props(shop));
    expectValid(shop.node.root as App);
  });
});

const edges: [cpu: number, memoryMiB: number][] = [
  [256, 512],
  [256, 2048],
  [512, 1024],
  [512, 4096],
  [1024, 2048],
  [1024, 8192],
  [2048, 4096],
  [2048, 16384],
  [4096, 8192],
  [4096, 30720],
  [8192, 16384],
  [8192, 61440],
  [16384, 32768],
  [16384, 122880],
];

test('every task size that is accepted here, AWS Fargate offers, and the sizes beside it are refused', () => {
  const shop = new Stack(new App({ context: strict }), 'Shop');
  const { cluster } = new EcsFargateClassifier(shop, 'Classifier');
  for (const [place, [cpu, memoryMiB]] of edges.entries()) {
    new EcsFargateClassifier(shop, `Edge${place}`, {
      compute: Compute.existingCluster({ cluster, cpu, memoryMiB }),
    });
    const beside = memoryMiB + (place % 2 === 0 ? -256 : 256);
    const compute = Compute.fargate({ cpu, memoryMiB: beside });
    expect(() => new EcsFargateClassifier(new Stack(), 'Beside', { compute })).toThrow('[ecs-task-size]');
  }
  expectValid(shop.node.root as App);
});

test('a template that CloudFormation would refuse does not pass here', () => {
  const shop = new Stack(new App({ context: strict }), 'Shop');
  const { service } = new EcsFargateClassifier(shop, 'Classifier');
  (service.taskDefinition.node.defaultChild as ecs.CfnTaskDefinition).addPropertyOverride('Memory', '3');
  expect(() => (shop.node.root as App).synth()).toThrow("Cpu '1024' is not compatible with Memory '3'");
});

function expectValid(app: App): void {
  expect(() => app.synth()).not.toThrow();
}
