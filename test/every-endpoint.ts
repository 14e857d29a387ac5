import {
  aws_applicationautoscaling as appscaling,
  aws_cloudwatch as cloudwatch,
  Duration,
  aws_kms as kms,
  Size,
  type Stack,
} from 'aws-cdk-lib';
import {
  ContainerOrder,
  Decoding,
  GoldenPictures,
  Hosting,
  ModelArtifact,
  ModelStore,
  Network,
  Release,
  type SageMakerEndpointClassifierProps,
  Scaling,
} from '../lib';

const peak = {
  name: 'Sale',
  workers: 4,
  from: appscaling.Schedule.cron({ hour: '17' }),
  until: appscaling.Schedule.cron({ hour: '22' }),
};
const stored = (shop: Stack, version: number) =>
  ModelArtifact.fromVersion(
    ModelStore.fromBucket(shop, `Models${version}`, new ModelStore(shop, `Store${version}`).bucket),
    'shoes',
    version,
  );

/** What an endpoint of Amazon SageMaker may be made of. */
export const endpoints: [string, (shop: Stack) => SageMakerEndpointClassifierProps][] = [
  ['nothing chosen', () => ({})],
  [
    'a network, a key, capture, the finest metrics, a linear release',
    (shop) => ({
      vpc: new Network(shop, 'Network').vpc,
      encryptionKey: new kms.Key(shop, 'Key', { enableKeyRotation: true }),
      dataCapture: { percent: 5, retention: Duration.days(7) },
      observability: { frequency: Duration.seconds(10), enhanced: true, detailed: true },
      release: Release.linear({ stepPercent: 20, stepBakeTime: Duration.minutes(3) }),
      smokeTest: GoldenPictures.drawn(),
    }),
  ],
  [
    'a version of a store against its challenger, scaled on requests and on CPU',
    (shop) => ({
      hosting: Hosting.realTime({
        model: stored(shop, 3),
        scaling: Scaling.onRequests({ perTarget: 300 }),
        schedules: [peak],
        challengers: [{ name: 'four', model: stored(shop, 4), scaling: Scaling.onCpu(), weight: 0.1, minInstances: 1 }],
      }),
      release: Release.blueGreen(),
    }),
  ],
  [
    'GPUs, replaced in batches, rolled back by an alarm of the owner',
    (shop) => ({
      hosting: Hosting.realTime({ instanceType: 'ml.g5.xlarge', startTimeout: Duration.minutes(20) }),
      release: Release.rolling({
        alarms: [
          cloudwatch.Alarm.fromAlarmArn(shop, 'Mine', 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:mine'),
        ],
      }),
    }),
  ],
  [
    'a shadow that decodes in another way',
    () => ({ hosting: Hosting.realTime({ shadow: { percent: 30, server: { decode: Decoding.FAST } } }) }),
  ],
  [
    'serverless, a model of this disk, warm executions',
    () => ({
      hosting: Hosting.serverless({
        model: ModelArtifact.fromAsset('container/model'),
        memorySize: Size.gibibytes(6),
        maxConcurrency: 200,
        provisionedConcurrency: 2,
        maxProvisionedConcurrency: 50,
      }),
    }),
  ],
  ['asynchronous from one instance', () => ({ hosting: Hosting.asynchronous({ minInstances: 1, schedules: [peak] }) })],
  [
    'containers in a row',
    () => ({
      hosting: Hosting.multiContainer({
        order: ContainerOrder.SERIAL,
        containers: [{ name: 'first' }, { name: 'second', model: ModelArtifact.fromAsset('container/model') }],
      }),
    }),
  ],
  [
    'inference components in a network, one of them with a GPU',
    (shop) => ({
      vpc: new Network(shop, 'Network').vpc,
      hosting: Hosting.inferenceComponents({
        instanceType: 'ml.g5.xlarge',
        components: [
          { name: 'one', gpus: 1, minCopies: 1 },
          { name: 'two', cpus: 0.5, memory: Size.mebibytes(512), schedules: [peak] },
        ],
      }),
    }),
  ],
];
