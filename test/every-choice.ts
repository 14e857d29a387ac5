import {
  aws_certificatemanager as acm,
  aws_applicationautoscaling as appscaling,
  Duration,
  aws_ec2 as ec2,
  aws_ecr as ecr,
  aws_ecs as ecs,
  aws_logs as logs,
  type Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import {
  Access,
  Compute,
  Containers,
  type EcsFargateClassifierProps,
  Firewall,
  GoldenPictures,
  InferenceImage,
  ModelArtifact,
  ModelStore,
  Network,
  Release,
  Scaling,
  Sidecar,
  SignIn,
} from '../lib';

const certificateArn = 'arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012';
const tls = (shop: Stack) => ({
  certificate: acm.Certificate.fromCertificateArn(shop, 'Certificate', certificateArn),
  domainName: 'classify.shop.example',
});
const keysIn = (shop: Stack) => secretsmanager.Secret.fromSecretNameV2(shop, 'Keys', 'shop/keys');
const some = [ec2.Peer.ipv4('192.0.2.0/24')];
const { ARM64, X86_64 } = ecs.CpuArchitecture;
const { cron } = appscaling.Schedule;

/** What can be chosen for a service, each by a sentence about it; made anew for every stack. */
export const choices: {
  readonly [K in keyof EcsFargateClassifierProps]: Record<string, (shop: Stack) => EcsFargateClassifierProps[K]>;
} = {
  compute: {
    Fargate: () => Compute.fargate(),
    'x86 and Spot': () => Compute.fargate({ cpuArchitecture: X86_64, spotPercent: 50 }),
    'the smallest task': () => Compute.fargate({ cpu: 256, memoryMiB: 512 }),
    'a large task': () => Compute.fargate({ cpu: 4096, memoryMiB: 16_384 }),
    instances: () => Compute.ec2({ spotPercent: 100, onDemandBase: 0 }),
    GPUs: () => Compute.ec2({ gpus: 1 }),
    'managed GPUs': () => Compute.managedInstances({ gpus: 1, spotPercent: 50 }),
    'a cluster that exists': (shop) =>
      Compute.existingCluster({
        cluster: new ecs.Cluster(shop, 'Cluster', {
          vpc: new Network(shop, 'OfCluster').vpc,
          containerInsightsV2: ecs.ContainerInsights.ENABLED,
        }),
      }),
  },
  access: {
    'the private network': () => Access.privateNetwork(),
    'the private network with keys': (shop) => Access.privateNetwork({ apiKeys: keysIn(shop) }),
    'some on the internet': () => Access.internet({ allowFrom: some }),
    'everybody with a token': (shop) =>
      Access.internet({
        ...tls(shop),
        signIn: SignIn.jwt({ issuer: 'https://id.example', jwksEndpoint: 'https://id.example/keys', scope: 'a/b' }),
      }),
    'some with keys, behind a firewall': (shop) =>
      Access.internet({ ...tls(shop), allowFrom: some, apiKeys: keysIn(shop), firewall: Firewall.standard() }),
    'Amazon CloudFront': () => Access.cloudFront(),
    'Amazon CloudFront with keys': (shop) => Access.cloudFront({ apiKeys: keysIn(shop) }),
    'Service Connect': () => Access.serviceConnect(),
    DNS: () => Access.serviceDiscovery(),
  },
  containers: {
    'its own model': () => Containers.singleModel(),
    'a version': (shop) =>
      Containers.singleModel(ModelArtifact.fromVersion(new ModelStore(shop, 'Models'), 'shoes', 3)),
    'many models': (shop) => Containers.multiModel({ repository: new ModelStore(shop, 'Models') }),
  },
  image: {
    bundled: () => InferenceImage.bundled(),
    'of Amazon ECR, for ARM64': (shop) =>
      InferenceImage.fromEcr(ecr.Repository.fromRepositoryName(shop, 'Images', 'shop'), {
        tagOrDigest: '1.0.0',
        cpuArchitectures: [ARM64],
      }),
    'of a registry': () => InferenceImage.fromRegistry('ghcr.io/shop/classifier:3'),
  },
  vpc: {
    'a network of its own': () => undefined,
    'a network with NAT': (shop) => new Network(shop, 'Network', { natGateways: 1 }).vpc,
  },
  sidecars: {
    'no sidecars': () => [],
    traces: () => [Sidecar.adot()],
    'every sidecar': () => [Sidecar.fluentBit(), Sidecar.adot(), Sidecar.cloudWatchAgent()],
  },
  release: {
    rolling: () => Release.rolling(),
    'blue and green': () => Release.blueGreen(),
    steps: () => Release.linear({ stepPercent: 25 }),
    'a canary': () => Release.canary({ goldenPictures: GoldenPictures.drawn() }),
  },
  scaling: {
    'on CPU': () => Scaling.onCpu(),
    'on concurrency': () => Scaling.onConcurrency(),
    'on concurrency, guarded': () =>
      Scaling.onConcurrency()
        .withSpikeGuard()
        .withLatencyGuard({ slowest: Duration.seconds(1) })
        .withPrediction(),
    'on requests': () => Scaling.onRequests({ perTarget: 100 }),
    'on requests, guarded': () => Scaling.onRequests({ perTarget: 100 }).withSpikeGuard(),
  },
  schedules: {
    'no peaks': () => [],
    'a peak': () => [{ name: 'Friday', workers: 5, from: cron({ hour: '17' }), until: cron({ hour: '22' }) }],
  },
  maxTasks: { '20 tasks': () => 20, '4 tasks': () => 4 },
  exec: { 'no sessions': () => false, sessions: () => true },
  server: { defaults: () => ({}), 'slow answers': () => ({ requestTimeout: Duration.minutes(10) }) },
  logRetention: { 'a month of logs': () => undefined, 'a year of logs': () => logs.RetentionDays.ONE_YEAR },
};
