import type { Duration, aws_iam as iam, Size } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../contracts/settings';
import { manyModels } from './containers/many-models';
import { oneModel } from './containers/one-model';
import type { ModelArtifact } from './model-artifact';
import type { ModelStore } from './model-store';

/** What can be chosen for a server of many models. */
export interface MultiModelOptions {
  /** The models: every one of them can be asked for, and what is published later takes over while servers run. */
  readonly repository: ModelStore;

  /**
   * Only the models below this prefix of the store, such as `teams/shoes`.
   *
   * @default - all models of the store
   */
  readonly prefix?: string;

  /**
   * The most memory that open models take together; the one used longest ago is closed when it would be exceeded.
   *
   * @default - what the task has, less what the server itself needs
   */
  readonly memoryBudget?: Size;

  /**
   * How often the store is looked at for new versions; a version is opened once it stayed the same between two looks.
   *
   * Each look costs a task one request to Amazon S3 for every 1000 objects.
   *
   * @default Duration.seconds(30)
   */
  readonly poll?: Duration;

  /**
   * The model that answers requests which name none.
   *
   * @default - the only model there is; with several, such requests are refused
   */
  readonly defaultModel?: string;

  /**
   * Models that are open before a task takes its first request.
   *
   * @default - none: a model opens with its first request, which waits for it
   */
  readonly preload?: string[];

  /**
   * Versions to stay with, by model.
   *
   * @default - the highest version of each model
   */
  readonly pinnedVersions?: Record<string, number>;

  /**
   * How many processes each open model has; one uses one vCPU.
   *
   * @default 1
   */
  readonly processesPerModel?: number;
}

/** What the containers of a pattern need, known when it is built. @internal */
export interface ContainerNeeds {
  /** Settings that are known when the app is synthesized. */
  readonly settings: Partial<Settings>;
  /** Settings that only deployment will know. */
  readonly places: Partial<Settings>;
  /** Whether models are fetched, so that the task needs room on its disk. */
  readonly fetches: boolean;
  readonly allowModels: (task: iam.IGrantable) => void;
}

/** The size of the task the containers share. @internal */
export interface ContainerRoom {
  readonly memoryMiB: number;
  readonly processes: number | undefined;
}

type Bind = (scope: Construct, room: ContainerRoom) => ContainerNeeds;

/** Which models the server in a task has. */
export class Containers {
  /**
   * One model from the start of a task to its end.
   *
   * @param model left out: the one in the image, which for the bundled image is the clothing model
   */
  public static singleModel(model?: ModelArtifact): Containers {
    return new Containers((scope, room) => oneModel(scope, room, model));
  }

  /** Any number of models, opened with their first request and closed again when memory is short. */
  public static multiModel(options: MultiModelOptions): Containers {
    return new Containers((scope, room) => manyModels(scope, room, options), true);
  }

  private constructor(
    private readonly bind: Bind,
    /** @internal */
    public readonly _many: boolean = false,
  ) {}

  /** @internal */
  public _bind(scope: Construct, room: ContainerRoom): ContainerNeeds {
    return this.bind(scope, room);
  }
}
