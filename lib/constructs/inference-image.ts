import {
  type aws_ecr as ecr,
  aws_ecr_assets as ecrAssets,
  aws_ecs as ecs,
  IgnoreMode,
  type aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { bundledImageDirectory } from '../private/bundled-image';
import { refuse } from '../private/refusals';

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

/** What the tasks have that an image must be made for. */
interface Machine {
  readonly cpuArchitecture: ecs.CpuArchitecture;
  readonly gpus: number;
}

type Bind = (scope: Construct, machine: Machine) => ecs.ContainerImage;

/** The container image that classifies; the server in it must read the settings of this library. */
export class InferenceImage {
  /**
   * The server of this library with its demo model, built for the architecture of the tasks at deployment; for tasks with GPUs,
   * with the CUDA provider of ONNX Runtime.
   */
  public static bundled(): InferenceImage {
    return new InferenceImage(
      (scope, machine) => {
        if (machine.gpus > 0) requireCuda(scope, machine);
        const file = machine.gpus > 0 ? 'Dockerfile.gpu' : undefined;
        return built(scope, machine, { directory: bundledImageDirectory(scope), file });
      },
      false,
      true,
    );
  }

  /**
   * A folder of yours with a Dockerfile, built for the architecture of the tasks at deployment.
   *
   * @param directory the folder; its .dockerignore is respected
   */
  public static fromAsset(directory: string): InferenceImage {
    return new InferenceImage((scope, machine) => built(scope, machine, { directory }));
  }

  /** An image in Amazon ECR. */
  public static fromEcr(repository: ecr.IRepository, options: EcrImageOptions = {}): InferenceImage {
    return new InferenceImage((scope, machine) => {
      requireArchitecture(scope, machine, options);
      return ecs.ContainerImage.fromEcrRepository(repository, options.tagOrDigest);
    });
  }

  /**
   * An image in a registry on the internet; tasks need a way out to it.
   *
   * @param name such as `ghcr.io/shop/classifier:3`
   */
  public static fromRegistry(name: string, options: RegistryImageOptions = {}): InferenceImage {
    const bind: Bind = (scope, machine) => {
      requireArchitecture(scope, machine, options);
      return ecs.ContainerImage.fromRegistry(name, options);
    };
    return new InferenceImage(bind, true);
  }

  private constructor(
    private readonly bind: Bind,
    /** Whether tasks must reach the internet to load the image. */
    public readonly needsInternet: boolean = false,
    /** @internal */
    public readonly _bundled: boolean = false,
  ) {}

  /** @internal */
  public _bind(scope: Construct, cpuArchitecture: ecs.CpuArchitecture, gpus = 0): ecs.ContainerImage {
    return this.bind(scope, { cpuArchitecture, gpus });
  }
}

function built(
  scope: Construct,
  { cpuArchitecture }: Machine,
  { directory, file }: { directory: string; file?: string },
): ecs.ContainerImage {
  const asset = new ecrAssets.DockerImageAsset(scope, 'Image', {
    directory,
    file,
    displayName: 'image-classifier',
    ignoreMode: IgnoreMode.DOCKER,
    platform: ecrAssets.Platform.custom(platformOf(scope, cpuArchitecture)),
  });
  return ecs.ContainerImage.fromDockerImageAsset(asset);
}

const platforms: Readonly<Record<string, string>> = { ARM64: 'linux/arm64', X86_64: 'linux/amd64' };

function platformOf(scope: Construct, { _cpuArchitecture: name }: ecs.CpuArchitecture): string {
  return platforms[name] ?? refuse(scope, 'image-architecture', `cpuArchitecture must be ARM64 or X86_64, got ${name}`);
}

function requireCuda(scope: Construct, { cpuArchitecture: { _cpuArchitecture: name } }: Machine): void {
  if (name === ecs.CpuArchitecture.X86_64._cpuArchitecture) return;
  refuse(scope, 'compute-gpu-image', `instances must be X86_64 for the bundled image on GPUs, got ${name}`);
}

function requireArchitecture(
  scope: Construct,
  { cpuArchitecture: { _cpuArchitecture: wanted } }: Machine,
  { cpuArchitectures }: PrebuiltImageOptions,
): void {
  const offered = cpuArchitectures?.map(({ _cpuArchitecture }) => _cpuArchitecture);
  if (!offered || offered.includes(wanted)) return;
  refuse(scope, 'image-architecture', `cpuArchitecture must be ${offered.join(' or ')} for this image, got ${wanted}`);
}
