import type { Metric, Service } from '../assembly/model';
import type { Reading } from './controller';
import { endpointMetrics } from './endpoint-readings';

export interface QueueState {
  readonly waiting: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** What passed since the reading before. */
  readonly sent: number;
  readonly received: number;
  readonly deleted: number;
  readonly empty: number;
}

const silent: QueueState = { waiting: 0, inFlight: 0, delayed: 0, sent: 0, received: 0, deleted: 0, empty: 0 };

export interface ServiceState {
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
}

/** What Amazon SQS reports of a queue. */
export function queueReadings(queue: string, state: Partial<QueueState>): Reading[] {
  const { waiting, inFlight, delayed, sent, received, deleted, empty } = { ...silent, ...state };
  const read = (name: string, value: number): Reading => {
    return { metric: { namespace: 'AWS/SQS', name, dimensions: { QueueName: queue } }, value };
  };
  return [
    read('ApproximateNumberOfMessagesVisible', waiting),
    read('ApproximateNumberOfMessagesNotVisible', inFlight),
    read('ApproximateNumberOfMessagesDelayed', delayed),
    read('NumberOfMessagesSent', sent),
    read('NumberOfMessagesReceived', received),
    read('NumberOfMessagesDeleted', deleted),
    read('NumberOfEmptyReceives', empty),
  ];
}

/** What Amazon ECS reports of a service: its tasks by Container Insights, and one sample per task whose value is unknown here. */
export function serviceReadings(
  { cluster, name }: Pick<Service, 'cluster' | 'name'>,
  { desired, running, pending }: ServiceState,
): Reading[] {
  const dimensions = { ClusterName: cluster, ServiceName: name };
  const insight = (metric: string, value: number): Reading => {
    return { metric: { namespace: 'ECS/ContainerInsights', name: metric, dimensions }, value };
  };
  const sample = (metric: string): Reading => ({
    metric: { namespace: 'AWS/ECS', name: metric, dimensions },
    value: Number.NaN,
  });
  return [
    insight('RunningTaskCount', running),
    insight('DesiredTaskCount', desired),
    insight('PendingTaskCount', pending),
    ...Array.from({ length: running }, () => [sample('CPUUtilization'), sample('MemoryUtilization')]).flat(),
  ];
}

/** Metrics that an engine on one machine can report. */
export function isReported({ namespace, name }: Metric): boolean {
  const reported = [
    ...queueReadings('', {}),
    ...serviceReadings({ cluster: '', name: '' }, { desired: 0, running: 1, pending: 0 }),
    ...endpointMetrics(),
  ];
  return reported.some(({ metric }) => metric.namespace === namespace && metric.name === name);
}
