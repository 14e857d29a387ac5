import {
  aws_certificatemanager as acm,
  aws_cognito as cognito,
  Duration,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_kms as kms,
  type Stack,
  type StackProps,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import {
  Access,
  Compute,
  type EcsFargateClassifierProps,
  GoldenPictures,
  ImageFormat,
  InferenceImage,
  Network,
  Notifications,
  type QueueWorkerFleetProps,
  Release,
  ResultFormat,
  Scaling,
  Sidecar,
  WebAccess,
} from '../lib';
import { germany, virginia, type WebChoice } from './constructs/synthesized-web';

/** What a service may be made of. */
export const services: [string, (shop: Stack) => EcsFargateClassifierProps][] = [
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
    'a canary in public, where callers have keys, that golden pictures look at',
    (shop) => ({
      access: Access.internet({
        certificate: acm.Certificate.fromCertificateArn(
          shop,
          'Certificate',
          'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012',
        ),
        apiKeys: secretsmanager.Secret.fromSecretNameV2(shop, 'Keys', 'shop/keys'),
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

/** What a fleet may be made of. */
export const fleets: [string, (shop: Stack) => QueueWorkerFleetProps][] = [
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
    'instances of its own, and a key for all that is kept',
    (shop) => ({
      compute: Compute.ec2(),
      maxQueueDelay: Duration.hours(12),
      secondsPerImage: 0.001,
      encryptionKey: new kms.Key(shop, 'Key', { enableKeyRotation: true }),
    }),
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
/** What a page may be made of, and where. */
export const pages: [string, WebChoice, StackProps][] = [
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
