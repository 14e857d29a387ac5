import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { modelMemory, reserveBytes } from '../../contracts/model-memory';
import { modelCacheDirectory } from '../../private/bundled-image';
import { refuse } from '../../private/refusals';
import type { ContainerNeeds, ContainerRoom } from '../containers';
import type { ModelArtifact } from '../model-artifact';

const mebibyte = 1_048_576;

/** The model in the image, or one that is fetched when the task starts. */
export function oneModel(scope: Construct, room: ContainerRoom, artifact: ModelArtifact | undefined): ContainerNeeds {
  if (!artifact) return { settings: {}, places: {}, fetches: false, allowModels: () => {} };
  const { model, modelSha256, bytes, allowRead } = artifact._bind(scope);
  if (bytes !== undefined) requireRoom(scope, bytes, room);
  return {
    settings: { modelSha256, cacheDirectory: modelCacheDirectory },
    places: { model },
    fetches: true,
    allowModels: allowRead,
  };
}

function requireRoom(scope: Construct, bytes: number, { memoryMiB, processes = 1 }: ContainerRoom): void {
  if (Token.isUnresolved(memoryMiB)) return;
  const needed = Math.ceil((modelMemory(bytes, processes) + reserveBytes) / mebibyte);
  if (needed <= memoryMiB) return;
  const size = Math.ceil(bytes / mebibyte);
  refuse(scope, 'model-memory', `memoryMiB must be ${needed} or more for a model of ${size} MiB, got ${memoryMiB}`);
}
