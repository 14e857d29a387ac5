import { type aws_ecr as ecr, aws_ecs as ecs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import type { EcrImageOptions, PrebuiltImageOptions, RegistryImageOptions } from '../inference-image';
import type { ImageSource, Machine } from './image-source';
import { pullFrom } from './pull-rights';

/** An image in Amazon ECR. */
export function ecrSource(repository: ecr.IRepository, options: EcrImageOptions): ImageSource {
  const { tagOrDigest = 'latest', cpuArchitectures } = options;
  return {
    bind: (scope, machine) => {
      requireArchitecture(scope, machine, options);
      return ecs.ContainerImage.fromEcrRepository(repository, tagOrDigest);
    },
    locate: () => ({
      kind: 'own',
      uri: repository.repositoryUriForTagOrDigest(tagOrDigest),
      cpuArchitectures,
      allowPull: pullFrom(repository.repositoryArn),
    }),
  };
}

/** An image in a registry on the internet. */
export function registrySource(name: string, options: RegistryImageOptions): ImageSource {
  return {
    needsInternet: true,
    bind: (scope, machine) => {
      requireArchitecture(scope, machine, options);
      return ecs.ContainerImage.fromRegistry(name, options);
    },
    locate: (scope) =>
      refuse(scope, 'sagemaker-image-registry', `image must be in a repository of Amazon ECR, got ${name}`),
  };
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
