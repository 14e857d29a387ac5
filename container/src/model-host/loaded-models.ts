import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../../../lib/contracts/failures';
import { StartFailure } from '../../../lib/contracts/start-failures';
import type { Engine, KnownModel } from '../inference/engine';
import { modelBytes } from '../models/model-bytes';
import { LoadedModel } from './loaded-model';
import { MemoryAdmission } from './memory-admission';

/** An inference process that is told to end has done so by then, one way or the other. */
const givingUpMs = 3000;

export interface LoadedModelsOptions {
  /** Opens a model in its own processes; gives up when the signal is aborted. */
  readonly open: (place: string, known: KnownModel | undefined, signal: AbortSignal) => Promise<Engine>;
  /** Inference processes per model. */
  readonly processes: number;
  readonly memory: MemoryAdmission;
  /** Whether models that nobody uses are closed to make room, the one used longest ago first. */
  readonly evict: boolean;
  readonly events?: LoadEvents;
}

export interface LoadEvents {
  loaded(key: string, engine: Engine, milliseconds: number): void;
  /** @param expected whether there was no room, where it is a platform that makes room and comes again */
  failed(key: string, reason: string, expected: boolean): void;
  unloaded(engine: Engine, reason: 'asked' | 'memory' | 'replaced' | 'removed'): void;
}

export interface Wish {
  /** Finds the model's files, or fetches them until the signal is aborted. */
  readonly place: (signal: AbortSignal) => Promise<string>;
  /** What callers know it as, where that is not its own name. */
  readonly known?: KnownModel;
  /** The most bytes that its files take, where that is known before they are there. */
  readonly listedBytes?: number;
  /** The key of the model that it shall replace: that one serves until then, and does not leave to make room. */
  readonly replaces?: string;
}

/** A model that is being opened. */
interface Opening {
  readonly model: Promise<LoadedModel>;
  readonly giveUp: AbortController;
  readonly spared: Set<string>;
}

/** The open models by key; each has processes of its own, so that none can stop another. */
export class LoadedModels {
  private readonly loaded = new Map<string, LoadedModel>();
  private readonly loading = new Map<string, Opening>();
  private readonly closing = new Map<string, Promise<void>>();
  private stopped = false;

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

  /** Keys of models that are being opened. */
  get openingKeys(): string[] {
    return [...this.loading.keys()];
  }

  /** Keys of models that finish what they work on and then end. */
  get closingKeys(): string[] {
    return [...this.closing.keys()];
  }

  get engines(): Engine[] {
    return [...this.loaded.values()].map(({ engine }) => engine);
  }

  /**
   * The model under this key, opened where it is not; callers who come meanwhile wait for the same opening.
   *
   * @throws Failure model-memory-exhausted, server-draining, or model-unavailable when it is unloaded meanwhile;
   * StartFailure why it cannot be used; what `place` throws
   */
  load(key: string, wish: Wish): Promise<LoadedModel> {
    const present = this.loaded.get(key);
    if (present) return Promise.resolve(present);
    if (this.stopped) return Promise.reject(new Failure('server-draining'));
    const earlier = this.loading.get(key);
    // Nobody joins an opening that is given up: it gets in nobody's way either.
    const opening = earlier?.giveUp.signal.aborted === false ? earlier : this.begin(key, wish, earlier);
    if (wish.replaces !== undefined) opening.spared.add(wish.replaces);
    return opening.model;
  }

  /**
   * Closes the model, or gives up its opening; returns when its memory is free. False when there was nothing to close.
   */
  async unload(key: string, reason: 'asked' | 'memory' | 'replaced' | 'removed'): Promise<boolean> {
    const opening = this.loading.get(key);
    if (opening) {
      opening.giveUp.abort(new Failure('model-unavailable', 'The model was unloaded while it opened.'));
      await opening.model.catch(() => {});
    }
    const model = this.loaded.get(key);
    if (!model) {
      const leaving = this.closing.get(key);
      await leaving;
      return opening !== undefined || leaving !== undefined;
    }
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
    this.stopped = true;
    const openings = [...this.loading.values()];
    for (const { giveUp } of openings) giveUp.abort(new Failure('server-draining'));
    const ended = Promise.allSettled(openings.map(({ model }) => model));
    await Promise.race([ended, pause(givingUpMs, undefined, { ref: false })]);
    const all = [...this.loaded.values()];
    this.loaded.clear();
    await Promise.all([...all.map(({ engine }) => engine.pool.stop()), ...this.closing.values()]);
  }

  private begin(key: string, wish: Wish, earlier: Opening | undefined): Opening {
    const giveUp = new AbortController();
    const spared = new Set<string>();
    const before = Promise.allSettled([earlier?.model, this.closing.get(key)]);
    const model = before
      .then(() => this.open(key, wish, { signal: giveUp.signal, spared }))
      .finally(() => {
        if (this.loading.get(key) === opening) this.loading.delete(key);
      });
    const opening = { model, giveUp, spared };
    this.loading.set(key, opening);
    return opening;
  }

  private async open(
    key: string,
    { place, known, listedBytes = 0 }: Wish,
    { signal, spared }: { readonly signal: AbortSignal; readonly spared: ReadonlySet<string> },
  ): Promise<LoadedModel> {
    const { memory, open, processes, events } = this.options;
    const start = performance.now();
    try {
      signal.throwIfAborted();
      const atLeast = MemoryAdmission.estimate(listedBytes, processes);
      if (memory.hopeless(atLeast)) throw tooLarge(atLeast);
      const found = await place(signal);
      const bytes = MemoryAdmission.estimate(await modelBytes(found), processes);
      await this.reserve(bytes, signal, spared);
      let engine: Engine | undefined;
      try {
        engine = await open(found, known, signal);
      } finally {
        memory.settle(bytes, engine !== undefined);
      }
      const model = new LoadedModel(engine, bytes);
      if (!signal.aborted) this.loaded.set(key, model);
      events?.loaded(key, engine, performance.now() - start);
      if (signal.aborted) {
        await model.close();
        memory.giveBack(bytes);
        events?.unloaded(engine, 'asked');
      }
      signal.throwIfAborted();
      return model;
    } catch (error) {
      // Whatever broke because the opening was given up: that is the reason.
      if (signal.aborted) throw signal.reason;
      const expected = !this.options.evict && error instanceof Failure && error.id === 'model-memory-exhausted';
      events?.failed(key, error instanceof StartFailure ? `${error.id}: ${error.detail}` : String(error), expected);
      throw error;
    }
  }

  private async reserve(bytes: number, signal: AbortSignal, spared: ReadonlySet<string>): Promise<void> {
    const { memory, evict } = this.options;
    for (;;) {
      signal.throwIfAborted();
      if (memory.fits(bytes)) break;
      const victim = evict && !memory.hopeless(bytes) ? this.longestUnused(spared) : undefined;
      if (victim === undefined) throw tooLarge(bytes);
      await this.unload(victim, 'memory');
    }
    memory.begin(bytes);
  }

  private longestUnused(spared: ReadonlySet<string>): string | undefined {
    let longest: [key: string, model: LoadedModel] | undefined;
    for (const entry of this.loaded) {
      if (spared.has(entry[0])) continue;
      if (entry[1].idle && (!longest || entry[1].lastUsed < longest[1].lastUsed)) longest = entry;
    }
    return longest?.[0];
  }
}

function tooLarge(bytes: number): Failure {
  const mebibytes = Math.ceil(bytes / 1_048_576);
  return new Failure('model-memory-exhausted', `The model needs about ${mebibytes} MiB of memory.`);
}
