import { unreadableJob } from '../../../lib/contracts/dead-letter';
import { Failure } from '../../../lib/contracts/failures';
import { type Job, readJobs } from '../../../lib/contracts/job';
import { SchemaError } from '../../../lib/contracts/schema';
import { type JobQueue, type Message, mostTogether } from '../job-queue/message';
import { HeldMessages } from './held-messages';
import type { Finished, JobRun } from './job-run';
import { backOff, pause, persist } from './patience';
import { inOrder, SecondTries } from './second-tries';
import type { Slots } from './slots';

export interface QueueWorkerOptions {
  readonly queue: JobQueue;
  readonly run: JobRun;
  /** Messages worked on at once; never more are received. */
  readonly slots: Slots;
  readonly visibilitySeconds: number;
  /** How long one delivery may be worked on. */
  readonly limitSeconds: number;
  /** Whether pictures can be classified at all; nothing is received while they cannot. */
  readonly ready: () => boolean;
  readonly events: WorkerEvents;
  /** How long one poll waits for a message; a stop waits as long. */
  readonly pollSeconds: number;
}

export interface WorkerEvents {
  started(job: Job, message: Message): void;
  finished(job: Job, message: Message, finished: Finished): void;
  /** The message comes back. */
  released(message: Message, failure: Failure): void;
  trouble(step: string, error: Error): void;
}

/** A poll takes 20 s at most; without one for so long, the loop is stuck. */
const stuckSeconds = 90;

/** Takes messages into free slots and brings each picture to exactly one result. */
export class QueueWorker {
  private readonly held: HeldMessages;
  private readonly secondTries = new SecondTries();
  private readonly working = new Map<Message, { task: Promise<void>; controller: AbortController }>();
  private readonly stopping = new AbortController();
  private readonly cutOff = new AbortController();
  private onFree: () => void = () => {};
  private lastPoll = performance.now();
  /** Whether the queue had as many messages as were asked for last, and so may have more. */
  private backlog = false;
  private loop: Promise<void> | undefined;

  constructor(private readonly options: QueueWorkerOptions) {
    const { queue, visibilitySeconds, limitSeconds, events } = options;
    this.held = new HeldMessages({
      queue,
      visibilitySeconds,
      limitSeconds,
      onLost: ({ id }) => events.trouble('extend', new Error(`the delivery of ${id} cannot be extended`)),
      onTrouble: (error) => events.trouble('extend', error),
    });
  }

  /** Messages being worked on. */
  get busy(): number {
    return this.working.size;
  }

  /**
   * Messages whose results may be announced soon, so that it pays to wait for company: none but the own while the queue is
   * quiet, and of what came back, one after the other.
   */
  get nearlyDone(): number {
    return this.backlog && !this.secondTries.some ? this.busy : 1;
  }

  /** For how long the oldest message is held. */
  get oldestSeconds(): number {
    return this.held.oldestSeconds;
  }

  /** Whether the loop still turns and no slot is stuck. */
  get healthy(): boolean {
    const { slots, limitSeconds } = this.options;
    const polls = this.isFull(slots) || (performance.now() - this.lastPoll) / 1000 < stuckSeconds;
    return polls && this.held.oldestSeconds < limitSeconds + stuckSeconds;
  }

  start(): void {
    this.loop ??= this.turn();
  }

  /** Receives nothing more and finishes what it holds; what is unfinished after `timeoutMs` goes back to the queue. */
  async stop(timeoutMs: number): Promise<void> {
    this.stopping.abort();
    this.onFree();
    // A poll that is cut off may take a message with it, which then stays hidden and counts as tried.
    const late = setTimeout(() => this.cutOff.abort(), (this.options.pollSeconds + 2) * 1000);
    await this.loop;
    clearTimeout(late);
    const end = setTimeout(() => {
      for (const { controller } of this.working.values()) controller.abort();
    }, timeoutMs);
    await Promise.all([...this.working.values()].map(({ task }) => task));
    clearTimeout(end);
    this.held.stop();
  }

  private async turn(): Promise<void> {
    const { queue, slots, ready, events, pollSeconds } = this.options;
    let failures = 0;
    while (!this.stopping.signal.aborted) {
      if (this.isFull(slots)) await this.slotFree();
      else if (!ready()) await pause(100, this.stopping.signal);
      else {
        try {
          const free = slots.count - this.busy;
          const messages = await queue.receive(free, pollSeconds, this.cutOff.signal);
          this.backlog = messages.length >= Math.min(free, mostTogether);
          failures = 0;
          for (const message of inOrder(messages)) this.take(message);
        } catch (error) {
          if (this.stopping.signal.aborted) return;
          events.trouble('receive', error as Error);
          failures += 1;
          await pause(backOff(failures), this.stopping.signal);
        }
        this.lastPoll = performance.now();
      }
    }
  }

  private isFull(slots: Slots): boolean {
    return this.busy >= slots.count || this.secondTries.some;
  }

  private async slotFree(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.onFree = resolve;
    });
    // Messages deleted by one call leave their slots at the same moment, and are followed by one call too.
    await new Promise((resolve) => setImmediate(resolve));
  }

  private take(message: Message): void {
    // Its own delivery ran out while it is still in work: this one stays hidden until the first is done.
    if (this.held.has(message)) return;
    const controller = new AbortController();
    this.held.hold(message, () => controller.abort(new Failure('image-too-slow')));
    const work = () => this.work(message, controller.signal);
    const task = this.secondTries.run(message, work).finally(() => {
      this.held.drop(message);
      this.working.delete(message);
      this.onFree();
    });
    this.working.set(message, { task, controller });
  }

  private async work(message: Message, signal: AbortSignal): Promise<void> {
    const { queue, run, events, slots } = this.options;
    const since = performance.now();
    let dead = false;
    let latest: Finished | undefined;
    try {
      const jobs = jobsOf(message);
      if ('failure' in jobs) {
        const job = unreadableJob(message.id);
        events.finished(job, message, await run.refuse(job, message, jobs.failure, signal));
      } else {
        for (const job of jobs.list) {
          events.started(job, message);
          const finished = await run.finish(job, message, signal);
          events.finished(job, message, finished);
          dead ||= finished.dead;
          latest = finished;
        }
      }
      this.held.drop(message);
      const last = dead
        ? // Tried as often as it may be: whoever receives it next moves it to the dead letters.
          async () => void (await queue.hide([message], 0))
        : () => queue.delete(message);
      await persist(last, signal, (error) => events.trouble('delete', error));
      if (latest?.result.status === 'classified') slots.learn(performance.now() - since, latest.result.timings);
    } catch (error) {
      const failure = error instanceof Failure ? error : new Failure('internal-error', String(error));
      this.held.drop(message);
      await this.giveBack(message, failure);
    }
  }

  private async giveBack(message: Message, failure: Failure): Promise<void> {
    const { queue, events } = this.options;
    events.released(message, failure);
    // Cut off by a stop, the message can go on elsewhere at once; a try that failed waits a little longer each time.
    const seconds = this.stopping.signal.aborted
      ? 0
      : Math.round(2 ** (message.receiveCount - 1) * (0.5 + Math.random()));
    try {
      await queue.hide([message], seconds);
    } catch (error) {
      // Then it comes back when its delivery runs out.
      events.trouble('release', error as Error);
    }
  }
}

function jobsOf(message: Message): { list: Job[] } | { failure: Failure } {
  try {
    return { list: readJobs(message.body) };
  } catch (error) {
    const problem = error instanceof SchemaError ? error.message : String(error);
    return { failure: new Failure('job-unreadable', problem.slice(0, 1000)) };
  }
}
