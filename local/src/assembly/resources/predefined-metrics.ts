import type { MetricQuery } from '../model';

type Kind = readonly [name: string, statistic: string];

/**
 * The metrics of SageMaker behind the predefined ones of Application Auto Scaling; those of high resolution are read as often
 * as all others here.
 */
const kinds: Readonly<Record<string, Kind>> = {
  SageMakerVariantInvocationsPerInstance: ['InvocationsPerInstance', 'Sum'],
  SageMakerVariantConcurrentRequestsPerModelHighResolution: ['ConcurrentRequestsPerModel', 'Maximum'],
  SageMakerVariantProvisionedConcurrencyUtilization: ['ServerlessProvisionedConcurrencyUtilization', 'Maximum'],
  SageMakerInferenceComponentInvocationsPerCopy: ['InvocationsPerCopy', 'Sum'],
  SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution: ['ConcurrentRequestsPerCopy', 'Maximum'],
};

/** The query of a predefined metric for a scalable resource, where it is made here. */
export function predefinedQuery(type: string, resource: string): MetricQuery | undefined {
  const kind = kinds[type];
  if (!kind) return undefined;
  const [, endpoint, , variant] = /^endpoint\/(.+)(\/variant\/)(.+)$/.exec(resource) ?? [];
  const [, component] = /^inference-component\/(.+)$/.exec(resource) ?? [];
  if (endpoint === undefined && component === undefined) return undefined;
  const dimensions: Readonly<Record<string, string>> =
    endpoint === undefined ? { InferenceComponentName: component } : { EndpointName: endpoint, VariantName: variant };
  const [name, statistic] = kind;
  const line = { id: 'value', metric: { namespace: 'AWS/SageMaker', name, dimensions }, statistic };
  return { lines: [line], result: 'value', periodSeconds: 60 };
}
