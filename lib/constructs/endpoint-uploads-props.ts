import type {
  aws_cloudwatch as cloudwatch,
  Duration,
  aws_kms as kms,
  aws_logs as logs,
  aws_s3 as s3,
} from 'aws-cdk-lib';
import type { Notifications } from './notifications';
import type { ResultFormat } from './queue-worker-fleet-props';
import type { SageMakerEndpointClassifier } from './sagemaker-endpoint-classifier';

/** What can be chosen for uploads that an endpoint classifies; what a fleet has too has the same name. */
export interface EndpointUploadsProps {
  /** Classifies: an endpoint with `Hosting.asynchronous()`. */
  readonly endpoint: SageMakerEndpointClassifier;

  /**
   * How long a picture may wait for an instance before that counts as a try: 1 minute to 6 hours.
   *
   * @default Duration.hours(6)
   */
  readonly maxWait?: Duration;

  /**
   * How long one answer may take before that counts as a try: 1 second to 1 hour.
   *
   * @default Duration.minutes(1)
   */
  readonly answerTimeout?: Duration;

  /**
   * How often a picture is tried before its failure is its result.
   *
   * @default 3
   */
  readonly maxTries?: number;

  /**
   * Where pictures are uploaded to.
   *
   * @default - a new bucket: versioned, encrypted, TLS only, kept when the stack is deleted
   */
  readonly inputBucket?: s3.IBucket;

  /**
   * Where results are written to; not the input bucket.
   *
   * @default - a new bucket: versioned, encrypted, TLS only, kept when the stack is deleted
   */
  readonly resultBucket?: s3.IBucket;

  /**
   * The key that encrypts pictures and results in the buckets that are made here; functions, grants and a page may use it for
   * exactly what they do.
   *
   * @default - keys of Amazon S3, which cost nothing
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How the job queue learns of a new picture.
   *
   * @default Notifications.direct()
   */
  readonly notifications?: Notifications;

  /**
   * Only objects whose key begins so are pictures.
   *
   * @default - every key
   */
  readonly inputPrefix?: string;

  /**
   * Only objects whose key ends in one of these are pictures, such as `.jpg`; upper and lower case differ.
   *
   * @default - every key; what is no picture gets an error as its result
   */
  readonly inputSuffixes?: string[];

  /**
   * What the key of every result begins with.
   *
   * @default - nothing
   */
  readonly resultPrefix?: string;

  /**
   * The form of a result.
   *
   * @default ResultFormat.JSON
   */
  readonly resultFormat?: ResultFormat;

  /**
   * What every alarm does, such as `new SnsAction(topic)`.
   *
   * @default - alarms show on dashboards and tell nobody
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * How long the logs of the functions are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
}
