import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How a task is started: a program with its arguments and environment. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** A process group of its own, which ends as a whole, as a container does; signals of the terminal are the engine's to act on. */
const own = { detached: true };

/** One task of a service: a real process. */
export class TaskProcess {
  readonly startedAt = Date.now();
  /** Resolves with its exit code, or with the signal that ended it. */
  readonly exited: Promise<number | NodeJS.Signals | null>;
  stopping = false;
  private readonly child: ChildProcess;

  /** @param onLine gets what it prints, line by line */
  constructor({ file, args, environment }: Launch, onLine: (line: string) => void) {
    this.child = spawn(file, args, { env: { ...environment }, stdio: ['pipe', 'pipe', 'pipe'], ...own });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', onLine);
    }
    this.exited = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => {
        // An inference process that is inside a run does not hear that its parent is gone.
        this.kill();
        resolve(signal ?? code);
      });
      this.child.once('error', (error) => {
        onLine(error.message);
        resolve(null);
      });
    });
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
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  }
}
