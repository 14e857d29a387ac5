import type { EndpointModel, ModelArchive } from './endpoint-model';
import type { NotSimulated } from './stack-reader';

/** What of a stack runs on this machine, in plain values: no function of CloudFormation is left. */
export interface Model {
  readonly name: string;
  readonly queues: readonly Queue[];
  readonly buckets: readonly Bucket[];
  readonly notifications: readonly ObjectNotification[];
  readonly services: readonly Service[];
  readonly functions: readonly FunctionModel[];
  readonly eventSources: readonly EventSource[];
  readonly apis: readonly Api[];
  readonly pages: readonly Page[];
  readonly endpoints: readonly EndpointModel[];
  /** Endpoints that do not run here, as their images are not this project's. */
  readonly absent: readonly EndpointModel[];
  readonly archives: readonly ModelArchive[];
  readonly topics: readonly Topic[];
  readonly targets: readonly ScalableTarget[];
  readonly alarms: readonly Alarm[];
  readonly notSimulated: readonly NotSimulated[];
}

export interface Queue {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  /** As CreateQueue takes them. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The ARN of the queue for its dead letters. */
  readonly deadLetterArn?: string;
}

export interface Bucket {
  readonly id: string;
  readonly name: string;
}

/** New objects of a bucket that become messages. */
export interface ObjectNotification {
  readonly bucket: string;
  readonly queueArn: string;
  /** Names of S3's events, such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
  readonly form: 's3' | 'event-bridge';
}

export interface Container {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** In units of 1/1024 CPU; what the whole task has where the container names none. */
  readonly cpu: number;
  readonly memoryMiB?: number;
  readonly stopSeconds: number;
  /** What podman or docker takes for `--containers`. */
  readonly runOptions: readonly string[];
  /** The local name or folder of its image, where that is known. */
  readonly image: string;
}

export interface Service {
  readonly id: string;
  readonly name: string;
  readonly cluster: string;
  readonly desired: number;
  readonly containers: readonly Container[];
}

export interface FunctionModel {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly folder: string;
  /** Such as `index.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMiB: number;
}

export interface EventSource {
  readonly queueArn: string;
  /** A name or an ARN. */
  readonly function: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** Whether the function says which messages of a batch failed. */
  readonly partial: boolean;
}

/** What endpoints publish to, and who hears of it. */
export interface Topic {
  readonly id: string;
  readonly arn: string;
  readonly subscriptions: readonly Subscription[];
}

export interface Subscription {
  readonly id: string;
  readonly protocol: 'lambda' | 'sqs';
  /** The ARN of the function or of the queue. */
  readonly endpoint: string;
  /** Whether a queue gets the message alone, without the envelope of Amazon SNS. */
  readonly raw: boolean;
  /** The ARN of the queue for messages that a function does not take. */
  readonly deadLetterArn?: string;
}

export interface Route {
  /** `$default`, or a method and a path such as `GET /batches/{batch}`. */
  readonly key: string;
  readonly function: string;
}

/** Files that browsers load. */
export interface Page {
  readonly id: string;
  /** The path before their names. */
  readonly prefix: string;
  readonly folders: readonly string[];
}

export interface Api {
  readonly id: string;
  /** What every path begins with: `/` and the name of the stage, or nothing. */
  readonly base: string;
  readonly routes: readonly Route[];
}

export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One line of a metric query: a metric, or an expression over other lines. */
export type MetricLine =
  | { readonly id: string; readonly metric: Metric; readonly statistic: string }
  | { readonly id: string; readonly expression: string };

/** A number over time, made from metrics. */
export interface MetricQuery {
  readonly lines: readonly MetricLine[];
  /** The line whose value counts. */
  readonly result: string;
  readonly periodSeconds: number;
}

export interface Alarm {
  readonly id: string;
  readonly query: MetricQuery;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly datapoints: number;
  readonly missing: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
  /** The ARNs of what it sets off. */
  readonly actions: readonly string[];
}

export const comparisons = {
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;
export type Comparison = keyof typeof comparisons;

export interface StepPolicy {
  readonly kind: 'step';
  readonly id: string;
  readonly arn: string;
  readonly adjustment: 'ChangeInCapacity' | 'ExactCapacity' | 'PercentChangeInCapacity';
  readonly cooldownSeconds: number;
  readonly minimum: number;
  /** Bounds are distances from the alarm's threshold. */
  readonly steps: readonly { readonly from: number; readonly to: number; readonly by: number }[];
}

export interface TrackingPolicy {
  readonly kind: 'tracking';
  readonly id: string;
  readonly query: MetricQuery;
  readonly target: number;
  readonly scaleOutCooldownSeconds: number;
  readonly scaleInCooldownSeconds: number;
  readonly scalesIn: boolean;
}

export interface ScheduledAction {
  readonly name: string;
  /** `at(...)`, `rate(...)` or `cron(...)`. */
  readonly schedule: string;
  readonly timeZone: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface ScalableTarget {
  readonly id: string;
  /** The service that it scales, or the variant or inference component of an endpoint. */
  readonly service: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly policies: readonly (StepPolicy | TrackingPolicy)[];
  readonly schedules: readonly ScheduledAction[];
}
