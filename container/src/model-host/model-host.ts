import type { Engine } from '../inference/engine';

/** Which model a request means, and how long its caller waits for it. */
export interface Wanted {
  /** The model of the server where left out. */
  readonly name?: string;
  /** The version being served where left out. */
  readonly version?: string;
  /** On the clock of `performance.now()`. */
  readonly deadline?: number;
  readonly signal?: AbortSignal;
}

/** The states of the Open Inference Protocol's repository extension. */
export type ModelState = 'READY' | 'LOADING' | 'UNLOADING' | 'UNAVAILABLE';

export interface ModelListing {
  readonly name: string;
  readonly version: string;
  readonly state: ModelState;
  /** Why it is unavailable; empty otherwise. */
  readonly reason: string;
}

/** Where requests find their models: one, those a platform posts, or a repository. */
export interface ModelHost {
  /**
   * Opens what has to be open before the server is ready.
   *
   * @throws StartFailure when the server cannot work without it
   */
  start(): Promise<void>;

  /**
   * Works with a model that cannot go away meanwhile.
   *
   * @throws Failure model-unknown, model-unavailable, model-memory-exhausted, deadline-exceeded, or what `work` throws
   */
  use<T>(wanted: Wanted, work: (model: Engine) => Promise<T>): Promise<T>;

  /** All models and versions known, open or not. */
  list(): readonly ModelListing[];

  /**
   * Opens a model that the host knows; does nothing where it is open.
   *
   * @throws Failure model-unknown, model-unavailable, model-memory-exhausted or model-control-off
   */
  load(name: string): Promise<void>;

  /**
   * Finishes what the model works on and closes it.
   *
   * @throws Failure model-unknown or model-control-off
   */
  unload(name: string): Promise<void>;

  /** The models that are open. */
  readonly open: readonly Engine[];

  /** Whether requests can be answered at all. */
  readonly working: boolean;

  stop(): Promise<void>;
}
