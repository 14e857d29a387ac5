import type { aws_ec2 as ec2, aws_ecs as ecs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { existingPlace } from './queue-worker-fleet/existing-place';
import { fargatePlace } from './queue-worker-fleet/fargate-place';
import { instancePlace } from './queue-worker-fleet/instance-place';
import type { WorkerNeeds, WorkerPlace } from './queue-worker-fleet/worker-place';

/** How much of a fleet may be taken away again by AWS, for a price of about a third. */
export interface SpotMix {
  /**
   * So many workers run on demand before any Spot capacity is used.
   *
   * @default 1
   */
  readonly onDemandBase?: number;

  /**
   * The share of Spot capacity among all further workers, in percent.
   *
   * A worker that is taken away has two minutes' notice; it finishes what it holds, or hands it back.
   *
   * @default 75
   */
  readonly spotPercent?: number;
}

/** What can be chosen for workers on AWS Fargate. */
export interface FargateComputeOptions extends SpotMix {
  /**
   * The CPU of one worker, 1024 units to one vCPU; it runs one inference process per vCPU, and at least one.
   *
   * @default 1024
   */
  readonly cpu?: number;

  /**
   * The memory of one worker; pictures that are being decoded may take half of it.
   *
   * @default 2048
   */
  readonly memoryMiB?: number;

  /**
   * The processor of the workers; a bundled image is built for it.
   *
   * @default CpuArchitecture.ARM64
   */
  readonly cpuArchitecture?: ecs.CpuArchitecture;
}

/** What can be chosen for workers on EC2 instances of their own, one worker on each. */
export interface Ec2ComputeOptions extends SpotMix {
  /**
   * The instance types, the one you like best first; several of them make Spot capacity likely. All have the same processor
   * architecture, and each must have room for one worker.
   *
   * @default - c7g.large, c6g.large, m7g.large and m6g.large; with `gpus`, g6.xlarge, g5.xlarge and g4dn.xlarge
   */
  readonly instanceTypes?: ec2.InstanceType[];

  /**
   * The GPUs of one worker; the bundled image has no use for them.
   *
   * @default 0
   */
  readonly gpus?: number;

  /**
   * The CPU of one worker, 1024 units to one vCPU; it runs one inference process per vCPU, and at least one.
   *
   * @default 2048
   */
  readonly cpu?: number;

  /**
   * The memory of one worker: less than the smallest instance has, because its own system takes some.
   *
   * @default 3072; with `gpus`, 12288
   */
  readonly memoryMiB?: number;

  /**
   * What the instances are called: `app-instance` gives app-instance1, app-instance2 and so on, the lowest free number first.
   *
   * @default 'app-instance'
   */
  readonly instanceName?: string;
}

/** What can be chosen for workers in a cluster of yours. */
export interface ExistingClusterOptions extends FargateComputeOptions {
  /** The cluster; its capacity providers must be known to it already, `FARGATE` and `FARGATE_SPOT` too. */
  readonly cluster: ecs.ICluster;

  /**
   * The capacity providers for the workers, instead of AWS Fargate with a mix of Spot capacity.
   *
   * @default - FARGATE and FARGATE_SPOT, by `onDemandBase` and `spotPercent`
   */
  readonly capacity?: ecs.CapacityProviderStrategy[];
}

type Bind = (scope: Construct, needs: WorkerNeeds) => WorkerPlace;

/** What the workers of a fleet run on. */
export class Compute {
  /** AWS Fargate: nothing to look after; ARM64, and Spot capacity above an on-demand base. */
  public static fargate(options: FargateComputeOptions = {}): Compute {
    const { cpu = 1024, memoryMiB = 2048 } = options;
    return new Compute(cpu, 0, (scope, needs) => fargatePlace(scope, needs, { ...options, cpu, memoryMiB }));
  }

  /** EC2 instances that come and go with the workers: for GPUs, or for a special processor. */
  public static ec2(options: Ec2ComputeOptions = {}): Compute {
    const { gpus = 0, cpu = 2048, memoryMiB = gpus > 0 ? 12_288 : 3072 } = options;
    return new Compute(cpu, gpus, (scope, needs) => instancePlace(scope, needs, { ...options, gpus, cpu, memoryMiB }));
  }

  /** A cluster that is there already, and whatever capacity it has. */
  public static existingCluster(options: ExistingClusterOptions): Compute {
    const { cpu = 1024, memoryMiB = 2048 } = options;
    return new Compute(cpu, 0, (scope, needs) => existingPlace(scope, needs, { ...options, cpu, memoryMiB }));
  }

  private constructor(
    /** @internal */
    public readonly _cpu: number,
    /** @internal */
    public readonly _gpus: number,
    private readonly bind: Bind,
  ) {}

  /** @internal */
  public _bind(scope: Construct, needs: WorkerNeeds): WorkerPlace {
    return this.bind(scope, needs);
  }
}
