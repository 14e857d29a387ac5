import { Failure } from '../../../lib/contracts/failures';
import type { RequestTrace } from '../telemetry/tracing/request-trace';
import type { Load } from './latency-model';
import type { Outcome, Work } from './slot';
import type { Waiter } from './waiting-line';

/** A piece of work, what it costs, and how long its caller waits. */
export interface Job {
  readonly work: Work;
  /** Estimated memory while the picture is being decoded. */
  readonly decodedBytes: number;
  /** The moment after which nobody waits for the answer any more, on the scheduler's clock in milliseconds. */
  readonly deadline: number;
  /** 1 is served first; 0, or a level that does not exist, is the usual one. @default 0 */
  readonly priority?: number;
  readonly signal?: AbortSignal;
  /** Never in a batch with others. */
  readonly alone?: boolean;
  /** The trace that the stages of this work are told to. */
  readonly trace?: RequestTrace;
}

/** What is asked of a newcomer before its body is there. */
export type Prospect = Pick<Job, 'deadline' | 'priority'> & { readonly decodedBytes?: number };

/** Where a job stands in the line. */
export interface Place {
  readonly due: number;
  readonly costMs: number;
}

export interface Scheduled {
  readonly outcome: Outcome;
  readonly queueMs: number;
  /** When the last attempt began, on the scheduler's clock. */
  readonly dispatchedAt: number;
  readonly attempts: number;
}

/** One job between its admission and its answer; it settles once, whoever is first: result, deadline or hang-up. */
export class Entry implements Waiter {
  private static arrivals = 0;
  readonly arrival = Entry.arrivals++;
  readonly due: number;
  readonly costMs: number;
  attempts = 0;
  settled = false;
  private readonly timer: NodeJS.Timeout;
  private dispatchedAt: number | undefined;
  readonly answer: Promise<Scheduled>;
  private resolve!: (scheduled: Scheduled) => void;
  private reject!: (failure: Failure) => void;

  constructor(
    readonly job: Job,
    private readonly submittedAt: number,
    { due, costMs }: Place,
    private readonly onLeave: (entry: Entry) => void,
  ) {
    this.due = due;
    this.costMs = costMs;
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.timer = setTimeout(() => this.fail(new Failure('deadline-exceeded')), Math.max(0, job.deadline - submittedAt));
    // Whoever waits for the answer keeps the process alive, not the deadline.
    this.timer.unref();
    job.signal?.addEventListener('abort', this.hangUp);
  }

  /** A picture that took a process with it is tried alone, so that it cannot take its neighbours along again. */
  get alone(): boolean {
    return this.attempts > 0 || this.job.alone === true;
  }

  dispatched(now: number): void {
    this.attempts += 1;
    this.dispatchedAt = now;
  }

  /** @returns what was answered; nothing when nobody waits any more */
  finish(outcome: Outcome): Scheduled | undefined {
    const dispatchedAt = this.dispatchedAt ?? this.submittedAt;
    if (!this.leave()) return undefined;
    const queueMs = dispatchedAt - this.submittedAt;
    const scheduled = { outcome, queueMs, dispatchedAt, attempts: this.attempts };
    this.resolve(scheduled);
    return scheduled;
  }

  fail(failure: Failure): void {
    if (this.leave()) this.reject(failure);
  }

  private readonly hangUp = () => {
    const reason: unknown = this.job.signal?.reason;
    this.fail(reason instanceof Failure ? reason : new Failure('request-cancelled'));
  };

  private leave(): boolean {
    if (this.settled) return false;
    this.settled = true;
    clearTimeout(this.timer);
    this.job.signal?.removeEventListener('abort', this.hangUp);
    this.onLeave(this);
    return true;
  }
}

/** What a batch of these asks of a slot. */
export function loadOf(batch: readonly Entry[]): Load {
  return { pictures: batch.length, decodedBytes: batch.reduce((sum, { job }) => sum + job.decodedBytes, 0) };
}
