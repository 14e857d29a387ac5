import type { Construct } from 'constructs';
import type { Settings } from '../contracts/settings';
import { inferenceProcesses } from '../private/tasks/fargate-size';
import { gpuSettings, processesOnGpu } from '../private/tasks/gpu-settings';
import { existingPlace } from './compute/existing-place';
import { fargatePlace } from './compute/fargate-place';
import { instancePlace } from './compute/instance-place';
import { managedPlace } from './compute/managed-place';
import type { Place, PlaceNeeds } from './compute/place';
import type {
  Ec2ComputeOptions,
  ExistingClusterOptions,
  FargateComputeOptions,
  ManagedInstancesOptions,
} from './compute-props';
import type { ContainerRoom } from './containers';

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
    return { memoryMiB: this._memoryMiB, processes: this.processes };
  }

  /**
   * What the server must know of the task it is in.
   * @internal
   */
  public get _settings(): Partial<Settings> {
    const { processes } = this;
    return this._gpus > 0 ? { processes, ...gpuSettings } : { processes };
  }

  private get processes(): number | undefined {
    const processes = inferenceProcesses(this._cpu);
    return this._gpus > 0 ? processesOnGpu(processes) : processes;
  }

  /** @internal */
  public _bind(scope: Construct, needs: PlaceNeeds): Place {
    return this.bind(scope, needs);
  }
}
