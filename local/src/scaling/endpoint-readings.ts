import type { Metric } from '../assembly/model';
import type { Reading } from './controller';

/** What passed at a variant or an inference component since the reading before. */
export interface HostingState {
  readonly invocations: number;
  readonly clientErrors: number;
  readonly serverErrors: number;
  readonly withoutCapacity: number;
  /** Milliseconds of each request. */
  readonly latencies: readonly number[];
  readonly peak: number;
  /** Instances, or copies, that answer. */
  readonly running: number;
  /** Provisioned concurrency of a serverless variant. */
  readonly provisioned?: number;
}

export interface BacklogState {
  readonly backlog: number;
  readonly running: number;
}

const namespace = 'AWS/SageMaker';
type Dimensions = Metric['dimensions'];
const reading = (dimensions: Dimensions, name: string, value: number): Reading => {
  return { metric: { namespace, name, dimensions }, value };
};

/** What Amazon SageMaker reports of a variant. */
export function variantReadings(
  { endpoint, variant, configuration }: { endpoint: string; variant: string; configuration: string },
  state: HostingState,
): Reading[] {
  const { invocations, clientErrors, serverErrors, latencies, peak, running, provisioned = 0 } = state;
  const of = (dimensions: Dimensions) => [
    reading(dimensions, 'Invocations', invocations),
    reading(dimensions, 'Invocation4XXErrors', clientErrors),
    reading(dimensions, 'Invocation5XXErrors', serverErrors),
    reading(dimensions, 'InvocationsPerInstance', running > 0 ? invocations / running : invocations),
    reading(dimensions, 'ConcurrentRequestsPerModel', running > 0 ? peak / running : peak),
    ...(provisioned > 0
      ? [reading(dimensions, 'ServerlessProvisionedConcurrencyUtilization', peak / provisioned)]
      : []),
    // SageMaker counts in microseconds.
    ...latencies.map((ms) => reading(dimensions, 'ModelLatency', ms * 1000)),
  ];
  const usual = { EndpointName: endpoint, VariantName: variant };
  return [...of(usual), ...of({ ...usual, EndpointConfigName: configuration })];
}

/** What Amazon SageMaker reports of an inference component. */
export function componentReadings(component: string, state: HostingState): Reading[] {
  const { invocations, withoutCapacity, peak, running } = state;
  const dimensions = { InferenceComponentName: component };
  return [
    reading(dimensions, 'Invocations', invocations),
    reading(dimensions, 'InvocationsPerCopy', running > 0 ? invocations / running : invocations),
    reading(dimensions, 'ConcurrentRequestsPerCopy', running > 0 ? peak / running : peak),
    reading(dimensions, 'NoCapacityInvocationFailures', withoutCapacity),
  ];
}

/** What Amazon SageMaker reports of the line of an asynchronous endpoint. */
export function backlogReadings(endpoint: string, { backlog, running }: BacklogState): Reading[] {
  const dimensions = { EndpointName: endpoint };
  return [
    reading(dimensions, 'ApproximateBacklogSize', backlog),
    reading(dimensions, 'HasBacklogWithoutCapacity', backlog > 0 && running === 0 ? 1 : 0),
    ...(running > 0 ? [reading(dimensions, 'ApproximateBacklogSizePerInstance', backlog / running)] : []),
  ];
}

/** The metrics of SageMaker that are reported here. */
export function endpointMetrics(): Reading[] {
  const state: HostingState = {
    invocations: 0,
    clientErrors: 0,
    serverErrors: 0,
    withoutCapacity: 0,
    latencies: [0],
    peak: 0,
    running: 1,
    provisioned: 1,
  };
  return [
    ...variantReadings({ endpoint: '', variant: '', configuration: '' }, state),
    ...componentReadings('', state),
    ...backlogReadings('', { backlog: 0, running: 1 }),
  ];
}
