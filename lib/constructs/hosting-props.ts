import type { Duration, Size, aws_s3 as s3, aws_sns as sns } from 'aws-cdk-lib';
import type { InferenceImage } from './inference-image';
import type { ModelArtifact } from './model-artifact';
import type { ModelStore } from './model-store';
import type { Peak } from './peak';
import type { Scaling } from './scaling';
import type { ServerSettings } from './server-settings';

/** What one container of an endpoint serves, and how. */
export interface ServedModelOptions {
  /**
   * What classifies.
   *
   * @default InferenceImage.bundled()
   */
  readonly image?: InferenceImage;

  /**
   * The model; with `ModelArtifact.fromVersion()` it is fetched as it lies there, others are packed into an archive first.
   *
   * @default - the one in the image
   */
  readonly model?: ModelArtifact;

  /**
   * How the server behaves.
   *
   * @default - the server's own defaults
   */
  readonly server?: ServerSettings;

  /**
   * Variables for an image of yours; no place for secrets.
   *
   * @default - none
   */
  readonly environment?: Record<string, string>;
}

/** The machines of an endpoint. */
export interface HostingInstanceOptions {
  /**
   * The instance type, such as `ml.c7g.xlarge`; images are built for its processors.
   *
   * @default 'ml.c7g.xlarge'
   */
  readonly instanceType?: string;

  /**
   * The fewest instances that ever run.
   *
   * @default 2
   */
  readonly minInstances?: number;

  /**
   * The most instances that ever run.
   *
   * @default 20
   */
  readonly maxInstances?: number;

  /**
   * What adds and removes instances.
   *
   * @default Scaling.onConcurrency()
   */
  readonly scaling?: Scaling;

  /**
   * Times that are known to be busy: they raise the minimum.
   *
   * @default - none
   */
  readonly schedules?: Peak[];

  /**
   * How long a container may take until it answers /ping: whole seconds from 60 to 3600.
   *
   * @default - 4 minutes, which Amazon SageMaker grants
   */
  readonly startTimeout?: Duration;
}

/** One of several that share the requests of an endpoint. */
export interface EndpointVariant extends ServedModelOptions, HostingInstanceOptions {
  /** What it is called, such as `challenger`; callers can ask for it by this name. */
  readonly name: string;

  /**
   * Its share of the requests, against the weights of the others.
   *
   * @default 1
   */
  readonly weight?: number;
}

/** A variant whose answers nobody gets. */
export interface ShadowVariant extends ServedModelOptions, HostingInstanceOptions {
  /**
   * The share of the requests that it gets a copy of, in percent.
   *
   * @default 100
   */
  readonly percent?: number;
}

/** What can be chosen for an endpoint that answers at once. */
export interface RealTimeOptions extends ServedModelOptions, HostingInstanceOptions {
  /**
   * The share of the requests that this model gets, against the weights of its challengers.
   *
   * @default 1
   */
  readonly weight?: number;

  /**
   * Other models that get a share of the requests (A/B test).
   *
   * @default - none
   */
  readonly challengers?: EndpointVariant[];

  /**
   * A model that sees the same requests, and whose answers are only measured.
   *
   * @default - none
   */
  readonly shadow?: ShadowVariant;
}

/** What can be chosen for an endpoint without machines. */
export interface ServerlessOptions extends ServedModelOptions {
  /**
   * The memory of one execution, 1 to 6 GiB in whole GiB; CPU comes with it.
   *
   * @default Size.gibibytes(3)
   */
  readonly memorySize?: Size;

  /**
   * The most requests at once, 1 to 200; further ones are refused.
   *
   * @default 20
   */
  readonly maxConcurrency?: number;

  /**
   * Executions that are always warm.
   *
   * @default - none: after a pause the first request waits for a start
   */
  readonly provisionedConcurrency?: number;

  /**
   * Up to how many warm executions there may be when they are in use; at most `maxConcurrency`.
   *
   * @default - as many as `provisionedConcurrency`
   */
  readonly maxProvisionedConcurrency?: number;
}

/** What can be chosen for an endpoint that answers later, into Amazon S3. */
export interface AsynchronousOptions extends ServedModelOptions {
  /**
   * The instance type, such as `ml.c7g.xlarge`; images are built for its processors.
   *
   * @default 'ml.c7g.xlarge'
   */
  readonly instanceType?: string;

  /**
   * The fewest instances that ever run; 0 costs nothing while nothing comes.
   *
   * @default 0
   */
  readonly minInstances?: number;

