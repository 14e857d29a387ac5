import type { aws_ecs as ecs } from 'aws-cdk-lib';
import type { HostingMachine } from '../hosting-instances';

/** The ways in which Amazon SageMaker hosts models. */
export type HostingMode =
  | 'real-time'
  | 'serverless'
  | 'asynchronous'
  | 'multi-model'
  | 'multi-container'
  | 'inference-components';

/** An endpoint in plain words: what SageMaker would be asked for, before anything of it is made. */
export interface DescribedEndpoint {
  readonly mode: HostingMode;
  /** The first is the main one; the others are its challengers. */
  readonly variants: readonly DescribedVariant[];
  readonly shadows?: readonly DescribedVariant[];
  /** The share of the requests that a shadow gets a copy of. */
  readonly shadowPercent?: number;
  readonly serverless?: {
    readonly memoryMiB: number;
    readonly maxConcurrency: number;
    readonly provisionedConcurrency?: number;
    /** Where their number follows their use. */
    readonly maxProvisionedConcurrency?: number;
  };
  readonly asynchronous?: {
    /** Requests that one instance works on at a time. */
    readonly maxConcurrency?: number;
    /** How long a request may wait for its turn. */
    readonly waitSeconds?: number;
  };
  readonly components?: readonly DescribedComponent[];
  /** Whether the containers are attached to a network of the user's. */
  readonly vpc?: boolean;
  readonly networkIsolation?: boolean;
  /** Whether the disks of the instances get a KMS key of the user's. */
  readonly encryptionKey?: boolean;
  /** The share of the requests that is captured; none where it is left out. */
  readonly capturePercent?: number;
  /** How often SageMaker publishes metrics. */
  readonly metricSeconds?: number;
  /** Whether it was chosen what SageMaker tells of the instances. */
  readonly observed?: boolean;
  readonly rollout?: DescribedRollout;
}

export interface DescribedVariant {
  readonly name: string;
  /** Such as `ml.c7g.xlarge`; none for serverless endpoints. */
  readonly instanceType?: string;
  readonly minInstances?: number;
  readonly maxInstances?: number;
  /** Whether Application Auto Scaling changes the number of instances. */
  readonly scales?: boolean;
  readonly weight?: number;
  /** The machine image with the driver of its GPUs, where it is not the usual one of the type. */
  readonly gpuDriver?: string;
  /** How long a container may take until it answers to pings. */
  readonly startupSeconds?: number;
  /** How long the model may take from Amazon S3 to the instance. */
  readonly downloadSeconds?: number;
  /** Of inference components there are none here: each component has its own. */
  readonly containers: readonly DescribedContainer[];
}

export interface DescribedContainer {
  readonly hostname?: string;
  readonly image: DescribedImage;
  /** One `model.tar.gz`, loose files below a prefix, many archives below a prefix, or none besides what the image has. */
  readonly model: 'archive' | 'files' | 'archives' | 'none';
  readonly environment?: Readonly<Record<string, string>>;
  /** How long its server takes for an answer, and the largest request that it reads, where that was chosen. */
  readonly timeoutSeconds?: number;
  readonly payloadBytes?: number;
}

/** As `InferenceImage._locate()` tells it. */
export interface DescribedImage {
  readonly kind: 'bundled' | 'own' | 'prebuilt' | 'registry';
  readonly cpuArchitectures?: readonly ecs.CpuArchitecture[];
  /** Whether it can only work with a GPU. */
  readonly gpu?: boolean;
  /** Whether it is NVIDIA Triton Inference Server as AWS builds it. */
  readonly triton?: boolean;
}

export interface DescribedComponent {
  readonly name: string;
  readonly container: DescribedContainer;
  /** Whether the container is written into the component itself, and not into a model that it names. */
  readonly inline?: boolean;
  readonly minCopies: number;
  readonly maxCopies: number;
  /** Of one copy. */
  readonly cpus?: number;
  readonly memoryMiB: number;
  readonly accelerators?: number;
}

/** How a new configuration takes over the traffic. */
export interface DescribedRollout {
  readonly kind: 'allAtOnce' | 'canary' | 'linear' | 'rolling';
  /** The first share of a canary, each step of a linear one, each batch of a rolling one. */
  readonly percent?: number;
  /** Between two steps. */
  readonly waitSeconds?: number;
  /** Before the old instances go. */
  readonly terminationWaitSeconds?: number;
  readonly maxSeconds?: number;
}

/** A variant with what its instance type is. */
export type HostedVariant = DescribedVariant & { readonly machine?: HostingMachine };

/** What the rules look at. */
export type HostedEndpoint = Omit<DescribedEndpoint, 'variants' | 'shadows'> & {
  readonly variants: readonly HostedVariant[];
  readonly shadows: readonly HostedVariant[];
};
