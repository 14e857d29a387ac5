import { aws_ecs as ecs } from 'aws-cdk-lib';
import type {
  DescribedContainer,
  DescribedEndpoint,
  DescribedVariant,
} from '../../lib/private/sagemaker/hosting-constraints/described-endpoint';

export const { ARM64, X86_64 } = ecs.CpuArchitecture;

export const container: DescribedContainer = {
  image: { kind: 'bundled', cpuArchitectures: [ARM64, X86_64] },
  model: 'archive',
};

export const variant: DescribedVariant = {
  name: 'main',
  instanceType: 'ml.c7g.xlarge',
  minInstances: 1,
  maxInstances: 20,
  scales: true,
  containers: [container],
};

export const component = { name: 'vision', container, minCopies: 0, maxCopies: 4, cpus: 1, memoryMiB: 1024 };

/** One endpoint of each kind that SageMaker takes. */
export const legal = {
  realTime: { mode: 'real-time', variants: [variant], networkIsolation: true, capturePercent: 10, metricSeconds: 10 },
  serverless: {
    mode: 'serverless',
    variants: [{ name: 'main', containers: [container] }],
    serverless: { memoryMiB: 2048, maxConcurrency: 20, provisionedConcurrency: 2 },
  },
  asynchronous: {
    mode: 'asynchronous',
    variants: [
      { ...variant, minInstances: 0, containers: [{ ...container, timeoutSeconds: 900, payloadBytes: 500_000_000 }] },
    ],
    asynchronous: { maxConcurrency: 4, waitSeconds: 3600 },
  },
  multiModel: { mode: 'multi-model', variants: [{ ...variant, containers: [{ ...container, model: 'archives' }] }] },
  multiContainer: {
    mode: 'multi-container',
    variants: [
      {
        ...variant,
        containers: [
          { ...container, hostname: 'shoes' },
          { ...container, hostname: 'hats' },
        ],
      },
    ],
  },
  inferenceComponents: {
    mode: 'inference-components',
    variants: [{ ...variant, minInstances: 0, scales: false, containers: [] }],
    components: [component],
  },
} as const satisfies Record<string, DescribedEndpoint>;

/** A real-time endpoint whose only variant is like this. */
export const withVariant = (change: Partial<DescribedVariant>): DescribedEndpoint => ({
  ...legal.realTime,
  variants: [{ ...variant, ...change }],
});

/** A real-time endpoint whose only container is like this. */
export const withContainer = (change: Partial<DescribedContainer>): DescribedEndpoint =>
  withVariant({ containers: [{ ...container, ...change }] });
