import type { aws_cloudwatch as cloudwatch, aws_kms as kms, aws_logs as logs, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Notifications } from './notifications';

/** The form of a result in the result bucket. */
export enum ResultFormat {
  /** `uploads/shoe.jpg` becomes `uploads/shoe.jpg.json`: labels with scores, or the failure with its advice. */
  JSON = 'json',
  /** `test_0.JPEG` becomes `test_0`, with the body `(test_0, bathtub)`. */
  PAIR = 'pair',
}

/** What can be chosen for everything that classifies what is uploaded to a bucket; every choice has a default that works. */
export interface UploadClassifierProps {
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
   * The key that encrypts whatever is made here and keeps anything: buckets, queues and log groups. Workers, functions, grants and
   * a page may use it for exactly what they do. Buckets of yours keep their own; a key that is not of this app needs
   * statements in its policy (docs/patterns/queue-worker-fleet.md).
   *
   * @default - keys of AWS, which cost nothing
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
   * How often a picture is tried before its failure is its result.
   *
   * @default 3
   */
  readonly maxTries?: number;

  /**
   * What every alarm does, such as `new SnsAction(topic)`.
   *
   * @default - alarms show on dashboards and tell nobody; a fleet rolls a bad release back by its own even so
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * How long the logs of workers and functions are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
}
