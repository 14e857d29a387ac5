import { StartFailure } from '../../../lib/contracts/start-failures';
import type { Scheduler } from '../scheduler/scheduler';
import type { Opening, Preparation } from './messages';
import { InferenceProcess } from './process-handle';

export interface InferencePoolOptions {
  /** The built `inference-process.js`. */
  readonly entry: string;
  readonly opening: Opening;
  readonly processes: number;
  readonly maxBatch: number;
  /** The time one process may spend on one picture. */
  readonly pictureTimeoutMs: number;
  readonly events: PoolEvents;
}

export interface PoolEvents {
  output(line: string): void;
  opened(pid: number | undefined, engines: { jpeg: string; resample: string }): void;
  died(reason: 'crash' | 'hang', detail: string): void;
}

/** Opening a large model from a slow disk takes minutes; longer than this it is stuck. */
const openTimeoutMs = 300_000;
const longestPauseMs = 10_000;
/** A process that lived this long was healthy: its successor starts at once. */
const healthyMs = 60_000;

/** Keeps a number of inference processes alive and offers each free one to the scheduler. */
export class InferencePool {
  private readonly spawned = new Set<InferenceProcess>();
  private readonly running = new Set<InferenceProcess>();
  private readonly keepers: Promise<void>[] = [];
  private stopping = false;
  private wake: () => void = () => {};
  private readonly stopped = new Promise<void>((resolve) => {
    this.wake = resolve;
  });

  constructor(private readonly options: InferencePoolOptions) {}

  /** Processes that have the model open. */
  get ready(): number {
    return this.running.size;
  }

  /** The ids of those processes. */
  get ids(): number[] {
    return [...this.running].flatMap(({ id }) => id ?? []);
  }

  /**
   * Optimises the model for this CPU and measures it, in a process of its own that ends right after.
   *
   * @throws StartFailure when the model cannot be used.
   */
  async prepare(): Promise<Preparation> {
    const { opening, maxBatch } = this.options;
    const process = this.spawn();
    try {
      return await process.prepare(opening, maxBatch, openTimeoutMs);
    } catch (error) {
      throw asStartFailure(error);
    } finally {
      await process.stop();
    }
  }

  /**
   * Starts all processes and returns when each has opened the model once.
   *
   * @throws StartFailure when one of them cannot.
   */
  async start(scheduler: Scheduler): Promise<void> {
    const firsts = Array.from({ length: this.options.processes }, () => this.open());
    const opened = await Promise.all(
      firsts.map((first) => first.catch((error) => Promise.reject(asStartFailure(error)))),
    );
    for (const process of opened) this.keepers.push(this.keep(process, scheduler));
  }

  /** Ends all processes, also those that still work or are just opening the model. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await Promise.all([...this.spawned].map((process) => process.stop()));
    await Promise.all(this.keepers);
  }

  private spawn(): InferenceProcess {
    const process = new InferenceProcess({ entry: this.options.entry, onOutput: this.options.events.output });
    this.spawned.add(process);
    void process.exited.then(() => this.spawned.delete(process));
    return process;
  }

  private async open(): Promise<InferenceProcess> {
    const process = this.spawn();
    try {
      this.options.events.opened(process.id, await process.open(this.options.opening, openTimeoutMs));
      return process;
    } catch (error) {
      await process.stop();
      throw error;
    }
  }

  /** One place in the pool: offers its process, and replaces it whenever it dies. */
  private async keep(first: InferenceProcess, scheduler: Scheduler): Promise<void> {
    let process: InferenceProcess | undefined = first;
    let pauseMs = 0;
    while (!this.stopping) {
      if (process) {
        const since = performance.now();
        await this.serve(process, scheduler);
        if (performance.now() - since > healthyMs) pauseMs = 0;
      }
      // The first successor comes at once; a place that keeps losing its process waits longer and longer.
      await this.pause(pauseMs);
      pauseMs = Math.min(longestPauseMs, Math.max(100, pauseMs * 2));
      if (this.stopping) return;
      process = await this.open().catch((error) => {
        if (!this.stopping) this.options.events.died('crash', String(error));
        return undefined;
      });
    }
    await process?.stop();
  }

  private async serve(process: InferenceProcess, scheduler: Scheduler): Promise<void> {
    const slot = process.slot(this.options.pictureTimeoutMs);
    this.running.add(process);
    scheduler.offer(slot);
    const { reason, message } = await process.exited;
    this.running.delete(process);
    scheduler.withdraw(slot);
    if (!this.stopping) this.options.events.died(reason, message);
  }

  private async pause(milliseconds: number): Promise<void> {
    if (milliseconds === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([over, this.stopped]);
    clearTimeout(timer);
  }
}

function asStartFailure(error: unknown): StartFailure {
  return error instanceof StartFailure ? error : new StartFailure('inference-unavailable', String(error));
}
