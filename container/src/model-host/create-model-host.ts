import type { Settings } from '../../../lib/contracts/settings';
import { StartFailure } from '../../../lib/contracts/start-failures';
import { decodingMemory, type EngineOptions, startEngine } from '../inference/engine';
import { parseBucketAddress } from '../object-store/address';
import type { Logger } from '../telemetry/logger';
import { type LoadEvents, LoadedModels } from './loaded-models';
import { MemoryAdmission } from './memory-admission';
import type { ModelHost } from './model-host';
import { OneModel } from './one-model';
import { PlatformModels } from './platform-models';
import { BucketSource } from './repository/bucket-source';
import { FolderSource } from './repository/folder-source';
import type { RepositorySource } from './repository/repository-source';
import { RepositoryModels } from './repository-models';

export interface ModelHostOptions extends EngineOptions {
  readonly log: Logger;
  readonly loads: LoadEvents;
}

/**
 * The host that the settings ask for.
 *
 * @throws StartFailure settings-invalid when they ask for two kinds at once
 */
export async function createModelHost({
  settings,
  model,
  entry,
  environment,
  events,
  log,
  loads,
}: ModelHostOptions): Promise<ModelHost> {
  const { repository, multiModel } = settings;
  if (multiModel && repository !== undefined) {
    throw new StartFailure('settings-invalid', 'Models come from a repository or from POST /models, not from both.');
  }
  if (settings.modelSha256 !== undefined && (multiModel || repository !== undefined)) {
    throw new StartFailure(
      'settings-invalid',
      'IMAGE_CLASSIFIER_MODEL_SHA256 is of one model; here model.json says it.',
    );
  }
  if (!multiModel && repository === undefined) {
    return new OneModel(() => startEngine({ settings, model, entry, environment, events }));
  }
  // Many models share the CPUs: a process for each is isolation enough, and the kernel shares out the time.
  const processes = settings.processes || 1;
  const each = { settings: { ...settings, processes }, entry, environment, events, decoding: decodingMemory(settings) };
  const inUse = () => models.engines.map(({ description }) => description.contentHash);
  const models: LoadedModels = new LoadedModels({
    open: (place, known, signal) => startEngine({ ...each, model: place, known, signal, inUse }),
    processes,
    memory: new MemoryAdmission(settings.modelMemoryBytes),
    evict: !multiModel,
    events: loads,
  });
  if (repository === undefined) return new PlatformModels(models, settings.modelsRoot);
  return new RepositoryModels({
    source: await sourceOf(repository, settings.cacheDirectory),
    models,
    pollSeconds: settings.repositoryPollSeconds,
    defaultModel: settings.defaultModel,
    preload: settings.preload ?? [],
    pinned: pinnedVersions(settings),
    log,
  });
}

async function sourceOf(repository: string, cacheDirectory: string): Promise<RepositorySource> {
  const address = parseBucketAddress(repository);
  if (!address) return new FolderSource(repository);
  // The client of S3 is a large program that no other server needs.
  const { Bucket } = await import('../object-store/bucket');
  return new BucketSource(new Bucket(address.bucket, address.prefix), cacheDirectory);
}

function pinnedVersions({ pinnedVersions: pins = [] }: Settings): Map<string, string> {
  return new Map(
    pins.map((pin) => {
      const [, name, version] = /^(.+)=([1-9]\d*)$/.exec(pin) ?? [];
      if (name !== undefined) return [name, version];
      throw new StartFailure('settings-invalid', `IMAGE_CLASSIFIER_PINNED_VERSIONS: expected name=number, not ${pin}.`);
    }),
  );
}
