import type { aws_ec2 as ec2, aws_ecs as ecs } from 'aws-cdk-lib';

/** How many tasks AWS may take away again, for a price of about a third. */
export interface SpotMix {
  /**
   * So many tasks run on demand before any Spot capacity is used.
   *
   * @default 1
   */
  readonly onDemandBase?: number;

  /**
   * The share of Spot capacity among all further tasks, in percent.
   *
   * A task that is taken away has two minutes' notice: a worker finishes what it holds, or hands it back; a task behind a load
   * balancer may still be sent a request after it was told to stop.
   *
   * @default - 75 for a `QueueWorkerFleet`, 0 for a service that somebody waits for
   */
  readonly spotPercent?: number;
}

/** What can be chosen for the cluster that the tasks have for themselves. */
export interface OwnClusterOptions {
  /**
   * Whether CloudWatch Container Insights watch the cluster: some 38 metrics, for about 11 USD a month with one service in it.
   *
   * They alone tell how many tasks are wanted and how many wait for a place; a `Monitoring` of a service or a fleet shows that,
   * and makes a ticket where tasks are missing. `ENHANCED` tells of every task and container too, and costs more.
   *
   * @default - ContainerInsights.ENABLED for a service that somebody waits for, DISABLED for a `QueueWorkerFleet`
   */
  readonly containerInsights?: ecs.ContainerInsights;
}

/** The size of a task on AWS Fargate. */
export interface FargateTaskOptions extends SpotMix {
  /**
   * The CPU of one task, 1024 units to one vCPU; it runs one inference process per vCPU, and at least one.
   *
   * @default 1024
   */
  readonly cpu?: number;

  /**
   * The memory of one task; pictures that are being decoded may take half of it.
   *
   * @default 2048
   */
  readonly memoryMiB?: number;

  /**
   * The processor of the tasks; a bundled image is built for it.
   *
   * @default CpuArchitecture.ARM64
   */
  readonly cpuArchitecture?: ecs.CpuArchitecture;
}

/** What can be chosen for tasks on AWS Fargate. */
export interface FargateComputeOptions extends FargateTaskOptions, OwnClusterOptions {}

/** What can be chosen for tasks on EC2 instances of their own: a worker has one for itself, tasks of a service share as they fit. */
export interface Ec2ComputeOptions extends SpotMix, OwnClusterOptions {
  /**
   * The instance types, the one you like best first; several of them make Spot capacity likely. All have the same processor
   * architecture, and each must have room for one task.
   *
   * @default - c7g.large, c6g.large, m7g.large and m6g.large; with `gpus`, g6.xlarge, g5.xlarge and g4dn.xlarge
   */
  readonly instanceTypes?: ec2.InstanceType[];

  /**
   * The GPUs of one task. The server then runs its model on them, and does not start where it cannot.
   *
   * @default 0
   */
  readonly gpus?: number;

  /**
   * The CPU of one task, 1024 units to one vCPU; it runs one inference process per vCPU, at least one, and with `gpus` at most 8.
   *
   * @default 2048
   */
  readonly cpu?: number;

  /**
   * The memory of one task: less than the smallest instance has, because its own system takes some.
   *
   * @default 3072; with `gpus`, 12288
   */
  readonly memoryMiB?: number;

  /**
   * What the instances are called: `app-instance` gives app-instance1, app-instance2 and so on, the lowest free number first.
   * Letters, digits, hyphens and underscores.
   *
   * @default 'app-instance'
   */
  readonly instanceName?: string;
}

/** What can be chosen for tasks on instances that Amazon ECS looks after. */
export interface ManagedInstancesOptions extends SpotMix, OwnClusterOptions {
  /**
   * The CPU of one task, 1024 units to one vCPU; it runs one inference process per vCPU, at least one, and with `gpus` at most 8.
   *
   * @default 2048
   */
  readonly cpu?: number;

  /**
   * The memory of one task.
   *
   * @default 4096; with `gpus`, 12288
   */
  readonly memoryMiB?: number;

  /**
   * The processor of the tasks; a bundled image is built for it.
   *
   * @default - CpuArchitecture.ARM64; with `gpus`, CpuArchitecture.X86_64
   */
  readonly cpuArchitecture?: ecs.CpuArchitecture;

  /**
   * The NVIDIA GPUs of one task. The server then runs its model on them, and does not start where it cannot.
   *
   * @default 0
   */
  readonly gpus?: number;

  /**
   * The kinds of GPU, such as `AcceleratorName.T4`.
   *
   * @default - any of NVIDIA
   */
  readonly gpuNames?: ec2.AcceleratorName[];

  /**
   * The only instance types to choose from; `*` stands for any text, such as `g6.*`.
   *
   * @default - all that have room for a task
   */
  readonly instanceTypes?: string[];
}

/** What can be chosen for tasks in a cluster of yours. */
export interface ExistingClusterOptions extends FargateTaskOptions {
  /** The cluster; with Spot capacity it must know the capacity providers `FARGATE` and `FARGATE_SPOT` already. */
  readonly cluster: ecs.ICluster;

  /**
   * The capacity providers for the tasks, instead of AWS Fargate with a mix of Spot capacity.
   *
   * @default - FARGATE and FARGATE_SPOT, by `onDemandBase` and `spotPercent`; with no Spot capacity, Fargate on demand
   */
  readonly capacity?: ecs.CapacityProviderStrategy[];
}
