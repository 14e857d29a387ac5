import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { StartFailure } from '../../../lib/contracts/start-failures';
import { type Outcome, type Slot, SlotDied, type Work } from '../scheduler/slot';
import type { TuningLimits } from '../session/tuning';
import type { Opening, Prepared, Reply, Request } from './messages';

export interface ProcessOptions {
  /** The built `inference-process.js`. */
  readonly entry: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Receives what the native libraries print. */
  readonly onOutput: (line: string) => void;
}

/** Below the process that answers HTTP: probes and refusals are prompt, and its next batch is there in time. */
const niceness = 5;

interface Pending {
  resolve(reply: Reply): void;
  reject(error: SlotDied): void;
}

/** The parent's end of one inference process: one request at a time, and a deadline that ends in SIGKILL. */
export class InferenceProcess {
  private readonly child: ChildProcess;
  private pending: Pending | undefined;
  private killedFor: 'hang' | undefined;
  private death: SlotDied | undefined;
  /** Whether it ever answered a batch. */
  answered = false;
  /** Why the process is gone, once it is. */
  readonly exited: Promise<SlotDied>;

  constructor({ entry, environment, onOutput }: ProcessOptions) {
    this.child = fork(entry, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: environment,
    });
    stepBack(this.child.pid);
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', onOutput);
    }
    this.child.on('message', (reply: Reply) => this.take()?.resolve(reply));
    this.exited = new Promise((resolve) => {
      const gone = (detail: string) => {
        const death = new SlotDied(this.killedFor ?? 'crash', detail);
        this.death = death;
        this.take()?.reject(death);
        resolve(death);
      };
      this.child.once('error', (error) => gone(error.message));
      this.child.once('exit', (code, signal) => gone(signal ?? `exit code ${code}`));
    });
  }

  get id(): number | undefined {
    return this.child.pid;
  }

  /** @throws StartFailure when the model cannot be used at all. */
  async prepare(opening: Opening, limits: TuningLimits, timeoutMs: number): Promise<Prepared> {
    const reply = await this.ask({ type: 'prepare', opening, limits }, timeoutMs);
    return expect(reply, 'prepared').preparation;
  }

  /** @throws StartFailure when the model cannot be opened. */
  async open(opening: Opening, threads: number, timeoutMs: number): Promise<{ jpeg: string; resample: string }> {
    return expect(await this.ask({ type: 'open', opening, threads }, timeoutMs), 'opened').engines;
  }

  /** The process as a slot: it may spend `pictureTimeoutMs` on each picture of a batch. */
  slot(pictureTimeoutMs: number): Slot {
    return { run: (works) => this.run(works, works.length * pictureTimeoutMs) };
  }

  /** Ends the process; a request it still works on is lost. */
  async stop(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    const kill = setTimeout(() => this.child.kill('SIGKILL'), 2000);
    await this.exited;
    clearTimeout(kill);
  }

  private async run(works: readonly Work[], timeoutMs: number): Promise<readonly Outcome[]> {
    const reply = await this.ask({ type: 'run', works }, timeoutMs);
    if (reply.type === 'outcomes') {
      this.answered = true;
      return reply.outcomes;
    }
    // Whoever answers something else is in a state that nobody foresaw; a new process is not.
    this.child.kill('SIGKILL');
    throw new SlotDied('crash', reply.type === 'refused' ? reply.detail : `it replied ${reply.type}`);
  }

  private ask(request: Request, timeoutMs: number): Promise<Reply> {
    if (this.death) return Promise.reject(this.death);
    return new Promise((resolve, reject) => {
      const watchdog = setTimeout(() => {
        this.killedFor = 'hang';
        this.child.kill('SIGKILL');
      }, timeoutMs);
      const settle =
        <T>(next: (value: T) => void) =>
        (value: T) => {
          clearTimeout(watchdog);
          next(value);
        };
      this.pending = { resolve: settle(resolve), reject: settle(reject) };
      // A failed send means that the process is gone; its exit event rejects the request.
      this.child.send(request, () => {});
    });
  }

  private take(): Pending | undefined {
    const pending = this.pending;
    this.pending = undefined;
    return pending;
  }
}

function expect<T extends Reply['type']>(reply: Reply, type: T): Extract<Reply, { type: T }> {
  if (reply.type === 'refused') throw new StartFailure(reply.id, reply.detail);
  if (reply.type !== type) throw new Error(`expected the reply ${type}, received ${reply.type}`);
  return reply as Extract<Reply, { type: T }>;
}

function stepBack(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, niceness);
  } catch {
    // Gone already, or a sandbox that forbids it: an order of preference, no condition.
  }
}
