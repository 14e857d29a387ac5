import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { aws_ecr_assets as ecrAssets, aws_ecs as ecs, IgnoreMode } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { bundledImageDirectory } from '../../private/bundled-image';
import { refuse } from '../../private/refusals';
import type { ImageSource, LocatedImage, Machine } from './image-source';
import { pullFrom } from './pull-rights';

/** What an image is built from. */
interface Recipe {
  readonly directory: string;
  readonly file?: string;
}

/** The server of this library, with CUDA where there are GPUs. */
export function bundledSource(): ImageSource {
  const recipe = (scope: Construct, machine: Machine): Recipe => {
    if (machine.gpus > 0) requireCuda(scope, machine);
    return { directory: bundledImageDirectory(scope), file: machine.gpus > 0 ? 'Dockerfile.gpu' : undefined };
  };
  return {
    bundled: true,
    bind: (scope, machine) => bound(scope, machine, recipe(scope, machine)),
    locate: (scope, machine) => located(scope, machine, recipe(scope, machine), 'bundled'),
  };
}

/** A folder with a Dockerfile. */
export function directorySource(directory: string): ImageSource {
  const recipe = (scope: Construct): Recipe => {
    if (existsSync(join(directory, 'Dockerfile'))) return { directory };
    return refuse(scope, 'image-directory', `${directory} must be a folder with a Dockerfile, got none`);
  };
  return {
    bind: (scope, machine) => bound(scope, machine, recipe(scope)),
    locate: (scope, machine) => located(scope, machine, recipe(scope), 'own'),
  };
}

/** An image that is built at deployment; a second container of the same scope shares it. */
class BuiltImage extends ecrAssets.DockerImageAsset {
  public constructor(
    scope: Construct,
    id: string,
    private readonly recipe: Recipe & { readonly platform: string },
  ) {
    super(scope, id, {
      ...recipe,
      displayName: 'image-classifier',
      ignoreMode: IgnoreMode.DOCKER,
      platform: ecrAssets.Platform.custom(recipe.platform),
    });
  }

  public isOf({ directory, file, platform }: Recipe & { readonly platform: string }): boolean {
    const { recipe } = this;
    return recipe.directory === directory && recipe.file === file && recipe.platform === platform;
  }
}

function build(scope: Construct, { cpuArchitecture }: Machine, recipe: Recipe): BuiltImage {
  const wanted = { ...recipe, platform: platformOf(scope, cpuArchitecture) };
  const built = scope.node.children.filter((child) => child instanceof BuiltImage);
  const id = built.length === 0 ? 'Image' : `Image${built.length + 1}`;
  return built.find((image) => image.isOf(wanted)) ?? new BuiltImage(scope, id, wanted);
}

function bound(scope: Construct, machine: Machine, recipe: Recipe): ecs.ContainerImage {
  return ecs.ContainerImage.fromDockerImageAsset(build(scope, machine, recipe));
}

function located(scope: Construct, machine: Machine, recipe: Recipe, kind: 'bundled' | 'own'): LocatedImage {
  const { imageUri: uri, repository } = build(scope, machine, recipe);
  const { cpuArchitecture, gpus } = machine;
  const facts = { kind, uri, cpuArchitectures: [cpuArchitecture], gpu: kind === 'bundled' && gpus > 0 };
  return { ...facts, allowPull: pullFrom(repository.repositoryArn) };
}

const platforms: Readonly<Record<string, string>> = { ARM64: 'linux/arm64', X86_64: 'linux/amd64' };

function platformOf(scope: Construct, { _cpuArchitecture: name }: ecs.CpuArchitecture): string {
  return platforms[name] ?? refuse(scope, 'image-architecture', `cpuArchitecture must be ARM64 or X86_64, got ${name}`);
}

function requireCuda(scope: Construct, { cpuArchitecture: { _cpuArchitecture: name } }: Machine): void {
  if (name === ecs.CpuArchitecture.X86_64._cpuArchitecture) return;
  refuse(scope, 'compute-gpu-image', `instances must be X86_64 for the bundled image on GPUs, got ${name}`);
}
