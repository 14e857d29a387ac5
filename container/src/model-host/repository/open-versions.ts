import { Failure } from '../../../../lib/contracts/failures';
import type { Logger } from '../../telemetry/logger';
import type { LoadedModel } from '../loaded-model';
import type { LoadedModels } from '../loaded-models';
import { asFailure, isFault } from '../opening-failure';
import type { Catalogue } from './catalogue';
import type { FoundVersion, RepositorySource } from './repository-source';
import { fingerprintIn, isKeyOf, keyOf } from './version-key';

/** A version that could not be fetched, or whose process was killed, has another chance after so long. */
const tryAgainMs = 30_000;

export interface OpenVersionsOptions {
  readonly source: RepositorySource;
  readonly models: LoadedModels;
  readonly catalogue: Catalogue;
  readonly log: Logger;
}

/** The versions of a repository that are open, or on their way there or back. */
export class OpenVersions {
  constructor(private readonly options: OpenVersionsOptions) {}

  /**
   * @param replaces the key of the version that serves until this one does
   * @returns nothing when this version is no good; the catalogue knows why
   * @throws Failure where that says nothing about the version: a lack of room, an unload meanwhile, the end of the server
   */
  async open(name: string, found: FoundVersion, replaces?: string): Promise<LoadedModel | undefined> {
    const { models, source, catalogue } = this.options;
    try {
      return await models.load(keyOf(name, found), {
        place: (signal) => source.place(found, { signal, keep: this.fingerprints }),
        known: { name, version: found.version, by: 'model repository' },
        listedBytes: source.fetches ? found.bytes : undefined,
        replaces,
      });
    } catch (error) {
      const failure = asFailure(error);
      if (error instanceof Failure || failure.id === 'model-memory-exhausted') throw failure;
      catalogue.reject(found, failure.message, isFault(error) ? Infinity : tryAgainMs);
      return undefined;
    }
  }

  keysOf(name: string): string[] {
    const { keys, openingKeys } = this.options.models;
    return [...keys, ...openingKeys].filter((key) => isKeyOf(name, key));
  }

  /** Nobody waits for its callers, who may take minutes: other models are not to stand still meanwhile. */
  close(key: string, reason: 'replaced' | 'removed'): void {
    const { models, log } = this.options;
    models.unload(key, reason).catch((error: Error) => log.error({ reason: error.message }, 'model not closed'));
  }

  /**
   * Closes versions that were asked for by number and whose files are gone or changed since.
   *
   * @param served keys of those that serve: they stay until another one takes over
   */
  async closeLeftovers(served: ReadonlySet<string>): Promise<void> {
    const { models, catalogue, source } = this.options;
    const present = new Set(
      catalogue.names.flatMap((name) => catalogue.versions(name).map((found) => keyOf(name, found))),
    );
    for (const key of models.keys) if (!present.has(key) && !served.has(key)) this.close(key, 'removed');
    const kept = [...present, ...served].map(fingerprintIn);
    await source.keepOnly?.(new Set([...kept, ...this.fingerprints]));
  }

  /** Files of these versions are needed: an inference process that is replaced opens them again. */
  private get fingerprints(): Set<string> {
    const { keys, openingKeys, closingKeys } = this.options.models;
    return new Set([...keys, ...openingKeys, ...closingKeys].map(fingerprintIn));
  }
}
