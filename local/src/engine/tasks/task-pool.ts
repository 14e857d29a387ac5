import { LocalFailure } from '../../local-failures';
import { type Launch, TaskProcess } from './task-process';

export interface TaskPoolOptions {
  readonly launch: () => Launch;
  /** The most processes at once on this machine. */
  readonly most: number;
  readonly stopSeconds: number;
  readonly onLine: (line: string) => void;
  /** Gets why no task can be started: the first time, or after a few that ended soon. */
  readonly onFailure: (failure: LocalFailure) => void;
}

/** A task that ends soon after its start is started again later each time, up to this. */
const longestPauseMs = 10_000;
const settledMs = 10_000;
/** So many in a row that end so soon would go on doing so, as the circuit breaker of Amazon ECS sees it. */
const mostEarlyEnds = 3;
/** Somebody took it away, such as the kernel for its memory: that says nothing of the next one. */
const takenAway = ['SIGKILL', 137];

/** The tasks of one service on this machine: as many as asked for, up to a limit, and each replaced when it dies. */
export class TaskPool {
  private readonly tasks = new Set<TaskProcess>();
  private wanted = 0;
  private pauseMs = 0;
  private earlyEnds = 0;
  private resumeAt = 0;
  private timer: NodeJS.Timeout | undefined;
  /** When the first task was started, in milliseconds of the epoch. */
  firstStartAt: number | undefined;
  /** The most that ran at once. */
  peak = 0;
  started = 0;
  /** Tasks that ended without being asked to. */
  died = 0;

  constructor(private readonly options: TaskPoolOptions) {}

  /** Tasks that run and are not about to stop. */
  get running(): number {
    return [...this.tasks].filter(({ stopping }) => !stopping).length;
  }

  get stopping(): number {
    return this.tasks.size - this.running;
  }

  /** Starts or stops tasks until `count` run, or as many as this machine may have. */
  want(count: number): void {
    this.wanted = Math.min(count, this.options.most);
    while (this.running > this.wanted) {
      const youngest = [...this.tasks].filter(({ stopping }) => !stopping).at(-1);
      void youngest?.stop(this.options.stopSeconds);
    }
    // Those that still drain count too: the limit is what the machine can bear.
    while (this.running < this.wanted && this.tasks.size < this.options.most && Date.now() >= this.resumeAt)
      this.start();
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.wanted = 0;
    await Promise.all([...this.tasks].map((task) => task.stop(this.options.stopSeconds)));
  }

  kill(): void {
    for (const task of this.tasks) task.kill();
  }

  private start(): void {
    const task = new TaskProcess(this.options.launch(), this.options.onLine);
    this.tasks.add(task);
    this.started += 1;
    this.firstStartAt ??= task.startedAt;
    this.peak = Math.max(this.peak, this.tasks.size);
    void task.exited.then((code) => {
      this.tasks.delete(task);
      if (!task.stopping) this.mourn(task, code);
      this.want(this.wanted);
    });
  }

  private mourn(task: TaskProcess, code: number | NodeJS.Signals | null): void {
    this.died += 1;
    const end = `a task ended with ${code ?? 'no exit code'}`;
    this.options.onLine(end);
    const soon = Date.now() - task.startedAt < settledMs;
    this.earlyEnds = soon ? this.earlyEnds + Number(!takenAway.includes(code ?? '')) : 0;
    if (task.wasRefused(code) || this.earlyEnds >= mostEarlyEnds) {
      this.wanted = 0;
      this.options.onFailure(new LocalFailure('local-task-failed', [`This time ${end}:`, ...task.last].join('\n  ')));
      return;
    }
    this.pauseMs = soon ? Math.min(longestPauseMs, Math.max(500, this.pauseMs * 2)) : 0;
    this.resumeAt = Date.now() + this.pauseMs;
    this.timer = setTimeout(() => this.want(this.wanted), this.pauseMs + 1);
  }
}
