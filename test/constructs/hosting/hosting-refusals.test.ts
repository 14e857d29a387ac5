import {
  Duration,
  aws_ecr as ecr,
  aws_ecs as ecs,
  aws_kms as kms,
  Size,
  type Stack,
  aws_sns as sns,
} from 'aws-cdk-lib';
import {
  Hosting,
  InferenceImage,
  ModelStore,
  Network,
  PrebuiltImage,
  type RealTimeOptions,
  type SageMakerEndpointClassifierProps,
} from '../../../lib';
import { shopWithEndpoint } from '../synthesized-endpoint';

type Mistake = readonly [message: string, props: (shop: Stack) => SageMakerEndpointClassifierProps];

const realTime = (options: RealTimeOptions) => () => ({ hosting: Hosting.realTime(options) });
const own = (shop: Stack, cpuArchitecture: ecs.CpuArchitecture) =>
  InferenceImage.fromEcr(new ecr.Repository(shop, 'Images'), { cpuArchitectures: [cpuArchitecture] });
const component = { name: 'shoes' };

const mistakes: Mistake[] = [
  [
    'vpc must be left out for a serverless endpoint, got one [sagemaker-serverless-network]',
    (shop) => ({ hosting: Hosting.serverless(), vpc: new Network(shop, 'Network').vpc }),
  ],
  [
    'networkIsolation must be false for a serverless endpoint, got true [sagemaker-serverless-isolation]',
    () => ({ hosting: Hosting.serverless(), networkIsolation: true }),
  ],
  [
    'dataCapture must be left out for a serverless endpoint, got one [sagemaker-serverless-capture]',
    () => ({ hosting: Hosting.serverless(), dataCapture: {} }),
  ],
  [
    'memorySize in MiB must be between 1024 and 6144 in steps of 1024, got 8192 [sagemaker-serverless-memory]',
    () => ({ hosting: Hosting.serverless({ memorySize: Size.gibibytes(8) }) }),
  ],
  [
    'maxConcurrency must be between 1 and 200, got 201 [sagemaker-serverless-concurrency]',
    () => ({ hosting: Hosting.serverless({ maxConcurrency: 201 }) }),
  ],
  [
    'provisionedConcurrency must be between 1 and 20, got 21 [sagemaker-serverless-provisioned]',
    () => ({ hosting: Hosting.serverless({ provisionedConcurrency: 21 }) }),
  ],
  [
    'image must be one that works without GPUs for a serverless endpoint, got one for GPUs [sagemaker-serverless-gpu]',
    () => ({ hosting: Hosting.serverless({ image: PrebuiltImage.pytorch({ gpu: true }) }) }),
  ],
  [
    'instanceType must be one of X86_64, for which the image was built, got ml.c7g.xlarge of ARM64 [sagemaker-image-architecture]',
    (shop) => ({ hosting: Hosting.realTime({ image: own(shop, ecs.CpuArchitecture.X86_64) }) }),
  ],
  [
    'instanceType must be one with GPUs, such as ml.g6.xlarge, got ml.m5.large [sagemaker-image-gpu]',
    realTime({ instanceType: 'ml.m5.large', image: PrebuiltImage.tensorflow({ gpu: true }) }),
  ],
  [
    'instanceType must be other than of t2 to be scaled, got ml.t2.medium [sagemaker-instances-burstable]',
    realTime({ instanceType: 'ml.t2.medium' }),
  ],
  [
    'instanceType must be one without local disks for encryptionKey, got ml.g5.xlarge [sagemaker-instances-encryption]',
    (shop) => ({
      hosting: Hosting.realTime({ instanceType: 'ml.g5.xlarge' }),
      encryptionKey: new kms.Key(shop, 'Key'),
    }),
  ],
  ['minInstances must be between 1 and 20, got 0 [sagemaker-instances]', realTime({ minInstances: 0 })],
  [
    'seconds to start must be between 60 and 3600, got 30 [sagemaker-instances-start]',
    realTime({ startTimeout: Duration.seconds(30) }),
  ],
  [
    'seconds for a request must be between 0 and 60, got 90 [sagemaker-request-time]',
    realTime({ server: { requestTimeout: Duration.seconds(90) } }),
  ],
  [
    'bytes of a request must be between 1 and 4194304, got 5242880 [sagemaker-request-size]',
    () => ({ hosting: Hosting.serverless({ server: { maxBodySize: Size.mebibytes(5) } }) }),
  ],
  [
    'variants beside a shadow must be 1, got 2 [sagemaker-shadow]',
    realTime({ shadow: {}, challengers: [{ name: 'challenger' }] }),
  ],
  [
    'containers must be between 2 and 15, got 1 [sagemaker-containers-count]',
    () => ({ hosting: Hosting.multiContainer({ containers: [component] }) }),
  ],
  [
    'maxConcurrency must be between 1 and 1000, got 1001 [sagemaker-asynchronous-concurrency]',
    () => ({ hosting: Hosting.asynchronous({ concurrencyPerInstance: 1001 }) }),
  ],
  [
    'cpus of component shoes must be between 0.25 and 4, got 8 [sagemaker-components-cpu]',
    () => ({ hosting: Hosting.inferenceComponents({ components: [{ ...component, cpus: 8 }] }) }),
  ],
  [
    'memoryMiB of component shoes must be between 128 and 8192, got 16384 [sagemaker-components-memory]',
    () => ({ hosting: Hosting.inferenceComponents({ components: [{ ...component, memory: Size.gibibytes(16) }] }) }),
  ],
  [
    'name of a variant must be up to 63 letters, digits and hyphens, and no two the same, got main [sagemaker-variants-names]',
    realTime({ challengers: [{ name: 'main' }] }),
  ],
  [
    'name of a variant must be up to 63 letters, digits and hyphens, and no two the same, got none [sagemaker-variants-names]',
    realTime({ challengers: [{ name: '' }] }),
  ],
  [
    'name of a container must be up to 63 letters, digits and hyphens, and no two the same, got shoes [sagemaker-containers-names]',
    () => ({ hosting: Hosting.multiContainer({ containers: [component, component] }) }),
  ],
  [
    'name of a component must be up to 63 letters, digits and hyphens, and no two the same, got shoes [sagemaker-components-names]',
    () => ({ hosting: Hosting.inferenceComponents({ components: [component, component] }) }),
  ],
  [
    'instanceType must be one with GPUs for the container shoes, got ml.c7g.xlarge [sagemaker-image-gpu]',
    () => ({ hosting: Hosting.multiContainer({ containers: [{ ...component, gpu: true }, { name: 'hats' }] }) }),
  ],
  [
    'cpus of the fewest copies must be between 0 and 4, got 8 [sagemaker-components-room]',
    () => ({
      hosting: Hosting.inferenceComponents({
        components: [{ ...component, cpus: 4, minCopies: 2 }],
        maxInstances: 1,
      }),
    }),
  ],
  [
    'percent of the shadow must be between 1 and 100, got 150 [sagemaker-shadow]',
    realTime({ shadow: { percent: 150 } }),
  ],
  [
    'observability must be left out for a serverless endpoint, got one [sagemaker-serverless-observability]',
    () => ({ hosting: Hosting.serverless(), observability: { detailed: true } }),
  ],
  [
    'maxProvisionedConcurrency must be between 2 and 20, got 30 [sagemaker-serverless-provisioned]',
    () => ({ hosting: Hosting.serverless({ provisionedConcurrency: 2, maxProvisionedConcurrency: 30 }) }),
  ],
  [
    'backlogPerInstance must be more than 0, got 0 [sagemaker-asynchronous-backlog]',
    () => ({ hosting: Hosting.asynchronous({ backlogPerInstance: 0 }) }),
  ],
  [
    'topics must be of the standard kind, got FIFO [sagemaker-asynchronous-topic]',
    (shop) => ({ hosting: Hosting.asynchronous({ errorTopic: new sns.Topic(shop, 'Topic', { fifo: true }) }) }),
  ],
  [
    'model must be given beside a PrebuiltImage, got none [sagemaker-image-model]',
    realTime({ image: PrebuiltImage.pytorch() }),
  ],
  [
    'percent of dataCapture must be between 0 and 100, got 200 [sagemaker-capture-percent]',
    () => ({ dataCapture: { percent: 200 } }),
  ],
  [
    'environment must leave IMAGE_CLASSIFIER_REQUEST_TIMEOUT_SECONDS to server.requestTimeout, got 90 [sagemaker-environment]',
    realTime({ environment: { IMAGE_CLASSIFIER_REQUEST_TIMEOUT_SECONDS: '90' } }),
  ],
  [
    'environment must leave SAGEMAKER_BIND_TO_PORT to Amazon SageMaker, got 9090 [sagemaker-environment]',
    realTime({ environment: { SAGEMAKER_BIND_TO_PORT: '9090' } }),
  ],
  [
    'environment must leave IMAGE_CLASSIFIER_SERVICE_NAME to the name of the endpoint, got shop [sagemaker-environment]',
    realTime({ environment: { IMAGE_CLASSIFIER_SERVICE_NAME: 'shop' } }),
  ],
  [
    'environment must leave IMAGE_CLASSIFIER_PROCESSES to instanceType and cpus, got 8 [sagemaker-environment]',
    () => ({
      hosting: Hosting.inferenceComponents({
        components: [{ ...component, environment: { IMAGE_CLASSIFIER_PROCESSES: '8' } }],
      }),
    }),
  ],
  [
    'image must be one that reads ONNX models, which is what a ModelStore holds, got a PrebuiltImage [image-prebuilt-multi-model]',
    (shop) => ({
      hosting: Hosting.multiModel({
        repository: new ModelStore(shop, 'Models'),
        instanceType: 'ml.c7i.xlarge',
        image: PrebuiltImage.xgboost(),
      }),
    }),
  ],
  [
    'instanceType must be one with GPUs for the component shoes, such as ml.g6.xlarge, got ml.c7g.xlarge [sagemaker-components-accelerators]',
    () => ({ hosting: Hosting.inferenceComponents({ components: [{ ...component, gpus: 1 }] }) }),
  ],
  [
    'seconds between metrics must be one of 10, 30, 60, 120, 180, 240, 300, got 20 [sagemaker-metric-frequency]',
    () => ({ observability: { frequency: Duration.seconds(20) } }),
  ],
];

test.each(mistakes)('%s', (message, props) => {
  // Whoever hosts says it, one of its parts, or the endpoint itself.
  const words = message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  expect(() => shopWithEndpoint(props)).toThrow(new RegExp(`^Shop/Classifier(/Hosting)?(/main|/shoes)?: ${words}$`));
});
