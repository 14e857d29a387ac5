import { Token } from 'aws-cdk-lib';
import { badName } from './container-rules';
import type { HostingRule } from './hosting-rule';
import { first, guide, inVariants, outside, reference } from './hosting-rule';

const variantPage = `${reference}/API_ProductionVariant.html`;

export const instanceRules: readonly HostingRule[] = [
  {
    id: 'sagemaker-variants-count',
    rule: 'An endpoint has 1 to 10 variants.',
    page: `${reference}/API_CreateEndpointConfig.html`,
    breach: ({ mode, variants: { length: value } }) =>
      mode === 'serverless' ? undefined : outside({ what: 'variants', value, min: 1, max: 10 }),
  },
  {
    id: 'sagemaker-variants-names',
    rule: 'Each variant has a name of its own.',
    page: variantPage,
    breach: ({ variants, shadows }) =>
      badName(
        'name of a variant',
        [...variants, ...shadows].map(({ name }) => name),
      ),
  },
  {
    id: 'sagemaker-variants-weight',
    rule: 'No weight is negative, and some variant has one.',
    page: variantPage,
    breach: (endpoint) => {
      const weights = endpoint.variants.map(({ weight = 1 }) => weight);
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return first(
        inVariants(endpoint, ({ weight: value }) => outside({ what: 'weight', value, min: 0, step: 0 })),
        weights.some(Token.isUnresolved) || sum > 0
          ? undefined
          : { what: 'weight of some variant', allowed: 'more than 0', got: 'none' },
      );
    },
  },
  {
    id: 'sagemaker-shadow',
    rule: 'A shadow gets up to all requests of the only variant of a real-time endpoint, and neither uses AWS Inferentia 1.',
    page: `${guide}/shadow-tests-create.html`,
    breach: ({ mode, variants, shadows, shadowPercent }) => {
      if (shadows.length === 0) return undefined;
      const inferentia = [...variants, ...shadows].find(({ machine }) => machine?.family === 'inf1');
      return first(
        mode === 'real-time' ? undefined : { what: 'hosting', allowed: 'Hosting.realTime() for a shadow', got: mode },
        outside({ what: 'variants beside a shadow', value: variants.length, min: 1, max: 1 }),
        outside({ what: 'percent of the shadow', value: shadowPercent, min: 1, max: 100, step: 0 }),
        outside({ what: 'shadows', value: shadows.length, min: 1, max: 1 }),
        inferentia && { what: 'instanceType', allowed: 'no inf1 with a shadow', got: inferentia.instanceType ?? '' },
      );
    },
  },
  {
    id: 'sagemaker-instances',
    rule: 'There is an instance at all times, but for asynchronous endpoints and components, which can have none.',
    page: `${guide}/endpoint-auto-scaling-prerequisites.html`,
    breach: (endpoint) => {
      const least = ['asynchronous', 'inference-components'].includes(endpoint.mode) ? 0 : 1;
      return inVariants(endpoint, ({ minInstances, maxInstances }) =>
        first(
          outside({ what: 'maxInstances', value: maxInstances, min: 1 }),
          outside({ what: 'minInstances', value: minInstances, min: least, max: maxInstances }),
        ),
      );
    },
  },
  {
    id: 'sagemaker-instances-burstable',
    rule: 'Application Auto Scaling does not scale instances of t2.',
    page: `${guide}/endpoint-auto-scaling-add-console.html`,
    breach: (endpoint) =>
      inVariants(endpoint, ({ machine, instanceType, scales }) =>
        machine?.burstable && scales
          ? { what: 'instanceType', allowed: 'other than of t2 to be scaled', got: instanceType ?? '' }
          : undefined,
      ),
  },
  {
    id: 'sagemaker-instances-encryption',
    rule: 'Instances with local disks encrypt them by themselves, and take no KMS key.',
    page: `${reference}/API_CreateEndpointConfig.html#sagemaker-CreateEndpointConfig-request-KmsKeyId`,
    breach: (endpoint) =>
      inVariants(endpoint, ({ machine, instanceType }) =>
        machine?.nvme && endpoint.encryptionKey
          ? { what: 'instanceType', allowed: 'one without local disks for encryptionKey', got: instanceType ?? '' }
          : undefined,
      ),
  },
  {
    id: 'sagemaker-instances-start',
    rule: 'A container has 60 to 3600 seconds to start, and as long to get its model.',
    page: variantPage,
    breach: (endpoint) =>
      inVariants(endpoint, ({ startupSeconds, downloadSeconds }) =>
        first(
          outside({ what: 'seconds to start', value: startupSeconds, min: 60, max: 3600 }),
          outside({ what: 'seconds to load the model', value: downloadSeconds, min: 60, max: 3600 }),
        ),
      ),
  },
];
