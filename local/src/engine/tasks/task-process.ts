import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How a task is started: a program with its arguments and environment. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where it runs, if not where the engine does. */
  readonly folder?: string;
  /** Exit codes by which the program says that it could not start the task at all. */
  readonly refusals?: readonly number[];
  /** Ends what does not end with the program's process group. */
  readonly remove?: () => void;
}

/** So many lines tell why a task ended. */
const lastLines = 3;

/** A process group of its own, which ends as a whole, as a container does; signals of the terminal are the engine's to act on. */
const own = { detached: true };

/** One task of a service: a real process. */
export class TaskProcess {
  readonly startedAt = Date.now();
  /** Resolves with its exit code, or with the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals | null>;
  stopping = false;
  /** What it printed last. */
  readonly last: string[] = [];
  private readonly child: ChildProcess;

  /** @param onLine gets what it prints, line by line */
  constructor(
    private readonly launch: Launch,
    onLine: (line: string) => void,
  ) {
    const { file, args, environment, folder } = launch;
    this.child = spawn(file, args, { env: { ...environment }, cwd: folder, stdio: ['pipe', 'pipe', 'pipe'], ...own });
    const hear = (line: string) => {
      if (line.trim() !== '') this.last.push(line);
      if (this.last.length > lastLines) this.last.shift();
      onLine(line);
    };
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', hear);
    }
    this.exited = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => {
        // An inference process that is inside a run does not hear that its parent is gone.
        this.kill();
        // Its last words may still be on their way.
        this.child.once('close', () => resolve(signal ?? code));
        setTimeout(() => resolve(signal ?? code), 500).unref();
      });
      this.child.once('error', (error) => {
        hear(error.message);
        resolve(null);
      });
    });
  }

  /** Whether it was never started: an exit code of what should have done so. */
  wasRefused(code: number | NodeJS.Signals | null): boolean {
    return code === null || (this.launch.refusals ?? []).some((refusal) => refusal === code);
  }

  /** The id of its process, where it could be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** SIGTERM, and SIGKILL where it takes longer than the template allows, as Amazon ECS does. */
  async stop(seconds: number): Promise<void> {
    this.stopping = true;
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.kill(), seconds * 1000);
    await this.exited;
    clearTimeout(timer);
  }

  /** At once, with everything that it started. */
  kill(): void {
    this.launch.remove?.();
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  }
}
