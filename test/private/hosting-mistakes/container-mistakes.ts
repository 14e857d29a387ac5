import type { DescribedEndpoint } from '../../../lib/private/sagemaker/hosting-constraints/described-endpoint';
import {
  ARM64,
  component,
  container,
  legal,
  variant,
  withContainer,
  withVariant,
  X86_64,
} from '../described-endpoints';
import type { HostingMistakes } from '../hosting-mistakes';

const { multiModel, multiContainer, inferenceComponents } = legal;
const onMany = (instanceType: string, image: object): DescribedEndpoint => ({
  ...multiModel,
  variants: [{ ...variant, instanceType, containers: [{ image: { kind: 'own', ...image }, model: 'archives' }] }],
});
const componentWith = (change: object): DescribedEndpoint => ({
  ...inferenceComponents,
  components: [{ ...component, ...change }],
});
const hosts = (...hostnames: string[]): DescribedEndpoint => ({
  ...multiContainer,
  variants: [{ ...variant, containers: hostnames.map((hostname) => ({ ...container, hostname })) }],
});
const names = 'up to 63 letters, digits and hyphens, and no two the same';

export const containerMistakes = {
  'sagemaker-image-registry': [
    [
      withContainer({ image: { kind: 'registry' } }),
      'image must be in a repository of Amazon ECR, got one in another registry',
    ],
  ],
  'sagemaker-image-architecture': [
    [
      withContainer({ image: { kind: 'own', cpuArchitectures: [X86_64] } }),
      'instanceType must be one of X86_64, for which the image was built, got ml.c7g.xlarge of ARM64',
    ],
    [
      withVariant({
        instanceType: 'ml.m5.large',
        containers: [{ ...container, image: { kind: 'own', cpuArchitectures: [ARM64] } }],
      }),
      'instanceType must be one of ARM64, for which the image was built, got ml.m5.large of X86_64',
    ],
    [
      componentWith({ container: { ...container, image: { kind: 'own', cpuArchitectures: [X86_64] } } }),
      'instanceType must be one of X86_64, for which the image was built, got ml.c7g.xlarge of ARM64',
    ],
  ],
  'sagemaker-image-gpu': [
    [
      withContainer({ image: { kind: 'own', gpu: true } }),
      'instanceType must be one with GPUs, such as ml.g6.xlarge, got ml.c7g.xlarge',
    ],
  ],
  'sagemaker-multi-model-gpu': [
    [onMany('ml.g5.xlarge', {}), 'instanceType must be one without GPUs, or the image Triton by AWS, got ml.g5.xlarge'],
  ],
  'sagemaker-multi-model-gpus': [
    [
      onMany('ml.g5.12xlarge', { triton: true }),
      'instanceType must be one with a single GPU for many models, got ml.g5.12xlarge',
    ],
  ],
  'sagemaker-multi-model-data': [
    [{ ...multiModel, variants: [variant] }, 'model must be archives below a prefix, got archive'],
    [withContainer({ model: 'archives' }), 'model must be one model for this hosting, got archives'],
  ],
  'sagemaker-containers-count': [
    [hosts('shoes'), 'containers must be between 2 and 15, got 1'],
    [hosts(...Array.from({ length: 16 }, (_, index) => `c${index}`)), 'containers must be between 2 and 15, got 16'],
    [withVariant({ containers: [container, container] }), 'containers must be 1, got 2'],
  ],
  'sagemaker-containers-names': [
    [hosts('shoes', 'shoes'), `hostname must be ${names}, got shoes`],
    [hosts('shoes', 'hats_1'), `hostname must be ${names}, got hats_1`],
    [hosts('shoes', ''), `hostname must be ${names}, got none`],
    [hosts('shoes', 'h'.repeat(64)), `hostname must be ${names}, got ${'h'.repeat(64)}`],
  ],
  'sagemaker-image-model': [
    [
      withContainer({ image: { kind: 'prebuilt' }, model: 'none' }),
      'model must be given beside a PrebuiltImage, got none',
    ],
  ],
  'sagemaker-containers-environment': [
    [
      withContainer({ environment: { '1 A': 'x' } }),
      'name of a variable must be of letters, digits and underscores, and begin with none of the digits, got 1 A',
    ],
    [
      withContainer({
        environment: Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`K${index}`, ''])),
      }),
      'variables of the environment must be between 0 and 100, got 101',
    ],
    [
      withContainer({ environment: { LABELS: 'ä'.repeat(513) } }),
      'bytes of a key or value in the environment must be between 0 and 1024, got 1026',
    ],
    [
      withContainer({
        environment: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`K${index}`, 'v'.repeat(1000)])),
      }),
      'bytes of the environment must be between 0 and 32768, got 40110',
    ],
  ],
} satisfies HostingMistakes;
