import type { aws_ecr as ecr, aws_ecs as ecs, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { bundledSource, directorySource } from './inference-image/built-image';
import type { ImageScript, ImageSource, LocatedImage, Machine } from './inference-image/image-source';
import { ecrSource, registrySource } from './inference-image/published-image';

/** What is known of an image that somebody else built. */
export interface PrebuiltImageOptions {
  /**
   * The CPU architectures the image was built for; other tasks refuse it.
   *
   * @default - the image is trusted to run on the architecture of the task
   */
  readonly cpuArchitectures?: ecs.CpuArchitecture[];
}

/** What is known of an image in Amazon ECR. */
export interface EcrImageOptions extends PrebuiltImageOptions {
  /**
   * The tag, or a digest that starts with `sha256:`.
   *
   * @default 'latest'
   */
  readonly tagOrDigest?: string;
}

/** What is known of an image in another registry. */
export interface RegistryImageOptions extends PrebuiltImageOptions {
  /**
   * User name and password for the registry.
   *
   * @default - the image is public
   */
  readonly credentials?: secretsmanager.ISecret;
}

/** The container image that classifies; the server in it must read the settings of this library. */
export abstract class InferenceImage {
  /**
   * The server of this library with its demo model, built for the architecture of the tasks at deployment; for tasks with GPUs,
   * with the CUDA provider of ONNX Runtime.
   */
  public static bundled(): InferenceImage {
    return new SourcedImage(bundledSource());
  }

  /**
   * A folder of yours with a Dockerfile, built for the architecture of the tasks at deployment.
   *
   * @param directory the folder; its .dockerignore is respected
   */
  public static fromAsset(directory: string): InferenceImage {
    return new SourcedImage(directorySource(directory));
  }

  /** An image in Amazon ECR. */
  public static fromEcr(repository: ecr.IRepository, options: EcrImageOptions = {}): InferenceImage {
    return new SourcedImage(ecrSource(repository, options));
  }

  /**
   * An image in a registry on the internet; tasks need a way out to it. Amazon SageMaker refuses such images.
   *
   * @param name such as `ghcr.io/shop/classifier:3`
   */
  public static fromRegistry(name: string, options: RegistryImageOptions = {}): InferenceImage {
    return new SourcedImage(registrySource(name, options));
  }

  protected constructor() {}

  /** Whether tasks must reach the internet to load the image. */
  public abstract readonly needsInternet: boolean;

  /** @internal */
  public abstract readonly _bundled: boolean;

  /** @internal For a task of Amazon ECS. */
  public abstract _bind(scope: Construct, cpuArchitecture: ecs.CpuArchitecture, gpus?: number): ecs.ContainerImage;

  /** @internal For a container of Amazon SageMaker; asking twice in the same scope gives the same image. */
  public abstract _locate(scope: Construct, machine: Machine): LocatedImage;

  /** @internal Code that must lie beside the model, for an image by AWS. */
  public _script(_scope: Construct): ImageScript | undefined {
    return undefined;
  }
}

/** An image of the place it comes from. */
class SourcedImage extends InferenceImage {
  public readonly needsInternet: boolean;
  public readonly _bundled: boolean;

  public constructor(private readonly source: ImageSource) {
    super();
    this.needsInternet = source.needsInternet ?? false;
    this._bundled = source.bundled ?? false;
  }

  public _bind(scope: Construct, cpuArchitecture: ecs.CpuArchitecture, gpus = 0): ecs.ContainerImage {
    return this.source.bind(scope, { cpuArchitecture, gpus });
  }

  public _locate(scope: Construct, machine: Machine): LocatedImage {
    return this.source.locate(scope, machine);
  }
}
