import { Token } from 'aws-cdk-lib';
import { badName } from './container-rules';
import type { DescribedComponent, HostedEndpoint } from './described-endpoint';
import type { Breach, HostingRule } from './hosting-rule';
import { first, outside, reference } from './hosting-rule';

const needs = `${reference}/API_InferenceComponentComputeResourceRequirements.html`;
const specification = `${reference}/API_InferenceComponentContainerSpecification.html`;

const inComponents = (
  { components = [] }: HostedEndpoint,
  breachOf: (component: DescribedComponent) => Breach | undefined,
): Breach | undefined =>
  first(
    ...components.map((component) => {
      const breach = breachOf(component);
      return breach && { ...breach, what: `${breach.what} of component ${component.name}` };
    }),
  );

export const componentRules: readonly HostingRule[] = [
  {
    id: 'sagemaker-components',
    rule: 'Inference components and only they are what an endpoint without a model of its own runs.',
    page: `${reference}/API_CreateInferenceComponent.html`,
    breach: ({ mode, components: { length: value } = [] }) =>
      mode === 'inference-components'
        ? outside({ what: 'components', value, min: 1 })
        : outside({ what: 'components of this hosting', value, min: 0, max: 0 }),
  },
  {
    id: 'sagemaker-components-names',
    rule: 'Each component has a name of its own.',
    page: `${reference}/API_CreateInferenceComponent.html`,
    breach: ({ components = [] }) =>
      badName(
        'name of a component',
        components.map(({ name }) => name),
      ),
  },
  {
    id: 'sagemaker-components-copies',
    rule: 'There are 0 copies or more, and at most as many as the maximum.',
    page: `${reference}/API_InferenceComponentRuntimeConfig.html`,
    breach: (endpoint) =>
      inComponents(endpoint, ({ minCopies, maxCopies }) =>
        first(
          outside({ what: 'maxCopies', value: maxCopies, min: 1 }),
          outside({ what: 'minCopies', value: minCopies, min: 0, max: maxCopies }),
        ),
      ),
  },
  {
    id: 'sagemaker-components-cpu',
    rule: 'A copy has a quarter of a CPU core or more, and no more than its instance.',
    page: needs,
    breach: (endpoint) =>
      inComponents(endpoint, ({ cpus: value }) =>
        outside({ what: 'cpus', value, min: 0.25, max: endpoint.variants[0]?.machine?.vcpus, step: 0 }),
      ),
  },
  {
    id: 'sagemaker-components-memory',
    rule: 'A copy has 128 MB or more, and no more than its instance.',
    page: needs,
    breach: (endpoint) =>
      inComponents(endpoint, ({ memoryMiB: value }) =>
        outside({ what: 'memoryMiB', value, min: 128, max: endpoint.variants[0]?.machine?.memoryMiB }),
      ),
  },
  {
    id: 'sagemaker-components-accelerators',
    rule: 'A copy has whole accelerators, and no more than its instance.',
    page: needs,
    breach: (endpoint) => {
      const { machine } = endpoint.variants[0] ?? {};
      // How many of AWS Inferentia or Trainium an instance has, the table does not say.
      const max = machine && /^(inf|trn|dl|unknown)/.test(machine.family) ? undefined : machine?.gpus;
      return inComponents(endpoint, ({ accelerators: value }) => outside({ what: 'accelerators', value, min: 0, max }));
    },
  },
  {
    id: 'sagemaker-components-room',
    rule: 'The fewest copies of all components have room on the most instances.',
    page: needs,
    breach: ({ components = [], variants: [variant] }) => {
      const { machine, maxInstances } = variant ?? {};
      if (!machine || maxInstances === undefined) return undefined;
      const room = (what: 'cpus' | 'memoryMiB', each = Number.POSITIVE_INFINITY) => {
        const parts = components.flatMap((component) => [component.minCopies, component[what] ?? 0]);
        if ([...parts, maxInstances].some(Token.isUnresolved)) return undefined;
        const value = components.reduce((sum, component) => sum + component.minCopies * (component[what] ?? 0), 0);
        return outside({ what: `${what} of the fewest copies`, value, min: 0, max: each * maxInstances, step: 0 });
      };
      return first(room('cpus', machine.vcpus), room('memoryMiB', machine.memoryMiB));
    },
  },
  {
    id: 'sagemaker-components-environment',
    rule: 'A container that is written into a component has up to 16 variables.',
    page: specification,
    breach: (endpoint) =>
      inComponents(endpoint, ({ inline, container: { environment = {} } }) => {
        const value = inline ? Object.keys(environment).length : undefined;
        return outside({ what: 'variables', value, min: 0, max: 16 });
      }),
  },
];
