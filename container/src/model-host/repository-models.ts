import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../../lib/contracts/failures';
import { StartFailure } from '../../../lib/contracts/start-failures';
import type { Engine } from '../inference/engine';
import type { Logger } from '../telemetry/logger';
import type { LoadedModel } from './loaded-model';
import type { LoadedModels } from './loaded-models';
import type { ModelHost, ModelListing, Wanted } from './model-host';
import { unknown } from './one-model';
import { asFailure, isFault } from './opening-failure';
import { Catalogue } from './repository/catalogue';
import type { FoundVersion, RepositorySource } from './repository/repository-source';
import { fingerprintIn, isKeyOf, keyOf } from './repository/version-key';
import { within } from './within';

/** A version that could not be fetched, or whose process was killed, has another chance after so long. */
const tryAgainMs = 30_000;

export interface RepositoryOptions {
  readonly source: RepositorySource;
  readonly models: LoadedModels;
  readonly pollSeconds: number;
  readonly defaultModel: string | undefined;
  readonly preload: readonly string[];
  /** Version by model. */
  readonly pinned: ReadonlyMap<string, string>;
  readonly log: Logger;
}

/** Models of a repository: opened with their first request, replaced when a new version is complete and works. */
export class RepositoryModels implements ModelHost {
  private readonly catalogue: Catalogue;
  /** The key of the version that answers requests which name none. */
  private readonly served = new Map<string, string>();
  /** Unloaded on request: a mere request does not open them again. */
  private readonly shut = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private scanned = false;
  private stopped = false;

  constructor(private readonly options: RepositoryOptions) {
    const quietMs = Math.max(2, options.pollSeconds) * 1000;
    this.catalogue = new Catalogue(quietMs, options.pinned);
  }

  async start(): Promise<void> {
    const { preload, pollSeconds, log } = this.options;
    const scan = () =>
      this.scan().catch((error: Error) => {
        throw new StartFailure('repository-unreadable', `${error.name}: ${error.message}`);
      });
    await scan();
    if (!this.catalogue.settled) {
      // Something is perhaps still being uploaded: a second look tells what is complete.
      await pause(Math.min(pollSeconds || 1, 1) * 1000);
      await scan();
    }
    for (const name of preload) {
      await this.load(name).catch((error: Error) => log.error({ model: name, reason: error.message }, 'not preloaded'));
    }
    if (pollSeconds > 0) this.poll(pollSeconds * 1000);
  }

  async use<T>(wanted: Wanted, work: (model: Engine) => Promise<T>): Promise<T> {
    const name = wanted.name ?? this.defaultName();
    for (;;) {
      const model = await within(this.opened(name, wanted.version), wanted);
      // It may have been closed between its opening and this line; then it is opened once more.
      if (!model.closing) return await model.use(work);
    }
  }

  list(): readonly ModelListing[] {
    return this.catalogue.names.flatMap((name) =>
      this.catalogue.versions(name).map((found): ModelListing => {
        const state = this.options.models.state(keyOf(name, found)) ?? 'UNAVAILABLE';
        const reason = state === 'UNAVAILABLE' ? this.whyNotOpen(name, found) : '';
        return { name, version: found.version, state, reason };
      }),
    );
  }

  async load(name: string): Promise<void> {
    await this.look();
    if (!this.catalogue.has(name)) throw unknown(name);
    this.shut.delete(name);
    this.catalogue.forgive(name);
    // Who asks for it says that it is complete.
    await this.replace(name, this.catalogue.candidates(name, undefined, true));
    if (!this.served.has(name)) throw this.unavailable(name);
  }

  async unload(name: string): Promise<void> {
    if (!this.catalogue.has(name)) throw unknown(name);
    this.shut.add(name);
    this.served.delete(name);
    await Promise.all(this.keysOf(name).map((key) => this.options.models.unload(key, 'asked')));
  }

  get open(): readonly Engine[] {
    return this.options.models.engines;
  }

  get working(): boolean {
    const open = this.open;
    return this.scanned && (open.length === 0 || open.some(({ pool }) => pool.ready > 0));
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.stopped = true;
    await this.options.models.stop();
  }

  private defaultName(): string {
    const name = this.options.defaultModel ?? (this.catalogue.names.length === 1 ? this.catalogue.names[0] : undefined);
    if (name !== undefined) return name;
    throw new Failure('model-unknown', 'The request names no model and IMAGE_CLASSIFIER_DEFAULT_MODEL is not set.');
  }

