import { Failure } from '../../../lib/contracts/failures';
import { StartFailure } from '../../../lib/contracts/start-failures';
import type { Scheduler } from '../scheduler/scheduler';
import type { TuningLimits } from '../session/tuning';
import type { Opening, Preparation } from './messages';
import { InferenceProcess } from './process-handle';
import { RestartPause } from './restart-pause';

export interface InferencePoolOptions {
  /** The built `inference-process.js`. */
  readonly entry: string;
  /** What the processes find in their environment. */
  readonly environment: NodeJS.ProcessEnv;
  readonly opening: Opening;
  /** The time one process may spend on one picture. */
  readonly pictureTimeoutMs: number;
  readonly events: PoolEvents;
}

export interface PoolEvents {
  output(line: string): void;
  opened(pid: number | undefined, engines: { jpeg: string; resample: string }): void;
  died(reason: 'crash' | 'hang', detail: string): void;
  /** Every process died again and again: pictures are turned away until the next attempt. */
  interrupted(reason: string, milliseconds: number): void;
}

/** `crash-looping`: every process died again and again, and the next attempt is more than a second away. */
export type PoolState = 'starting' | 'serving' | 'restarting' | 'crash-looping' | 'stopped';

/** Opening a large model from a slow disk takes minutes; longer than this it is stuck. */
const openTimeoutMs = 300_000;
/** Callers wait for a process that comes back sooner; before a longer pause they are answered. */
const bearablePauseMs = 1000;

/** Keeps a number of inference processes alive and offers each free one to the scheduler. */
export class InferencePool {
  private readonly spawned = new Set<InferenceProcess>();
  private readonly running = new Set<InferenceProcess>();
  private readonly keepers: Promise<void>[] = [];
  private threads = 1;
  /** A process that answered a question and has opened nothing yet. */
  private spare: InferenceProcess | undefined;
  private stopping = false;
  /** Places that wait for longer than a caller should. */
  private resting = 0;
  private lastDeath = '';
  /** Ends the pauses of the places that wait for another attempt. */
  private readonly wakes = new Set<() => void>();

  constructor(private readonly options: InferencePoolOptions) {}

  /** Processes that have the model open. */
  get ready(): number {
    return this.running.size;
  }

  get state(): PoolState {
    if (this.stopping) return 'stopped';
    if (this.ready > 0) return 'serving';
    if (this.keepers.length === 0) return 'starting';
    return this.resting === this.keepers.length ? 'crash-looping' : 'restarting';
  }

  /** The ids of those processes. */
  get ids(): number[] {
    return [...this.running].flatMap(({ id }) => id ?? []);
  }

  /**
   * Optimises the model for this CPU and measures how its processes suit it, in one of its own that ends right after;
   * unless an earlier start has left all answers.
   *
   * @throws StartFailure when the model cannot be used.
   */
  async prepare(limits: TuningLimits): Promise<Preparation> {
    if (this.stopping) throw new StartFailure('inference-unavailable', 'It was told to end.');
    const process = this.spawn();
    try {
      const { untouched, ...preparation } = await process.prepare(this.options.opening, limits, openTimeoutMs);
      if (untouched) this.spare = process;
      return preparation;
    } catch (error) {
      throw asStartFailure(error);
    } finally {
      if (this.spare !== process) await process.stop();
    }
  }

  /**
   * Starts all processes and returns when each has opened the model once.
   *
   * @throws StartFailure when one of them cannot.
   */
  async start(scheduler: Scheduler, { processes, threads }: Pick<Preparation, 'processes' | 'threads'>): Promise<void> {
    this.threads = threads;
    const firsts = Array.from({ length: processes }, () => this.open());
    const opened = await Promise.all(
      firsts.map((first) => first.catch((error) => Promise.reject(asStartFailure(error)))),
    );
    for (const process of opened) this.keepers.push(this.keep(process, scheduler));
  }

  /** Ends all processes, also those that still work or are just opening the model. */
  async stop(): Promise<void> {
    this.stopping = true;
    for (const wake of this.wakes) wake();
    await Promise.all([...this.spawned].map((process) => process.stop()));
    await Promise.all(this.keepers);
  }

  private spawn(): InferenceProcess {
    const { entry, environment, events } = this.options;
    const process = new InferenceProcess({ entry, environment, onOutput: events.output });
    this.spawned.add(process);
    void process.exited.then(() => this.spawned.delete(process));
    return process;
  }

  private async open(): Promise<InferenceProcess> {
    if (this.stopping) throw new Error('the pool has ended');
    const process = this.spare ?? this.spawn();
    this.spare = undefined;
    try {
      this.options.events.opened(process.id, await process.open(this.options.opening, this.threads, openTimeoutMs));
      return process;
    } catch (error) {
      await process.stop();
      throw error;
    }
  }

  /** One place in the pool: offers its process, and replaces it whenever it dies. */
  private async keep(first: InferenceProcess, scheduler: Scheduler): Promise<void> {
    const pause = new RestartPause();
    let process: InferenceProcess | undefined = first;
    while (!this.stopping) {
      const since = performance.now();
      if (process) await this.serve(process, scheduler);
      const life = process && { milliseconds: performance.now() - since, answered: process.answered };
      await this.rest(pause.after(life), scheduler);
      if (this.stopping) return;
      process = await this.open().catch((error) => {
        this.note('crash', String(error));
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
    this.note(reason, message);
  }

  private note(reason: 'crash' | 'hang', detail: string): void {
    if (this.stopping) return;
    this.lastDeath = detail;
    this.options.events.died(reason, detail);
  }

  private async rest(milliseconds: number, scheduler: Scheduler): Promise<void> {
    const long = milliseconds > bearablePauseMs;
    if (long) this.resting += 1;
    if (this.state === 'crash-looping') {
      const reason = `The inference processes keep dying, the last one ${this.lastDeath}.`;
      this.options.events.interrupted(reason, milliseconds);
      scheduler.interrupt(new Failure('model-not-ready', reason), milliseconds);
    }
    await this.pause(milliseconds);
    if (long) this.resting -= 1;
  }

  private async pause(milliseconds: number): Promise<void> {
    if (milliseconds === 0 || this.stopping) return;
    let timer: NodeJS.Timeout | undefined;
    let wake = () => {};
    await new Promise<void>((resolve) => {
      wake = resolve;
      this.wakes.add(wake);
      timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
    this.wakes.delete(wake);
  }
}

function asStartFailure(error: unknown): StartFailure {
  return error instanceof StartFailure ? error : new StartFailure('inference-unavailable', String(error));
}
