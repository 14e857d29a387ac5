import type { aws_ec2 as ec2, aws_ecs as ecs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../contracts/settings';
import { inferenceProcesses } from '../private/fargate-size';
import { gpuSettings } from '../private/gpu-settings';
import { existingPlace } from './compute/existing-place';
import { fargatePlace } from './compute/fargate-place';
import { instancePlace } from './compute/instance-place';
import { managedPlace } from './compute/managed-place';
import type { Place, PlaceNeeds } from './compute/place';
import type { ContainerRoom } from './containers';

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

/** What can be chosen for tasks on AWS Fargate. */
export interface FargateComputeOptions extends SpotMix {
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

/** What can be chosen for tasks on EC2 instances of their own: a worker has one for itself, tasks of a service share as they fit. */
export interface Ec2ComputeOptions extends SpotMix {
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
   * The CPU of one task, 1024 units to one vCPU; it runs one inference process per vCPU, and at least one.
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
export interface ManagedInstancesOptions extends SpotMix {
  /**
   * The CPU of one task, 1024 units to one vCPU; it runs one inference process per vCPU, and at least one.
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
export interface ExistingClusterOptions extends FargateComputeOptions {
  /** The cluster; with Spot capacity it must know the capacity providers `FARGATE` and `FARGATE_SPOT` already. */
  readonly cluster: ecs.ICluster;

  /**
   * The capacity providers for the tasks, instead of AWS Fargate with a mix of Spot capacity.
   *
   * @default - FARGATE and FARGATE_SPOT, by `onDemandBase` and `spotPercent`; with no Spot capacity, Fargate on demand
   */
  readonly capacity?: ecs.CapacityProviderStrategy[];
}

type Bind = (scope: Construct, needs: PlaceNeeds) => Place;

/** What the tasks of a classifier run on. */
export class Compute {
  /** AWS Fargate: nothing to look after; ARM64, and Spot capacity above an on-demand base. */
  public static fargate(options: FargateComputeOptions = {}): Compute {
    const { cpu = 1024, memoryMiB = 2048 } = options;
    return new Compute(cpu, memoryMiB, 0, (scope, needs) => fargatePlace(scope, needs, { ...options, cpu, memoryMiB }));
  }

  /** EC2 instances that come and go with the tasks: for GPUs, or for a special processor. */
  public static ec2(options: Ec2ComputeOptions = {}): Compute {
    const { gpus = 0, cpu = 2048, memoryMiB = gpus > 0 ? 12_288 : 3072 } = options;
    return new Compute(cpu, memoryMiB, gpus, (scope, needs) =>
      instancePlace(scope, needs, { ...options, gpus, cpu, memoryMiB }),
    );
  }

  /**
   * EC2 instances that Amazon ECS chooses by what tasks need, starts, patches, replaces after two weeks and takes away when
   * nothing runs on them: GPUs and large tasks without machine images and Auto Scaling groups, for a fee above the instance's price.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ManagedInstances.html
   */
  public static managedInstances(options: ManagedInstancesOptions = {}): Compute {
    const { gpus = 0, cpu = 2048, memoryMiB = gpus > 0 ? 12_288 : 4096 } = options;
    return new Compute(cpu, memoryMiB, gpus, (scope, needs) =>
      managedPlace(scope, needs, { ...options, gpus, cpu, memoryMiB }),
    );
  }

  /** A cluster that is there already, and whatever capacity it has. */
  public static existingCluster(options: ExistingClusterOptions): Compute {
    const { cpu = 1024, memoryMiB = 2048 } = options;
    return new Compute(cpu, memoryMiB, 0, (scope, needs) =>
      existingPlace(scope, needs, { ...options, cpu, memoryMiB }),
    );
  }

  private constructor(
    /** @internal */
    public readonly _cpu: number,
    /** @internal */
    public readonly _memoryMiB: number,
    /** @internal */
    public readonly _gpus: number,
    private readonly bind: Bind,
  ) {}

  /**
   * What the containers of a task have to share.
   * @internal
   */
  public get _room(): ContainerRoom {
    return { memoryMiB: this._memoryMiB, processes: inferenceProcesses(this._cpu) };
  }

  /**
   * What the server must know of the task it is in.
   * @internal
   */
  public get _settings(): Partial<Settings> {
    const processes = inferenceProcesses(this._cpu);
    return this._gpus > 0 ? { processes, ...gpuSettings } : { processes };
  }

  /** @internal */
  public _bind(scope: Construct, needs: PlaceNeeds): Place {
    return this.bind(scope, needs);
  }
}
