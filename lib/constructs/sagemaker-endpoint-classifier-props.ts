import type { Duration, aws_ec2 as ec2, aws_kms as kms, aws_logs as logs, aws_s3 as s3 } from 'aws-cdk-lib';
import type { GoldenPictures } from './golden-pictures';
import type { Hosting } from './hosting';
import type { Release } from './release';

/** What is kept of requests and answers. */
export interface DataCapture {
  /**
   * The share of the requests that is kept, in percent: whole numbers from 0 to 100.
   *
   * @default 100
   */
  readonly percent?: number;

  /**
   * Where they are kept, below `captured/`.
   *
   * @default - a new bucket
   */
  readonly bucket?: s3.IBucket;

  /**
   * How long they are kept in a new bucket. They are the pictures of your customers.
   *
   * @default Duration.days(30)
   */
  readonly retention?: Duration;
}

/** What Amazon SageMaker tells of the instances of an endpoint. */
export interface Observability {
  /**
   * How often the metrics of instances and containers are published: 10, 30, 60, 120, 180, 240 or 300 seconds.
   *
   * @default Duration.seconds(60)
   */
  readonly frequency?: Duration;

  /**
   * Whether metrics come by instance, container and GPU, which CloudWatch charges as metrics of yours.
   *
   * @default false
   */
  readonly enhanced?: boolean;

  /**
   * Whether Amazon SageMaker reads /metrics of the server and publishes what it finds, at the price of CloudWatch per gigabyte.
   * Without this construct it would: that is the default of configurations since June 2026.
   *
   * @default false
   */
  readonly detailed?: boolean;
}

/** What can be chosen for an endpoint of Amazon SageMaker; every choice has a default that works. */
export interface SageMakerEndpointClassifierProps {
  /**
   * How models are hosted, which they are, and on what.
   *
   * @default Hosting.realTime()
   */
  readonly hosting?: Hosting;

  /**
   * How a new configuration takes the place of the old one, and what rolls it back.
   *
   * @default - Release.canary(); Release.blueGreen() where one instance, or none, may be all there are; serverless endpoints and
   * inference components change at once, as nothing else is offered for them
   */
  readonly release?: Release;

  /**
   * Pictures that are asked after every deployment, which is rolled back when the answers are wrong.
   *
   * @default - the drawn garments for the demo model; for other models a picture that must get an answer, whatever it is
   */
  readonly smokeTest?: GoldenPictures;

  /**
   * The network of the containers; they use its private subnets. Serverless endpoints take none.
   *
   * @default - none of yours
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Whether containers reach no network at all; Amazon SageMaker brings model and requests. Serverless endpoints cannot have it.
   *
   * @default - true where it is possible
   */
  readonly networkIsolation?: boolean;

  /**
   * The key for the disks of the instances. Types with a disk of their own, such as those with GPUs, encrypt that disk by hardware
   * and take no key.
   *
   * @default - a key of Amazon SageMaker
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Keeps requests and answers, for a look at what the model gets to see.
   *
   * @default - nothing is kept
   */
  readonly dataCapture?: DataCapture;

  /**
   * What Amazon SageMaker tells of the instances.
   *
   * @default - every minute, without anything that is charged
   */
  readonly observability?: Observability;

  /**
   * How long logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
}
