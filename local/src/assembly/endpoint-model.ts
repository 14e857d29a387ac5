/** A SageMaker endpoint as a template has it, in plain values. */
export interface EndpointModel {
  readonly id: string;
  readonly name: string;
  readonly mode: HostingMode;
  /** At least one; those that share its requests, by their weights. */
  readonly variants: readonly VariantModel[];
  /** Variants that get a copy of a share of the requests, and whose answers nobody sees. */
  readonly shadows: readonly VariantModel[];
  /** Where its configuration says so: requests wait in a line, and answers are objects. */
  readonly asynchronous?: AsynchronousModel;
  /** The image because of which it does not run here: one that is not this project's. */
  readonly foreign?: string;
  /** What is kept of requests and answers. */
  readonly capture?: CaptureModel;
}

/** A share of the calls, kept in Amazon S3. */
export interface CaptureModel {
  /** `s3://bucket/prefix` of the files. */
  readonly destination: string;
  readonly percent: number;
  readonly input: boolean;
  readonly output: boolean;
  /** The content types whose bodies are kept as text; all others are base64. */
  readonly csvTypes: readonly string[];
  readonly jsonTypes: readonly string[];
}

export const hostingModes = [
  'real-time',
  'serverless',
  'asynchronous',
  'multi-model',
  'multi-container',
  'inference-components',
] as const;
export type HostingMode = (typeof hostingModes)[number];

export interface VariantModel {
  readonly name: string;
  /** The name of its endpoint's configuration, which the metrics of one deployment bear. */
  readonly configuration: string;
  readonly weight: number;
  /** Instances that it starts with; of a serverless variant those that are kept warm. */
  readonly instances: number;
  readonly serverless?: { readonly maxConcurrency: number };
  /** How long a container may take until it answers /ping. */
  readonly startSeconds: number;
  /** What one instance of it runs; of an endpoint with inference components nothing. */
  readonly hosted?: HostedModel;
  readonly components: readonly ComponentModel[];
}

/** Containers that belong together: a model of SageMaker. */
export interface HostedModel {
  readonly containers: readonly HostedContainer[];
  /** `Serial`: what one answers the next one gets; `Direct`: the caller names one. */
  readonly execution: 'Serial' | 'Direct';
  /** Without a network its containers reach no other service. */
  readonly isolated: boolean;
  /** An image that is not this project's, so that nothing of it runs here. */
  readonly foreign?: string;
}

export interface HostedContainer {
  /** The name by which callers and failures name it. */
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly data: ModelData | undefined;
  /** Many models, each fetched and loaded when somebody asks for it. */
  readonly many?: { readonly cached: boolean };
}

/** Where the files of a model lie: one archive, or a prefix (of archives where a container has many models). */
export interface ModelData {
  readonly url: string;
  readonly form: 'archive' | 'prefix';
}

/** A custom resource whose function packs a model; what it gives is known once the function ran. */
export interface ModelArchive {
  readonly id: string;
  /** The ARN of its function. */
  readonly function: string;
  /** `s3://` place of the model. */
  readonly source: string;
  /** What the function is asked for. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A model that runs beside others on the instances of a variant, in so many copies. */
export interface ComponentModel {
  readonly id: string;
  readonly name: string;
  readonly copies: number;
  readonly startSeconds: number;
  readonly hosted: HostedModel;
}

export interface AsynchronousModel {
  /** `s3://bucket/prefix` of answers. */
  readonly outputPath: string;
  readonly failurePath?: string;
  /** The ARNs of the topics that hear of answers and of failures. */
  readonly successTopic?: string;
  readonly errorTopic?: string;
  /** The topics whose messages also hold the answer. */
  readonly included: readonly string[];
  /** Requests that one instance gets at once. */
  readonly concurrency: number;
}
