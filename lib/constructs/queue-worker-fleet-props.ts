import type { Duration, aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Compute } from './compute';
import type { Containers } from './containers';
import type { InferenceImage } from './inference-image';
import type { Peak } from './peak';
import type { ServerSettings } from './server-settings';
import type { Sidecar } from './sidecar';
import type { UploadClassifierProps } from './upload-classifier-props';

/** What can be chosen for a fleet; every choice has a default that works. */
export interface QueueWorkerFleetProps extends UploadClassifierProps {
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
   * Times that are known to be busy.
   *
   * @default - none
   */
  readonly schedules?: Peak[];

  /**
   * How the server in every worker behaves.
   *
   * @default - the server's own defaults
   */
  readonly server?: ServerSettings;
}
