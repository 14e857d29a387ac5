import { localFailures } from '../../../local/src/local-failures';
import { writeAssembly } from '../assembly-files';
import { LocalProcess } from '../local-process';
import { assetUrl, container, endpoint, model, variant } from './endpoint-template';
import { modelArchive, tinyArchive } from './model-archive';

const tiny = { 'tiny.tar.gz': tinyArchive() };
const stack = (Resources: object, files: Record<string, Buffer> = tiny) =>
  writeAssembly({ stacks: { shop: { Resources } }, files });
const one = { Tiny: model(container(assetUrl('tiny.tar.gz'))), ...endpoint('labels', [variant('main', 'Tiny')]) };
const lost = (property: string, name: string) => {
  const { labelsEndpoint } = endpoint('labels', []) as Record<string, { Type: string; Properties: object }>;
  const { Type, Properties } = labelsEndpoint;
  return { ...one, labelsEndpoint: { Type, Properties: { ...Properties, [property]: name } } };
};
const unnamed = { VariantName: 'main', ModelName: 'elsewhere', InstanceType: 'ml.c7g.xlarge' };
const component = {
  Type: 'AWS::SageMaker::InferenceComponent',
  Properties: { EndpointName: 'labels', VariantName: 'main', Specification: { ModelName: 'elsewhere' } },
};
const unknown = container(assetUrl('tiny.tar.gz'), { Environment: { IMAGE_CLASSIFIER_COLOUR: 'red' } });
const notInS3 = { ...one, Tiny: model(container('https://models.example/tiny.tar.gz')) };

test.each([
  [
    'an endpoint without its configuration',
    stack(lost('EndpointConfigName', 'gone')),
    'local-endpoint-invalid',
    'labelsEndpoint: there is no configuration gone.',
  ],
  [
    'a configuration without variants',
    stack(endpoint('labels', [])),
    'local-endpoint-invalid',
    'its configuration has no variant.',
  ],
  [
    'a variant whose model is not in the template',
    stack(endpoint('labels', [unnamed])),
    'local-endpoint-invalid',
    'its variant main has a model that is not in the template: elsewhere.',
  ],
  [
    'an inference component of nothing',
    stack({ ...one, Part: component }),
    'local-endpoint-invalid',
    'Part: it has neither a container nor a model of the template: elsewhere.',
  ],
  [
    'a model that lies elsewhere than in S3',
    stack(notInS3),
    'local-model-missing',
    'https://models.example/tiny.tar.gz is no place in Amazon S3.',
  ],
  [
    'an archive that is none',
    stack(one, { 'tiny.tar.gz': Buffer.alloc(2048, 'no archive') }),
    'local-model-missing',
    'it is no tar archive, or a damaged one.',
  ],
  [
    'an archive that ends in the middle',
    stack(one, { 'tiny.tar.gz': tiny['tiny.tar.gz'].subarray(0, 300) }),
    'local-model-missing',
    'unexpected end of file.',
  ],
  [
    'an archive without a model',
    stack(one, { 'tiny.tar.gz': modelArchive({ 'readme.txt': Buffer.from('nothing') }) }),
    'local-endpoint-unhealthy',
    'labels: primary ended with',
  ],
  [
    'a setting that the server does not know',
    stack({ ...one, Tiny: model(unknown) }),
    'local-endpoint-unhealthy',
    'labels: primary ended with',
  ],
] as const)('%s is told with a remedy and an id', async (_what, app, id, detail) => {
  const local = new LocalProcess(['--app', app, '--port', '0']);
  expect(await local.exited).toBe(localFailures[id].exitCode);
  expect(local.errors).toContain(detail);
  expect(local.errors).toContain(`[${id}]`);
});

test('the image of a framework is told as not here, and what else there is runs', async () => {
  const framework = {
    ...container(assetUrl('tiny.tar.gz')),
    Image: '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch:2.13',
  };
  const app = stack({ Jobs: { Type: 'AWS::SQS::Queue' }, ...one, Tiny: model(framework) });
  const local = new LocalProcess(['--app', app, '--list']);
  expect(await local.exited).toBe(0);
  expect(local.lines).toContain(
    'endpoint   labels: not here, its image is 763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch:2.13',
  );
  expect(local.lines).toContain(
    'not simulated: the image 763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch:2.13 (Tiny)',
  );
});