  /** The model under the version being served, or under the one that was asked for. */
  private async opened(name: string, version: string | undefined): Promise<LoadedModel> {
    const { models } = this.options;
    const key = this.served.get(name);
    const present = version === undefined && key !== undefined ? models.find(key) : undefined;
    if (present) return present;
    if (!this.catalogue.has(name)) throw unknown(name, version);
    if (this.shut.has(name)) throw unloaded(name);
    if (version !== undefined && !this.catalogue.versions(name).some((found) => found.version === version)) {
      throw unknown(name, version);
    }
    for (const found of this.catalogue.candidates(name, version)) {
      const model = await this.tryVersion(name, found);
      if (!model) continue;
      if (version === undefined) this.served.set(name, keyOf(name, found));
      return model;
    }
    throw this.unavailable(name);
  }

  /** Opens the best candidate, lets it serve, then drains the one before; keeps that one when none opens. */
  private async replace(name: string, candidates: readonly FoundVersion[]): Promise<void> {
    for (const found of candidates) {
      const key = keyOf(name, found);
      if (key === this.served.get(name) && this.options.models.find(key)) return;
      if (!(await this.tryVersion(name, found))) continue;
      // Only now: somebody else may have replaced it meanwhile.
      const before = this.served.get(name);
      this.served.set(name, key);
      if (before !== undefined && before !== key) await this.options.models.unload(before, 'replaced');
      return;
    }
  }

  /** @returns nothing when this version is no good; another one may be then */
  private async tryVersion(name: string, found: FoundVersion): Promise<LoadedModel | undefined> {
    const model = await this.openVersion(name, found);
    if (!model || !this.shut.has(name)) return model;
    // Unloaded on request while it opened.
    await this.options.models.unload(keyOf(name, found), 'asked');
    throw unloaded(name);
  }

  private async openVersion(name: string, found: FoundVersion): Promise<LoadedModel | undefined> {
    const { models, source } = this.options;
    const key = keyOf(name, found);
    try {
      return await models.load(key, () => source.place(found), { name, version: found.version });
    } catch (error) {
      const failure = asFailure(error);
      // A lack of memory is no fault of the version.
      if (failure.id === 'model-memory-exhausted') throw failure;
      this.catalogue.reject(found, failure.message, isFault(error) ? Infinity : tryAgainMs);
      return undefined;
    }
  }

  private unavailable(name: string): Failure {
    return new Failure('model-unavailable', `The model ${name}: ${this.catalogue.complaints(name)}`.slice(0, 2000));
  }

  private whyNotOpen(name: string, found: FoundVersion): string {
    if (this.shut.has(name)) return 'unloaded on request';
    return this.catalogue.reason(found) ?? 'opens with its first request';
  }

  private keysOf(name: string): string[] {
    return this.options.models.keys.filter((key) => isKeyOf(name, key));
  }

  private poll(pauseMs: number): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.look().finally(() => this.poll(pauseMs)), pauseMs);
    this.timer.unref();
  }

  /** One look at the repository; a repository that cannot be read changes nothing. */
  private look(): Promise<void> {
    this.looking = this.looking
      .then(() => this.scan().then(() => this.follow()))
      .catch((error: Error) => {
        this.options.log.warn({ reason: error.message }, 'the model repository cannot be read');
      });
    return this.looking;
  }

  private async scan(): Promise<void> {
    this.catalogue.update(await this.options.source.scan());
    this.scanned = true;
  }

  /** Brings the open models to what the repository holds now. */
  private async follow(): Promise<void> {
    const { models, log } = this.options;
    await this.closeLeftovers();
    for (const name of [...this.served.keys()]) {
      try {
        if (!this.catalogue.has(name)) {
          this.served.delete(name);
          await Promise.all(this.keysOf(name).map((key) => models.unload(key, 'removed')));
        } else if (models.find(this.served.get(name) ?? '')) {
          await this.replace(name, this.catalogue.candidates(name));
        }
      } catch (error) {
        log.warn({ model: name, reason: (error as Error).message }, 'the new version waits');
      }
    }
  }

  /** Versions that were asked for by number and whose files are gone or changed since. */
  private async closeLeftovers(): Promise<void> {
    const { models } = this.options;
    const present = new Set(
      this.catalogue.names.flatMap((name) => this.catalogue.versions(name).map((found) => keyOf(name, found))),
    );
    const served = new Set(this.served.values());
    const gone = models.keys.filter((key) => !present.has(key) && !served.has(key));
    await Promise.all(gone.map((key) => models.unload(key, 'removed')));
    const kept = [...present, ...served, ...models.keys].map(fingerprintIn);
    await this.options.source.keepOnly?.(new Set(kept));
  }
}

function unloaded(name: string): Failure {
  return new Failure('model-unavailable', `The model ${name} was unloaded on request.`);
}
