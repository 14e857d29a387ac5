/** One metric, named once for the server, dashboards, alarms, autoscaling and the chart. */
export interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly unit: 'count' | 'seconds' | 'bytes' | 'pictures';
  readonly help: string;
  readonly labels?: readonly string[];
  /** Upper bounds of a histogram's buckets, in `unit`. */
  readonly buckets?: readonly number[];
}

/** The namespace of these metrics in Amazon CloudWatch. */
export const metricNamespace = 'ImageClassifier';

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export const metrics = {
  requests: {
    name: 'image_classifier_requests_total',
    type: 'counter',
    unit: 'count',
    help: 'Requests answered, by route and status.',
    labels: ['route', 'status'],
  },
  failures: {
    name: 'image_classifier_failures_total',
    type: 'counter',
    unit: 'count',
    help: 'Failures by their id in docs/errors.md.',
    labels: ['id'],
  },
  requestSeconds: {
    name: 'image_classifier_request_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'From the first byte of a request to the last byte of its answer.',
    labels: ['route'],
    buckets: seconds,
  },
  stageSeconds: {
    name: 'image_classifier_stage_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Time of one picture per stage: queue, decode, preprocess, infer.',
    labels: ['stage'],
    buckets: seconds,
  },
  batchSize: {
    name: 'image_classifier_batch_size',
    type: 'histogram',
    unit: 'pictures',
    help: 'Pictures per inference run.',
    buckets: [1, 2, 3, 4, 6, 8, 16, 32, 64],
  },
  waiting: {
    name: 'image_classifier_waiting_pictures',
    type: 'gauge',
    unit: 'pictures',
    help: 'Pictures that wait for an inference process.',
  },
  inFlight: {
    name: 'image_classifier_in_flight_pictures',
    type: 'gauge',
    unit: 'pictures',
    help: 'Pictures inside an inference process.',
  },
  processes: {
    name: 'image_classifier_processes',
    type: 'gauge',
    unit: 'count',
    help: 'Inference processes that are ready.',
  },
  processRestarts: {
    name: 'image_classifier_process_restarts_total',
    type: 'counter',
    unit: 'count',
    help: 'Inference processes that had to be replaced, by reason: crash or hang.',
    labels: ['reason'],
  },
  eventLoopLag: {
    name: 'image_classifier_event_loop_lag_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'The 99th percentile of the event loop delay in the process that answers HTTP, since the last scrape.',
  },
  ready: {
    name: 'image_classifier_ready',
    type: 'gauge',
    unit: 'count',
    help: '1 while new requests are welcome, else 0.',
  },
} as const satisfies Record<string, Metric>;
export type MetricName = keyof typeof metrics;
