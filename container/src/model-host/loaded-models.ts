import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../../lib/contracts/failures';
import { StartFailure } from '../../../lib/contracts/start-failures';
import type { Engine, ModelName } from '../inference/engine';
import { modelBytes } from '../models/model-bytes';
import { LoadedModel } from './loaded-model';
import { MemoryAdmission } from './memory-admission';

/** An inference process that is told to end has done so by then, one way or the other. */
const givingUpMs = 3000;

export interface LoadedModelsOptions {
  /** Opens a model in its own processes; gives up when the signal is aborted. */
  readonly open: (place: string, known: Partial<ModelName> | undefined, signal: AbortSignal) => Promise<Engine>;
  /** Inference processes per model. */
  readonly processes: number;
  readonly memory: MemoryAdmission;
  /** Whether models that nobody uses are closed to make room, the one used longest ago first. */
  readonly evict: boolean;
  readonly events?: LoadEvents;
}

export interface LoadEvents {
  loaded(key: string, engine: Engine, milliseconds: number): void;
  failed(key: string, reason: string): void;
  unloaded(engine: Engine, reason: 'asked' | 'memory' | 'replaced' | 'removed'): void;
}

/** The open models by key; each has processes of its own, so that none can stop another. */
export class LoadedModels {
  private readonly loaded = new Map<string, LoadedModel>();
  private readonly loading = new Map<string, Promise<LoadedModel>>();
  private readonly closing = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(private readonly options: LoadedModelsOptions) {}

  find(key: string): LoadedModel | undefined {
    return this.loaded.get(key);
  }

  state(key: string): 'READY' | 'LOADING' | 'UNLOADING' | undefined {
    if (this.loaded.has(key)) return 'READY';
    if (this.loading.has(key)) return 'LOADING';
    return this.closing.has(key) ? 'UNLOADING' : undefined;
  }

  get keys(): string[] {
    return [...this.loaded.keys()];
  }

  get engines(): Engine[] {
    return [...this.loaded.values()].map(({ engine }) => engine);
  }

  /**
   * The model under this key, opened where it is not; callers who come meanwhile wait for the same opening.
   *
   * @param place finds its files, or fetches them
   * @throws Failure model-memory-exhausted or server-draining; StartFailure why it cannot be used; what `place` throws
   */
  load(key: string, place: () => Promise<string>, known?: Partial<ModelName>): Promise<LoadedModel> {
    const present = this.loaded.get(key);
    if (present) return Promise.resolve(present);
    let opening = this.loading.get(key);
    if (!opening) {
      opening = this.open(key, place, known).finally(() => this.loading.delete(key));
      this.loading.set(key, opening);
    }
    return opening;
  }

  /** Closes the model; returns when its memory is free. False when it was not open. */
  async unload(key: string, reason: 'asked' | 'memory' | 'replaced' | 'removed'): Promise<boolean> {
    const model = this.loaded.get(key);
    if (!model) return false;
    this.loaded.delete(key);
    const closed = model.close().finally(() => {
      this.options.memory.giveBack(model.bytes);
      this.closing.delete(key);
      this.options.events?.unloaded(model.engine, reason);
    });
    this.closing.set(key, closed);
    await closed;
    return true;
  }

  /** Closes all models at once; those that are just being opened are given up. */
  async stop(): Promise<void> {
    this.stopping.abort(new Failure('server-draining'));
    // A download is left behind: it ends with the process.
    await Promise.race([Promise.allSettled(this.loading.values()), pause(givingUpMs, undefined, { ref: false })]);
    const all = [...this.loaded.values()];
    this.loaded.clear();
    await Promise.all([...all.map(({ engine }) => engine.pool.stop()), ...this.closing.values()]);
  }

  private async open(
    key: string,
    place: () => Promise<string>,
    known: Partial<ModelName> | undefined,
  ): Promise<LoadedModel> {
    const { memory, open, processes, events } = this.options;
    const { signal } = this.stopping;
    const start = performance.now();
    try {
      await this.closing.get(key);
      const found = await place();
      const bytes = MemoryAdmission.estimate(await modelBytes(found), processes);
      signal.throwIfAborted();
      await this.reserve(bytes);
      let engine: Engine | undefined;
      try {
        engine = await open(found, known, signal);
      } finally {
        memory.settle(bytes, engine !== undefined);
      }
      const model = new LoadedModel(engine, bytes);
      this.loaded.set(key, model);
      events?.loaded(key, engine, performance.now() - start);
      return model;
    } catch (error) {
      if (!signal.aborted)
        events?.failed(key, error instanceof StartFailure ? `${error.id}: ${error.detail}` : String(error));
      throw error;
    }
  }

  private async reserve(bytes: number): Promise<void> {
    const { memory, evict } = this.options;
    while (!memory.fits(bytes)) {
      const victim = evict && !memory.hopeless(bytes) ? this.longestUnused() : undefined;
      if (victim === undefined) {
        const mebibytes = Math.ceil(bytes / 1_048_576);
        throw new Failure('model-memory-exhausted', `The model needs about ${mebibytes} MiB of memory.`);
      }
      await this.unload(victim, 'memory');
    }
    memory.begin(bytes);
  }

  private longestUnused(): string | undefined {
    let longest: [key: string, model: LoadedModel] | undefined;
    for (const entry of this.loaded) {
      if (entry[1].idle && (!longest || entry[1].lastUsed < longest[1].lastUsed)) longest = entry;
    }
    return longest?.[0];
  }
}
