import type { Breach, HostingRule } from './hosting-rule';
import { first, guide, inContainers, outside, reference } from './hosting-rule';

const exclusions = `${guide}/serverless-endpoints.html`;
const settings = `${reference}/API_ProductionVariantServerlessConfig.html`;

/** What a serverless endpoint has none of. */
const none = (what: string, given: boolean | undefined): Breach | undefined =>
  given ? { what, allowed: 'left out for a serverless endpoint', got: 'one' } : undefined;

export const serverlessRules: readonly HostingRule[] = [
  {
    id: 'sagemaker-serverless-settings',
    rule: 'Serverless endpoints have memory and concurrency and no instances; all others have instances.',
    page: settings,
    breach: ({ mode, serverless, variants }) => {
      if (mode !== 'serverless') {
        const got = 'memory and concurrency';
        return serverless && { what: 'hosting', allowed: `Hosting.serverless() to have ${got}`, got: mode };
      }
      const type = variants.find(({ instanceType }) => instanceType)?.instanceType;
      return type ? { what: 'instanceType', allowed: 'left out for a serverless endpoint', got: type } : undefined;
    },
  },
  {
    id: 'sagemaker-serverless-gpu',
    rule: 'Serverless endpoints have no GPUs.',
    page: exclusions,
    breach: (endpoint) =>
      endpoint.mode === 'serverless'
        ? inContainers(endpoint, ({ image }) =>
            image.gpu
              ? { what: 'image', allowed: 'one that works without GPUs for a serverless endpoint', got: 'one for GPUs' }
              : undefined,
          )
        : undefined,
  },
  {
    id: 'sagemaker-serverless-network',
    rule: 'Serverless endpoints are not attached to a network of yours.',
    page: exclusions,
    breach: ({ mode, vpc }) => (mode === 'serverless' ? none('vpc', vpc) : undefined),
  },
  {
    id: 'sagemaker-serverless-isolation',
    rule: 'Serverless endpoints have no network isolation.',
    page: exclusions,
    breach: ({ mode, networkIsolation }) =>
      mode === 'serverless' && networkIsolation
        ? { what: 'networkIsolation', allowed: 'false for a serverless endpoint', got: 'true' }
        : undefined,
  },
  {
    id: 'sagemaker-serverless-capture',
    rule: 'Serverless endpoints capture no data.',
    page: exclusions,
    breach: ({ mode, capturePercent }) =>
      mode === 'serverless' ? none('dataCapture', capturePercent !== undefined) : undefined,
  },
  {
    id: 'sagemaker-serverless-observability',
    rule: 'Serverless endpoints have no instances whose metrics could be chosen.',
    page: `${reference}/API_MetricsConfig.html`,
    breach: ({ mode, observed }) => (mode === 'serverless' ? none('observability', observed) : undefined),
  },
  {
    id: 'sagemaker-serverless-variants',
    rule: 'Serverless endpoints have one variant.',
    page: exclusions,
    breach: ({ mode, variants, shadows }) =>
      mode === 'serverless'
        ? outside({ what: 'variants', value: variants.length + shadows.length, min: 1, max: 1 })
        : undefined,
  },
  {
    id: 'sagemaker-serverless-model',
    rule: 'Serverless endpoints take one model.tar.gz, neither loose files nor many models.',
    page: `${reference}/API_S3ModelDataSource.html`,
    breach: (endpoint) =>
      endpoint.mode === 'serverless'
        ? inContainers(endpoint, ({ model }) =>
            model === 'files' || model === 'archives'
              ? { what: 'model', allowed: 'one model.tar.gz for a serverless endpoint', got: model }
              : undefined,
          )
        : undefined,
  },
  {
    id: 'sagemaker-serverless-memory',
    rule: 'Serverless endpoints have 1024 to 6144 MB in steps of 1024.',
    page: settings,
    breach: ({ serverless }) =>
      outside({ what: 'memorySize in MiB', value: serverless?.memoryMiB, min: 1024, max: 6144, step: 1024 }),
  },
  {
    id: 'sagemaker-serverless-concurrency',
    rule: 'Serverless endpoints work on 1 to 200 requests at a time.',
    page: settings,
    breach: ({ serverless }) =>
      outside({ what: 'maxConcurrency', value: serverless?.maxConcurrency, min: 1, max: 200 }),
  },
  {
    id: 'sagemaker-serverless-provisioned',
    rule: 'Provisioned concurrency is at least 1 and at most the maximum concurrency; where it follows its use, it does so in between.',
    page: settings,
    breach: ({ serverless }) => {
      const { provisionedConcurrency: value, maxProvisionedConcurrency: most, maxConcurrency: max } = serverless ?? {};
      const missing = most !== undefined && value === undefined;
      return first(
        outside({ what: 'provisionedConcurrency', value, min: 1, max }),
        missing ? { what: 'provisionedConcurrency', allowed: 'given for its maximum', got: 'none' } : undefined,
        outside({ what: 'maxProvisionedConcurrency', value: most, min: value ?? 1, max }),
      );
    },
  },
];
