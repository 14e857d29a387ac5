import type {
  aws_cloudwatch as cloudwatch,
  Duration,
  aws_ec2 as ec2,
  aws_kms as kms,
  aws_logs as logs,
  aws_s3 as s3,
} from 'aws-cdk-lib';
import type { Compute } from './compute';
import type { Containers } from './containers';
import type { InferenceImage } from './inference-image';
import type { Notifications } from './notifications';
import type { Peak } from './peak';
import type { ServerSettings } from './server-settings';
import type { Sidecar } from './sidecar';

/** The form of a result in the result bucket. */
export enum ResultFormat {
  /** `uploads/shoe.jpg` becomes `uploads/shoe.jpg.json`: labels with scores, or the failure with its advice. */
  JSON = 'json',
  /** `test_0.JPEG` becomes `test_0`, with the body `(test_0, bathtub)`. */
  PAIR = 'pair',
}

/** What can be chosen for a fleet; every choice has a default that works. */
export interface QueueWorkerFleetProps {
  /**
   * What classifies.
   *
   * @default InferenceImage.bundled()
   */
  readonly image?: InferenceImage;

  /**
   * Which model it has: `Containers.singleModel()` with a model of yours; a picture in a bucket cannot choose among many.
   *
   * @default - the one in the image
   */
  readonly containers?: Containers;

  /**
   * What else runs beside every worker, in the order it starts; the worker starts last and stops first.
   *
   * @default - nothing
   */
  readonly sidecars?: Sidecar[];

  /**
   * What the workers run on.
   *
   * @default Compute.fargate()
   */
  readonly compute?: Compute;

  /**
   * The network to work in; workers use its private subnets and need a way to Amazon S3, SQS, ECR and CloudWatch Logs.
   *
   * @default - the network of the cluster in `compute`, or else a new `Network` without NAT
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The most workers that ever run at once, also during a release.
   *
   * @default 20
   */
  readonly maxWorkers?: number;

  /**
   * The fewest workers that ever run; 0 costs nothing while nothing waits, and the first picture after a pause waits for a
   * worker to start.
   *
   * @default 0
   */
  readonly minWorkers?: number;

  /**
   * How long a picture may wait while the fleet keeps up; with more waiting, workers are added.
   *
   * @default Duration.minutes(1)
   */
  readonly maxQueueDelay?: Duration;

  /**
   * How long one vCPU, or one GPU, takes for a picture; `npm run bench:serve` tells it for your model.
   *
   * @default 0.1
   */
  readonly secondsPerImage?: number;

  /**
   * How long nothing may wait and nothing be in work before the workers go home.
   *
   * @default Duration.minutes(5)
   */
  readonly idleTime?: Duration;

  /**
   * How often a picture is tried before its failure is its result.
   *
   * @default 3
   */
  readonly maxTries?: number;

  /**
   * Times that are known to be busy.
   *
   * @default - none
   */
  readonly schedules?: Peak[];

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
   * The key that encrypts pictures and results in the buckets that the fleet makes. Workers, grants and a page may use it for
   * exactly what they do; Amazon S3 uses it once for many objects (a bucket key).
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
   * How the server in every worker behaves.
   *
   * @default - the server's own defaults
   */
  readonly server?: ServerSettings;

  /**
   * What every alarm does, such as `new SnsAction(topic)`.
   *
   * @default - alarms show on dashboards, tell nobody, and roll a bad release back
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];

  /**
   * How long the log of the workers is kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
}