  /**
   * The most instances that ever run.
   *
   * @default 20
   */
  readonly maxInstances?: number;

  /**
   * Times that are known to be busy: they raise the minimum.
   *
   * @default - none
   */
  readonly schedules?: Peak[];

  /**
   * How many requests may wait for each instance before another one starts.
   *
   * @default 5
   */
  readonly backlogPerInstance?: number;

  /**
   * How many requests one instance gets at once.
   *
   * @default - as many as it has vCPUs
   */
  readonly concurrencyPerInstance?: number;

  /**
   * Where answers and failures are written, below `answers/` and `failures/`.
   *
   * @default - a new bucket that keeps them for 30 days
   */
  readonly outputBucket?: s3.IBucket;

  /**
   * Told of every answer.
   *
   * @default - nobody
   */
  readonly successTopic?: sns.ITopic;

  /**
   * Told of every failure.
   *
   * @default - nobody
   */
  readonly errorTopic?: sns.ITopic;
}

/** What can be chosen for an endpoint with any number of models. */
export interface MultiModelHostingOptions extends HostingInstanceOptions {
  /** The models: every version that is published there can be asked for some seconds later, without a deployment. */
  readonly repository: ModelStore;

  /**
   * Only the models below this prefix of the store, such as `teams/shoes`.
   *
   * @default - all models of the store
   */
  readonly prefix?: string;

  /**
   * What classifies.
   *
   * @default InferenceImage.bundled()
   */
  readonly image?: InferenceImage;

  /**
   * How the server behaves.
   *
   * @default - the server's own defaults
   */
  readonly server?: ServerSettings;

  /**
   * Whether instances keep models in memory between requests; without it each request opens its model anew.
   *
   * @default true
   */
  readonly cache?: boolean;
}

/** One of several containers on the same instances. */
export interface EndpointContainer extends ServedModelOptions {
  /** What callers ask for, such as `vision`. */
  readonly name: string;

  /**
   * Whether it uses the GPUs of the instance; the others are left the processors.
   *
   * @default - the first container does, where there is a GPU
   */
  readonly gpu?: boolean;
}

/** How requests reach the containers of an endpoint. */
export enum ContainerOrder {
  /** Callers name the container. */
  DIRECT = 'Direct',
  /** Each gets the answer of the one before it; the last one answers. */
  SERIAL = 'Serial',
}

/** What can be chosen for an endpoint whose instances run several containers each. */
export interface MultiContainerOptions extends HostingInstanceOptions {
  /** 2 to 15 containers. */
  readonly containers: EndpointContainer[];

  /**
   * How requests reach them.
   *
   * @default ContainerOrder.DIRECT
   */
  readonly order?: ContainerOrder;
}

/** A model that shares instances with others, with room and copies of its own. */
export interface InferenceComponent extends ServedModelOptions {
  /** What callers ask for, such as `shoes`. */
  readonly name: string;

  /**
   * The processors of one copy.
   *
   * @default 1
   */
  readonly cpus?: number;

  /**
   * The memory of one copy.
   *
   * @default Size.gibibytes(1)
   */
  readonly memory?: Size;

  /**
   * The GPUs of one copy.
   *
   * @default 0
   */
  readonly gpus?: number;

  /**
   * The fewest copies that ever run; from 0 the first call fails until a copy has started.
   *
   * @default 0
   */
  readonly minCopies?: number;

  /**
   * The most copies that ever run.
   *
   * @default 20
   */
  readonly maxCopies?: number;

  /**
   * What adds and removes copies.
   *
   * @default Scaling.onConcurrency()
   */
  readonly scaling?: Scaling;

  /**
   * Times that are known to be busy: they raise the fewest copies.
   *
   * @default - none
   */
  readonly schedules?: Peak[];
}

/** What can be chosen for an endpoint whose models come and go by copies. */
export interface InferenceComponentsOptions {
  /** The models. */
  readonly components: InferenceComponent[];

  /**
   * The instance type, such as `ml.c7g.xlarge`; images are built for its processors.
   *
   * @default 'ml.c7g.xlarge'
   */
  readonly instanceType?: string;

  /**
   * The fewest instances that ever run; 0 costs nothing while no copy runs.
   *
   * @default 0
   */
  readonly minInstances?: number;

  /**
   * The most instances that ever run.
   *
   * @default 20
   */
  readonly maxInstances?: number;
}
