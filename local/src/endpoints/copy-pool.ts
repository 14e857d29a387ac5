import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { HostedModel } from '../assembly/endpoint-model';
import { Copy } from './copy';
import type { Invocation } from './invocation';
import type { ModelFiles } from './model-files';
import type { ServerLaunchOptions } from './server-launch';

export interface CopyPoolOptions {
  readonly endpoint: string;
  readonly hosted: HostedModel;
  readonly startSeconds: number;
  readonly launch: ServerLaunchOptions;
  readonly files: ModelFiles;
  readonly folder: string;
  /** The most copies at once on this machine. */
  readonly most: number;
  readonly onLine: (line: string) => void;
}

/** A copy that ends soon after its start is started again later each time, up to this. */
const longestPauseMs = 10_000;
const lookEveryMs = 500;

/** As many copies of a model as asked for, up to a limit, and each replaced when it dies. */
export class CopyPool {
  private readonly copies = new Set<Copy>();
  private readonly listeners: (() => void)[] = [];
  private wanted = 0;
  private pauseMs = 0;
  private resumeAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private counter = 0;
  private waiting = false;
  private broken: Error | undefined;
  private stopped = false;

  constructor(private readonly options: CopyPoolOptions) {
    mkdirSync(options.folder, { recursive: true });
  }

  /** Copies that answer. */
  get ready(): number {
    return this.live.filter(({ isReady }) => isReady).length;
  }

  /** Models that its containers have loaded, where they have many. */
  get models(): number {
    return [...this.copies].reduce((sum, { models }) => sum + models, 0);
  }

  /** The first copy that answers. */
  get first(): Copy | undefined {
    return this.live.find(({ isReady }) => isReady);
  }

  get stopping(): number {
    return this.copies.size - this.live.length;
  }

  /** Hears of every copy that became ready, and of every request that was answered. */
  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  tell(): void {
    for (const listener of this.listeners) listener();
  }

  want(count: number): void {
    this.wanted = this.stopped ? 0 : Math.min(count, this.options.most);
    while (this.live.length > this.wanted) void this.retire(this.live[this.live.length - 1]);
    if (this.live.length < this.wanted && this.copies.size < this.options.most) {
      this.grow().catch((error: Error) => this.breakDown(error));
    }
  }

  /** The copy that has the model, or the one with the least to do; nothing while none answers. */
  pick({ targetModel }: Invocation): Copy | undefined {
    const ready = this.live.filter(({ isReady }) => isReady);
    const having = targetModel === undefined ? [] : ready.filter((copy) => copy.hasModel(targetModel));
    const among = having.length > 0 ? having : ready;
    return among.sort((one, other) => one.busy - other.busy || one.models - other.models)[0];
  }

  /** The copy that has the least to do of those that fit. */
  leastBusy(fits: (copy: Copy) => boolean): Copy | undefined {
    const fitting = this.live.filter((copy) => copy.isReady && fits(copy));
    return fitting.sort((one, other) => one.busy - other.busy)[0];
  }

  /**
   * Waits until so many copies answer as are wanted.
   *
   * @throws Error when one of them does not
   */
  async settled(): Promise<void> {
    while (!this.stopped && this.ready < this.wanted && !this.waiting) {
      if (this.broken) throw this.broken;
      const [starting] = this.live.filter(({ isReady }) => !isReady);
      if (starting) await starting.ready;
      else await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    this.wanted = 0;
    await Promise.all([...this.copies].map((copy) => copy.stop()));
  }

  kill(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    for (const copy of this.copies) copy.kill();
  }

  private get live(): Copy[] {
    return [...this.copies].filter(({ stopping }) => !stopping);
  }

  /** Its files are of no use: no later try would find others. */
  private breakDown(error: Error): void {
    if (!this.broken) this.options.onLine(error.message);
    this.broken = error;
  }

  private async grow(): Promise<void> {
    if (!(await this.hasFiles()) || Date.now() < this.resumeAt) return;
    while (!this.stopped && this.live.length < this.wanted && this.copies.size < this.options.most) this.begin();
  }

  /** A copy cannot start before somebody puts its model where the template says. */
  private async hasFiles(): Promise<boolean> {
    const { hosted, files, endpoint, onLine } = this.options;
    for (const { data, many } of hosted.containers) {
      if (!data || many || (await files.folderOf(data)) !== undefined) continue;
      if (!this.waiting) onLine(`${endpoint} waits for its model: upload it to ${files.sourceOf(data.url)}`);
      this.waiting = true;
      this.again(lookEveryMs);
      return false;
    }
    this.waiting = false;
    return true;
  }

  private begin(): void {
    const copy = new Copy({ ...this.options, folder: join(this.options.folder, `copy-${++this.counter}`) });
    this.copies.add(copy);
    copy.ready.then(
      () => {
        this.pauseMs = 0;
        this.tell();
      },
      (error: Error) => copy.stopping || this.options.onLine(error.message),
    );
    void copy.ended.then(() => {
      const expected = copy.stopping;
      copy.kill();
      this.copies.delete(copy);
      if (!expected && !this.stopped) this.mourn();
      else if (!this.stopped) this.want(this.wanted);
    });
  }

  private async retire(copy: Copy): Promise<void> {
    await copy.stop();
    this.copies.delete(copy);
  }

  private mourn(): void {
    this.options.onLine('a container ended by itself');
    this.pauseMs = Math.min(longestPauseMs, Math.max(500, this.pauseMs * 2));
    this.resumeAt = Date.now() + this.pauseMs;
    this.again(this.pauseMs + 1);
  }

  private again(ms: number): void {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.want(this.wanted), ms);
  }
}
