import type { aws_ec2 as ec2, aws_ecs as ecs } from 'aws-cdk-lib';

/** What can be chosen for any sidecar. */
export interface SidecarOptions {
  /**
   * The image, such as a copy in an Amazon ECR repository of yours, which needs no way to the internet.
   *
   * @default - the image that AWS publishes, in a version this library names
   */
  readonly image?: ecs.ContainerImage;

  /**
   * The CPU it has of the task's, 1024 units to one vCPU.
   *
   * @default 64
   */
  readonly cpu?: number;

  /**
   * The memory it has of the task's; beyond it, it is killed.
   *
   * @default 256; for Fluent Bit 128
   */
  readonly memoryMiB?: number;
}

/** What can be chosen for the CloudWatch agent. */
export interface CloudWatchAgentOptions extends SidecarOptions {
  /**
   * The namespace of the metrics in CloudWatch.
   *
   * @default 'ImageClassifierServer'
   */
  readonly namespace?: string;

  /**
   * Regular expressions for the names of the metrics that become metrics of CloudWatch, each for about 0.30 USD a month.
   *
   * @default - all of the server: those whose name begins with image_classifier_
   */
  readonly metrics?: string[];
}

/** What can be chosen for Fluent Bit. */
export interface FluentBitOptions extends SidecarOptions {
  /**
   * Where the server's lines go: the options of one output of Fluent Bit. The task has no rights to other places than its log
   * group; grant them to the classifier. Lines that do not reach CloudWatch Logs are no metrics there, which scaling may need.
   *
   * @default - the server's log group in CloudWatch Logs, by the plug-in cloudwatch_logs
   */
  readonly logOptions?: Record<string, string>;
}

/** A container of yours beside the server. */
export interface CustomSidecarOptions {
  /** The name of the container: up to 255 letters, digits, hyphens and underscores. */
  readonly name: string;

  /** Its image; one from a registry on the internet needs a network with a way out. */
  readonly image: ecs.ContainerImage;

  /** The CPU it has of the task's, 1024 units to one vCPU. */
  readonly cpu: number;

  /** The memory it has of the task's; beyond it, it is killed. */
  readonly memoryMiB: number;

  /**
   * Whether the task ends when it ends. Otherwise it alone is started again.
   *
   * @default false
   */
  readonly essential?: boolean;

  /**
   * What it runs.
   *
   * @default - what its image says
   */
  readonly command?: string[];

  /**
   * Its variables; nothing secret.
   *
   * @default - none
   */
  readonly environment?: Record<string, string>;

  /**
   * Its secret variables, from AWS Secrets Manager or Systems Manager; name their service in `calls`.
   *
   * @default - none
   */
  readonly secrets?: Record<string, ecs.Secret>;

  /**
   * What tells whether it is healthy; the server starts once it is.
   *
   * @default - none: the server starts once it has started
   */
  readonly healthCheck?: ecs.HealthCheck;

  /**
   * The ports it listens on, which the server reaches at localhost; nobody outside the task does.
   *
   * @default - none
   */
  readonly ports?: number[];

  /**
   * Names of sidecars before it in the list which must have started, or be healthy, first.
   *
   * @default - none
   */
  readonly startsAfter?: string[];

  /**
   * Services of AWS that it calls, or that its secrets come from; a network of the classifier's own leads to them.
   *
   * @default - none
   */
  readonly calls?: ec2.InterfaceVpcEndpointAwsService[];

  /**
   * The user it runs as, as uid or uid:gid.
   *
   * @default '10001:10001'
   */
  readonly user?: string;

  /**
   * Whether it can write nowhere but in /tmp, 64 MiB of its memory.
   *
   * @default true
   */
  readonly readonlyRootFilesystem?: boolean;
}
