import { type Size, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { processBytes, reserveBytes } from '../../contracts/model-memory';
import { modelCacheDirectory } from '../../private/bundled-image';
import { requireModelName, requireModelPrefix, requireModelVersion } from '../../private/model-names';
import { refuse, requireWithin } from '../../private/refusals';
import type { ContainerNeeds, ContainerRoom, MultiModelOptions } from '../containers';
import { ModelStore } from '../model-store';

const mebibyte = 1_048_576;
/** Seconds; the server's own 10 would cost a task thrice as many requests to S3. */
const usualPoll = 30;

/** A server whose models lie in a store. */
export function manyModels(scope: Construct, room: ContainerRoom, options: MultiModelOptions): ContainerNeeds {
  const { repository, prefix = '', memoryBudget, poll, defaultModel, preload, pinnedVersions = {} } = options;
  const { processesPerModel: processes = 1 } = options;
  requireStore(scope, repository);
  requireModelPrefix(scope, prefix);
  requireWithin(scope, 'containers-processes', { name: 'processesPerModel', value: processes, min: 1, max: 64 });
  const pins = Object.entries(pinnedVersions);
  const named = [
    ...(defaultModel === undefined ? [] : [defaultModel]),
    ...(preload ?? []),
    ...pins.map(([name]) => name),
  ];
  for (const name of named) requireModelName(scope, name);
  for (const [name, version] of pins) requireModelVersion(scope, name, version);
  const below = prefix === '' ? '' : `${prefix}/`;
  return {
    settings: {
      defaultModel,
      preload: preload?.length ? preload : undefined,
      pinnedVersions: pins.length > 0 ? pins.map(([name, version]) => `${name}=${version}`) : undefined,
      modelMemoryBytes: memoryBudget && budgetWithin(scope, memoryBudget, room),
      repositoryPollSeconds: poll?.toSeconds({ integral: false }) ?? usualPoll,
      processes,
      cacheDirectory: modelCacheDirectory,
    },
    places: { repository: `${repository.address}${prefix === '' ? '' : `/${prefix}`}` },
    fetches: true,
    allowModels: (task) => void repository.grants._readBelow(task, below),
  };
}

function requireStore(scope: Construct, repository: unknown): void {
  if (repository instanceof ModelStore) return;
  const got = (repository as object | undefined)?.constructor?.name ?? typeof repository;
  refuse(scope, 'containers-repository', `repository must be a ModelStore, got ${got}`);
}

function budgetWithin(scope: Construct, budget: Size, { memoryMiB }: ContainerRoom): number {
  const bytes = budget.toBytes();
  if (Token.isUnresolved(memoryMiB)) return bytes;
  const [least, most] = [processBytes / mebibyte + 1, memoryMiB - reserveBytes / mebibyte];
  const got = bytes / mebibyte;
  if (got >= least && got <= most) return bytes;
  return refuse(
    scope,
    'containers-memory-budget',
    `memoryBudget must be between ${least} and ${most} MiB in a task of ${memoryMiB} MiB, got ${got} MiB`,
  );
}
