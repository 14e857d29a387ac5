import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../../lib/contracts/failures';
import { StartFailure } from '../../../lib/contracts/start-failures';
import type { Engine } from '../inference/engine';
import type { Logger } from '../telemetry/logger';
import type { LoadedModel } from './loaded-model';
import type { LoadedModels } from './loaded-models';
import type { ModelHost, ModelListing, Wanted } from './model-host';
import { unknown } from './one-model';
import { Catalogue } from './repository/catalogue';
import { Lookout } from './repository/lookout';
import { OpenVersions } from './repository/open-versions';
import type { FoundVersion, RepositorySource } from './repository/repository-source';
import { keyOf } from './repository/version-key';
import { within } from './within';

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
  private readonly versions: OpenVersions;
  private readonly lookout: Lookout;
  private scanning: Promise<void> = Promise.resolve();

  constructor(private readonly options: RepositoryOptions) {
    const quietMs = Math.max(2, options.pollSeconds) * 1000;
    this.catalogue = new Catalogue({ quietMs, apartMs: this.apartMs }, options.pinned);
    const { source, models, log } = options;
    this.versions = new OpenVersions({ source, models, log, catalogue: this.catalogue });
    this.lookout = new Lookout(() => this.scan().then(() => this.follow()), this.notRead);
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
      await pause(this.apartMs);
      await scan();
    }
    for (const name of preload) {
      await this.load(name).catch((error: Error) => log.error({ model: name, reason: error.message }, 'not preloaded'));
    }
    if (pollSeconds > 0) this.lookout.every(pollSeconds * 1000);
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
    // Not one that also opens what else is new: that may take long.
    await this.scan().catch(this.notRead);
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
    await Promise.all(this.versions.keysOf(name).map((key) => this.options.models.unload(key, 'asked')));
  }

  get open(): readonly Engine[] {
    return this.options.models.engines;
  }

  get working(): boolean {
    const open = this.open;
    return open.length === 0 || open.some(({ pool }) => pool.ready > 0);
  }

  async stop(): Promise<void> {
    this.lookout.stop();
    await this.options.models.stop();
  }

  /** Milliseconds between two looks that tell whether something is still being uploaded. */
  private get apartMs(): number {
    return Math.min(this.options.pollSeconds || 1, 1) * 1000;
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
    this.requireNotShut(name);
    if (version !== undefined && !this.catalogue.versions(name).some((found) => found.version === version)) {
      throw unknown(name, version);
    }
    for (const found of this.catalogue.candidates(name, version)) {
      const model = await this.tryVersion(name, found);
      if (!model) continue;
      if (version !== undefined) return model;
      // A newer one may have taken over while this one opened.
      const newer = models.find(this.served.get(name) ?? '');
      if (newer && newer !== model) {
        this.versions.close(keyOf(name, found), 'replaced');
        return newer;
      }
      this.served.set(name, keyOf(name, found));
      return model;
    }
    throw this.unavailable(name);
  }

  /** Opens the best candidate, lets it serve, then drains the one before; keeps that one when none opens. */
  private async replace(name: string, candidates: readonly FoundVersion[]): Promise<void> {
    for (const found of candidates) {
      const key = keyOf(name, found);
      if (key === this.served.get(name) && this.options.models.find(key)) return;
      if (!(await this.tryVersion(name, found, this.served.get(name)))) continue;
      // Only now: somebody else may have replaced it meanwhile.
      const before = this.served.get(name);
      this.served.set(name, key);
      if (before !== undefined && before !== key) this.versions.close(before, 'replaced');
      return;
    }
  }

  /** @returns nothing when this version is no good; another one may be then */
  private async tryVersion(name: string, found: FoundVersion, replaces?: string): Promise<LoadedModel | undefined> {
    this.requireNotShut(name);
    const model = await this.versions.open(name, found, replaces);
    // Unloaded on request while it opened.
    if (this.shut.has(name)) await this.options.models.unload(keyOf(name, found), 'asked');
    this.requireNotShut(name);
    return model;
  }

  private requireNotShut(name: string): void {
    if (this.shut.has(name)) throw new Failure('model-unavailable', `The model ${name} was unloaded on request.`);
  }

  private unavailable(name: string): Failure {
    return new Failure('model-unavailable', `The model ${name}: ${this.catalogue.complaints(name)}`.slice(0, 2000));
  }

  private whyNotOpen(name: string, found: FoundVersion): string {
    if (this.shut.has(name)) return 'unloaded on request';
    return this.catalogue.reason(found) ?? 'opens with its first request';
  }

  /** One after the other: an older list that arrives late must not undo a newer one. */
  private scan(): Promise<void> {
    const { source } = this.options;
    const list = this.scanning.then(() => source.scan()).then((found) => this.catalogue.update(found));
    this.scanning = list.catch(() => {});
    return list;
  }

  private readonly notRead = ({ message }: Error) =>
    this.options.log.warn({ reason: message }, 'the model repository cannot be read');

  /** Brings the open models to what the repository holds now. */
  private async follow(): Promise<void> {
    const { models, log } = this.options;
    await this.versions.closeLeftovers(new Set(this.served.values()));
    for (const name of this.shut) if (!this.catalogue.has(name)) this.shut.delete(name);
    for (const name of [...this.served.keys()]) {
      try {
        if (!this.catalogue.has(name)) {
          this.served.delete(name);
          for (const key of this.versions.keysOf(name)) this.versions.close(key, 'removed');
        } else if (models.find(this.served.get(name) ?? '')) {
          await this.replace(name, this.catalogue.candidates(name));
        }
      } catch (error) {
        log.warn({ model: name, reason: (error as Error).message }, 'the new version waits');
      }
    }
  }
}
