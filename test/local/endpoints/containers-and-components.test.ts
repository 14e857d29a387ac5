import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import { plainPicture } from '../../container/pictures';
import { writeAssembly } from '../assembly-files';
import { assetUrl, container, endpoint, model, variant } from './endpoint-template';
import { tinyArchive } from './model-archive';
import { endProgram, type RuntimeProgram, startProgram } from './runtime-program';

const [english, french] = [assetUrl('english.tar.gz'), assetUrl('french.tar.gz')];
const named = (url: unknown, ContainerHostname: string, Environment = {}) =>
  container(url, { ContainerHostname, Environment });
const direct = model(
  named(english, 'english'),
  named(french, 'french', { IMAGE_CLASSIFIER_EXECUTION_PROVIDER: 'cuda' }),
);
const component = (name: string, url: unknown, CopyCount: number) => ({
  Type: 'AWS::SageMaker::InferenceComponent',
  Properties: {
    InferenceComponentName: name,
    EndpointName: 'parts',
    VariantName: 'main',
    Specification: {
      Container: { Image: 'image', ArtifactUrl: url, Environment: { IMAGE_CLASSIFIER_PROCESSES: '1' } },
      ComputeResourceRequirements: { NumberOfCpuCoresRequired: 1, MinMemoryRequiredInMb: 1024 },
    },
    RuntimeConfig: { CopyCount },
  },
});
const Resources = {
  Direct: { ...direct, Properties: { ...direct.Properties, InferenceExecutionConfig: { Mode: 'Direct' } } },
  // The first answers in the form that the second one takes: a list of pictures would be one, labels are none.
  Serial: model(named(english, 'first'), named(french, 'second')),
  ...endpoint('direct', [variant('main', 'Direct')]),
  ...endpoint('serial', [variant('main', 'Serial')]),
  ...endpoint('parts', [
    { VariantName: 'main', InstanceType: 'ml.c7g.xlarge', InitialInstanceCount: 1, InitialVariantWeight: 1 },
  ]),
  English: component('english', english, 2),
  French: component('french', french, 0),
};
const app = writeAssembly({
  stacks: { shop: { Resources } },
  files: { 'english.tar.gz': tinyArchive(), 'french.tar.gz': tinyArchive({ labels: ['rouge', 'vert', 'bleu'] }) },
});

let program: RuntimeProgram;

beforeAll(async () => {
  program = await startProgram(app, ['--max-local', '2']);
});

afterAll(() => endProgram(program));

test('the caller chooses one of several containers', async () => {
  expect(await program.ask({ EndpointName: 'direct', TargetContainerHostname: 'english' }, 'blue')).toBe('blue');
  expect(await program.ask({ EndpointName: 'direct', TargetContainerHostname: 'french' }, 'blue')).toBe('bleu');
  await expect(program.ask({ EndpointName: 'direct' })).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'TargetContainerHostname must be one of english, french; received none.',
  });
});

test('in a series the second container gets what the first one answered, and its failure names it', async () => {
  const Body = await plainPicture('#ff0000');
  const sent = program.runtime.send(
    new InvokeEndpointCommand({ EndpointName: 'serial', ContentType: 'image/jpeg', Body }),
  );
  await expect(sent).rejects.toMatchObject({
    name: 'ModelError',
    message: expect.stringMatching(/^Received client error \(4\d\d\) from second with message/),
  });
});

test('an inference component is called by its name, and one without copies has no capacity', async () => {
  expect(await program.ask({ EndpointName: 'parts', InferenceComponentName: 'english' }, 'green')).toBe('green');
  const refused = [
    [{}, 'Inference Component Name header is required'],
    [{ InferenceComponentName: 'other' }, 'Inference Component Name other not found'],
    [{ InferenceComponentName: 'french' }, 'Inference Component has no capacity to process this request.'],
  ] as const;
  for (const [input, message] of refused) {
    await expect(program.ask({ EndpointName: 'parts', ...input })).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining(message),
    });
  }
  await program.local.line(/parts: inference-components, 2 running here/);
});
