import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { type EndpointContainer, GpuDriver, Hosting, ModelArtifact, PrebuiltImage } from '../../../lib';
import { shopWithEndpoint } from '../synthesized-endpoint';

const withContainers = (instanceType: string, ...containers: EndpointContainer[]) =>
  shopWithEndpoint(() => ({ hosting: Hosting.multiContainer({ instanceType, containers }) }));

function warned({ node }: ReturnType<typeof shopWithEndpoint>): string[] {
  const stack = Stack.of(node.scope as Stack);
  return Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('hosting-'))
    .map(({ entry }) => /hosting-[a-z-]+/.exec(String(entry.data))?.[0] ?? '');
}

function driversOf(hosting: Hosting): unknown[] {
  const { endpointConfig } = shopWithEndpoint(() => ({ hosting }));
  const template = Template.fromStack(Stack.of(endpointConfig));
  const [{ Properties }] = Object.values(template.findResources('AWS::SageMaker::EndpointConfig'));
  return Properties.ProductionVariants.map((variant: { InferenceAmiVersion?: string }) => variant.InferenceAmiVersion);
}

test('several containers on a GPU instance are what AWS does not tell of, so somebody is told', () => {
  const classifier = withContainers('ml.g5.xlarge', { name: 'vision', gpu: true }, { name: 'statistics' });
  expect(warned(classifier)).toEqual(['hosting-containers-gpu']);
});

test('two containers on the same GPU share its memory, which nothing divides', () => {
  const classifier = withContainers('ml.g5.xlarge', { name: 'vision' }, { name: 'search', gpu: true });
  expect(warned(classifier)).toEqual(['hosting-containers-gpu', 'hosting-shared-gpu']);
});

test('of several GPUs the bundled server uses one, so somebody is told; a copy for each uses them all', () => {
  const on = (hosting: Hosting) => warned(shopWithEndpoint(() => ({ hosting })));
  const instanceType = 'ml.g5.12xlarge';
  expect(on(Hosting.realTime({ instanceType }))).toEqual(['hosting-idle-accelerators']);
  expect(on(Hosting.realTime({ instanceType: 'ml.inf2.xlarge' }))).toEqual(['hosting-idle-accelerators']);
  const components = [{ name: 'shoes', gpus: 1, maxCopies: 4 }];
  expect(on(Hosting.inferenceComponents({ instanceType, components }))).toEqual([]);
});

test('a GPU is shared by 8 processes at most, however many vCPUs there are, and an asynchronous one gets as many requests as vCPUs', () => {
  const hosting = Hosting.asynchronous({ instanceType: 'ml.g6.4xlarge' });
  const template = Template.fromStack(Stack.of(shopWithEndpoint(() => ({ hosting })).endpoint));
  template.hasResourceProperties('AWS::SageMaker::Model', {
    PrimaryContainer: { Environment: { IMAGE_CLASSIFIER_PROCESSES: '8' } },
  });
  template.hasResourceProperties('AWS::SageMaker::EndpointConfig', {
    AsyncInferenceConfig: { ClientConfig: { MaxConcurrentInvocationsPerInstance: 16 } },
  });
});

test('on processors there is nothing to warn of', () => {
  expect(warned(withContainers('ml.c7g.xlarge', { name: 'vision' }, { name: 'statistics' }))).toEqual([]);
});

test.each([
  ['real-time', Hosting.realTime({ instanceType: 'ml.g5.xlarge' })],
  ['asynchronous', Hosting.asynchronous({ instanceType: 'ml.g5.xlarge' })],
  [
    'inference components',
    Hosting.inferenceComponents({ instanceType: 'ml.g5.xlarge', components: [{ name: 'shoes', gpus: 1 }] }),
  ],
])('%s: instances have a driver that is new enough for the CUDA of the bundled image', (_name, hosting) => {
  expect(driversOf(hosting)).toEqual(['al2023-ami-sagemaker-inference-gpu-4-1']);
});

test('an image of yours gets the driver that Amazon SageMaker gives the type, or the one you choose', () => {
  const image = PrebuiltImage.pytorch();
  const model = ModelArtifact.fromModelPackage('arn:aws:sagemaker:eu-west-1:123456789012:model-package/shoes/3');
  const on = { instanceType: 'ml.g5.xlarge', image, model };
  expect(driversOf(Hosting.realTime(on))).toEqual([undefined]);
  expect(driversOf(Hosting.realTime({ ...on, gpuDriver: GpuDriver.R550 }))).toEqual([
    'al2-ami-sagemaker-inference-gpu-3-1',
  ]);
});

test('the server on a GPU takes batches as it does on Amazon ECS', () => {
  const { node } = shopWithEndpoint(() => ({ hosting: Hosting.realTime({ instanceType: 'ml.g6.xlarge' }) }));
  Template.fromStack(Stack.of(node.scope as Stack)).hasResourceProperties('AWS::SageMaker::Model', {
    PrimaryContainer: {
      Environment: { IMAGE_CLASSIFIER_EXECUTION_PROVIDER: 'cuda', IMAGE_CLASSIFIER_MAX_BATCH: '32' },
    },
  });
});
