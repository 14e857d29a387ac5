import { Token } from 'aws-cdk-lib';
import type { DescribedContainer, HostingMode } from './described-endpoint';
import type { Breach, HostingRule } from './hosting-rule';
import { containersOf, first, guide, inContainers, inVariants, outside, reference } from './hosting-rule';

const legalName = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;
const nameAllowed = 'up to 63 letters, digits and hyphens, and no two the same';

export const containerRules: readonly HostingRule[] = [
  {
    id: 'sagemaker-image-registry',
    rule: 'Images come from a private repository of Amazon ECR.',
    page: `${reference}/API_ContainerDefinition.html`,
    breach: (endpoint) =>
      inContainers(endpoint, ({ image: { kind } }) =>
        kind === 'registry'
          ? { what: 'image', allowed: 'in a repository of Amazon ECR', got: 'one in another registry' }
          : undefined,
      ),
  },
  {
    id: 'sagemaker-image-architecture',
    rule: 'An image runs on the processors it was built for.',
    page: 'https://docs.aws.amazon.com/AmazonECR/latest/userguide/docker-push-multi-architecture-image.html',
    breach: (endpoint) =>
      inContainers(endpoint, ({ image: { cpuArchitectures } }, variant) => {
        const offered = cpuArchitectures?.map(({ _cpuArchitecture }) => _cpuArchitecture);
        const { machine, instanceType } = variant ?? {};
        const wanted = machine?.cpuArchitecture._cpuArchitecture;
        if (!offered || !wanted || Token.isUnresolved(instanceType) || offered.includes(wanted)) return undefined;
        const allowed = `one of ${offered.join(' or ')}, for which the image was built`;
        return { what: 'instanceType', allowed, got: `${instanceType} of ${wanted}` };
      }),
  },
  {
    id: 'sagemaker-image-gpu',
    rule: 'An image for GPUs runs on instances that have some.',
    page: `${guide}/your-algorithms-inference-code.html`,
    breach: (endpoint) =>
      endpoint.mode === 'serverless'
        ? undefined
        : inContainers(endpoint, ({ image }, variant) =>
            image.gpu && variant?.machine?.gpus === 0 && !Token.isUnresolved(variant.instanceType)
              ? {
                  what: 'instanceType',
                  allowed: 'one with GPUs, such as ml.g6.xlarge',
                  got: variant.instanceType ?? '',
                }
              : undefined,
          ),
  },
  {
    id: 'sagemaker-multi-model-gpu',
    rule: 'Many models share GPUs by NVIDIA Triton alone.',
    page: `${guide}/multi-model-support.html`,
    breach: (endpoint) =>
      inVariants(endpoint, ({ machine, instanceType, containers }) =>
        endpoint.mode === 'multi-model' && machine && machine.gpus > 0 && containers.some(({ image }) => !image.triton)
          ? { what: 'instanceType', allowed: 'one without GPUs, or the image Triton by AWS', got: instanceType ?? '' }
          : undefined,
      ),
  },
  {
    id: 'sagemaker-multi-model-gpus',
    rule: 'Many models share one GPU, not several.',
    page: `${guide}/multi-model-support.html`,
    breach: (endpoint) =>
      inVariants(endpoint, ({ machine, instanceType }) =>
        endpoint.mode === 'multi-model' && machine && machine.gpus > 1
          ? { what: 'instanceType', allowed: 'one with a single GPU for many models', got: instanceType ?? '' }
          : undefined,
      ),
  },
  {
    id: 'sagemaker-multi-model-data',
    rule: 'Many models are archives below one prefix, and only an endpoint of many models has such a prefix.',
    page: `${guide}/create-multi-model-endpoint.html`,
    breach: (endpoint) =>
      inContainers(endpoint, ({ model }) =>
        endpoint.mode !== 'serverless' && (endpoint.mode === 'multi-model') !== (model === 'archives')
          ? {
              what: 'model',
              allowed: endpoint.mode === 'multi-model' ? 'archives below a prefix' : 'one model for this hosting',
              got: model,
            }
          : undefined,
      ),
  },
  {
    id: 'sagemaker-containers-count',
    rule: 'An endpoint of several containers has 2 to 15, a component brings its own, and all others have one.',
    page: `${guide}/multi-container-endpoints.html`,
    breach: (endpoint) => {
      const several: Partial<Record<HostingMode, [min: number, max: number]>> = {
        'multi-container': [2, 15],
        'inference-components': [0, 0],
      };
      const [min, max] = several[endpoint.mode] ?? [1, 1];
      return inVariants(endpoint, ({ containers }) =>
        outside({ what: 'containers', value: containers.length, min, max }),
      );
    },
  },
  {
    id: 'sagemaker-containers-names',
    rule: 'Each of several containers has a host name of its own.',
    page: `${reference}/API_ContainerDefinition.html`,
    breach: (endpoint) =>
      inVariants(endpoint, ({ containers }) =>
        endpoint.mode === 'multi-container'
          ? badName(
              'hostname',
              containers.map(({ hostname = '' }) => hostname),
            )
          : undefined,
      ),
  },
  {
    id: 'sagemaker-image-model',
    rule: 'An image that AWS builds for a framework has no model of its own.',
    page: `${guide}/pre-built-containers-frameworks-deep-learning.html`,
    breach: (endpoint) =>
      inContainers(endpoint, ({ image: { kind }, model }) =>
        kind === 'prebuilt' && model === 'none'
          ? { what: 'model', allowed: 'given beside a PrebuiltImage', got: 'none' }
          : undefined,
      ),
  },
  {
    id: 'sagemaker-containers-environment',
    rule: 'An environment has up to 100 variables by legal names, with up to 1024 bytes each; those of all containers together, up to 32 KB.',
    page: `${reference}/API_ContainerDefinition.html`,
    breach: (endpoint) => {
      const environments = containersOf(endpoint).map(({ container }) => container);
      return first(
        ...environments.flatMap(({ environment = {} }) => variableBreaches(environment)),
        ...environments.flatMap((container) => words(container).map(tooLong)),
        ...endpoint.variants.map(({ containers }) => {
          const value = containers.flatMap(words).reduce((sum, word) => sum + Buffer.byteLength(word), 0);
          return outside({ what: 'bytes of the environment', value, min: 0, max: 32 * 1024 });
        }),
      );
    },
  },
];

/** Names that only deployment will know pass. */
export function badName(what: string, names: readonly string[]): Breach | undefined {
  const known = names.filter((name) => !Token.isUnresolved(name));
  const bad = known.find((name, index) => !legalName.test(name) || known.indexOf(name) !== index);
  return bad === undefined ? undefined : { what, allowed: nameAllowed, got: bad === '' ? 'none' : bad };
}

const words = ({ environment = {} }: DescribedContainer): string[] =>
  Object.entries(environment)
    .flat()
    .filter((word) => !Token.isUnresolved(word));

const legalVariable = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function variableBreaches(environment: Readonly<Record<string, string>>): (Breach | undefined)[] {
  const keys = Object.keys(environment);
  const allowed = 'of letters, digits and underscores, and begin with none of the digits';
  return [
    outside({ what: 'variables of the environment', value: keys.length, min: 0, max: 100 }),
    ...keys
      .filter((key) => !Token.isUnresolved(key) && !legalVariable.test(key))
      .map((got) => ({ what: 'name of a variable', allowed, got })),
  ];
}

const tooLong = (word: string): Breach | undefined =>
  outside({ what: 'bytes of a key or value in the environment', value: Buffer.byteLength(word), min: 0, max: 1024 });
