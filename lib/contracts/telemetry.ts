import { type Metric, model, seconds, total, totalAndByModel } from './telemetry/metric';
import { pictureMetrics } from './telemetry/pictures';

export type { Metric } from './telemetry/metric';

/** The namespace of these metrics in Amazon CloudWatch. */
export const metricNamespace = 'ImageClassifier';

export const metrics = {
  requests: {
    name: 'image_classifier_requests_total',
    type: 'counter',
    unit: 'count',
    help: 'Requests answered, by route, status and model.',
    labels: ['route', ...model, 'status'],
    cloudWatch: totalAndByModel,
  },
  failures: {
    name: 'image_classifier_failures_total',
    type: 'counter',
    unit: 'count',
    help: 'Failures by their id in docs/errors.md.',
    labels: ['id'],
    cloudWatch: total,
  },
  shed: {
    name: 'image_classifier_shed_total',
    type: 'counter',
    unit: 'count',
    help: 'Requests turned away unanswered that may be sent again, by the id of the failure they were told.',
    labels: ['reason', ...model],
    cloudWatch: [[], ['model'], ['reason']],
  },
  faults: {
    name: 'image_classifier_faults_total',
    type: 'counter',
    unit: 'count',
    help: 'Requests answered with 5xx that nobody was right to expect: all but those of `shed`.',
    labels: model,
    cloudWatch: total,
  },
  requestSeconds: {
    name: 'image_classifier_request_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'From the first byte of a request to the last byte of its answer.',
    labels: ['route', ...model],
    buckets: seconds,
    cloudWatch: totalAndByModel,
  },
  stageSeconds: {
    name: 'image_classifier_stage_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Time of one request or picture per stage: read, queue, decode, preprocess, infer, answer.',
    labels: ['stage', ...model],
    buckets: seconds,
    cloudWatch: [['stage']],
  },
  batchSize: {
    name: 'image_classifier_batch_size',
    type: 'histogram',
    unit: 'pictures',
    help: 'Pictures per inference run.',
    labels: model,
    buckets: [1, 2, 3, 4, 6, 8, 16, 32, 64],
    cloudWatch: total,
  },
  waiting: {
    name: 'image_classifier_waiting_pictures',
    type: 'gauge',
    unit: 'pictures',
    help: 'Pictures that wait for an inference process.',
    labels: model,
    cloudWatch: totalAndByModel,
  },
  inFlight: {
    name: 'image_classifier_in_flight_pictures',
    type: 'gauge',
    unit: 'pictures',
    help: 'Pictures inside an inference process.',
    labels: model,
    cloudWatch: total,
  },
  offeredConcurrency: {
    name: 'image_classifier_offered_concurrency',
    type: 'gauge',
    unit: 'pictures',
    help: 'Pictures in work at once for each inference process, on average since the last look, had nobody been turned away: 1 is all that a process can do; of the busiest model.',
    cloudWatch: total,
  },
  processes: {
    name: 'image_classifier_processes',
    type: 'gauge',
    unit: 'count',
    help: 'Inference processes that are ready.',
    labels: model,
    cloudWatch: total,
  },
  processRestarts: {
    name: 'image_classifier_process_restarts_total',
    type: 'counter',
    unit: 'count',
    help: 'Inference processes that had to be replaced, by reason: crash or hang.',
    labels: ['reason', ...model],
    cloudWatch: total,
  },
  modelsLoaded: {
    name: 'image_classifier_models_loaded',
    type: 'gauge',
    unit: 'count',
    help: 'Models that are open and answer requests.',
    cloudWatch: total,
  },
  modelMemory: {
    name: 'image_classifier_model_memory_bytes',
    type: 'gauge',
    unit: 'bytes',
    help: 'Memory of the processes of a model that they share with no other process; Linux only.',
    labels: model,
    cloudWatch: totalAndByModel,
  },
  modelLoadSeconds: {
    name: 'image_classifier_model_load_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'From the files of a model until it can answer: describe, optimise, measure, open.',
    labels: model,
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
    cloudWatch: total,
  },
  evictions: {
    name: 'image_classifier_evictions_total',
    type: 'counter',
    unit: 'count',
    help: 'Models closed, by reason: memory (to make room), replaced (by a newer version), removed (from the repository), asked.',
    labels: ['reason'],
    cloudWatch: total,
  },
  ...pictureMetrics,
  jobs: {
    name: 'image_classifier_jobs_total',
    type: 'counter',
    unit: 'count',
    help: 'Pictures from the job queue, by what became of them: classified, failed, repeated (done before) or released (comes back).',
    labels: ['outcome'],
    cloudWatch: [['outcome']],
  },
  jobSeconds: {
    name: 'image_classifier_job_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'From the sending of a job to its result.',
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600],
    cloudWatch: total,
  },
  workerTroubles: {
    name: 'image_classifier_worker_troubles_total',
    type: 'counter',
    unit: 'count',
    help: 'Calls to queues and buckets that failed and were tried again, by step.',
    labels: ['step'],
  },
  spansDropped: {
    name: 'image_classifier_spans_dropped_total',
    type: 'counter',
    unit: 'count',
    help: 'Trace spans that were lost, by reason: full (more than the collector takes) or failed (it did not take them).',
    labels: ['reason'],
  },
  eventLoopLag: {
    name: 'image_classifier_event_loop_lag_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'The 99th percentile of the event loop delay in the process that answers HTTP, since the last scrape.',
    cloudWatch: total,
  },
  ready: {
    name: 'image_classifier_ready',
    type: 'gauge',
    unit: 'count',
    help: '1 while new requests are welcome, else 0.',
    cloudWatch: total,
  },
} as const satisfies Record<string, Metric>;
export type MetricName = keyof typeof metrics;

/** A metric's name in Amazon CloudWatch: its key with a capital letter, such as `RequestSeconds`. */
export function cloudWatchName(name: MetricName): string {
  return name[0].toUpperCase() + name.slice(1);
}
