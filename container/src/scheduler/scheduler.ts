import { Failure } from '../../../lib/contracts/failures';
import { lineLimits } from '../../../lib/contracts/line-limits';
import { Admission } from './admission';
import type { DecodingMemory } from './decoding-memory';
import { Entry, type Job, loadOf, type Prospect, type Scheduled } from './entry';
import { Forecast } from './forecast';
import { type OfferedReading, OfferedWork } from './offered-work';
import { dueAt, type Priorities } from './priority';
import { type Outcome, type Slot, SlotDied } from './slot';
import { WaitingLine } from './waiting-line';

export interface SchedulerOptions {
  /** The most pictures in one batch. */
  readonly maxBatch: number;
  /** The most pictures in the line. */
  readonly maxWaiting: number;
  /** Shared by the schedulers of all models. */
  readonly decoding: DecodingMemory;
  /** The longest wait while the server is overloaded, in milliseconds. @default 0, derived from the learned model */
  readonly queueTargetMs?: number;
  /** @default one level */
  readonly priorities?: Priorities;
  /** Called after every batch that came back. */
  readonly onBatch?: (pictures: number, milliseconds: number) => void;
  /** Called for every piece of work whose caller got its answer. */
  readonly onAnswered?: (scheduled: Scheduled, job: Job) => void;
  /** The most attempts for a picture whose slot died; 1 where whoever submits tries again itself. */
  readonly maxAttempts?: number;
  /** Milliseconds on a clock that never jumps. */
  readonly now?: () => number;
}

/** The second attempt runs alone, so a second death is the picture's own. */
const usualAttempts = 2;

/**
 * Brings pictures to slots: admission, deadlines, batches.
 *
 * No timer ever holds a picture back: a free slot takes what waits, and a batch forms only from an existing backlog.
 */
export class Scheduler {
  private readonly line = new WaitingLine<Entry>();
  private readonly dispatched = new Set<Entry>();
  private readonly free: Slot[] = [];
  private readonly forecast: Forecast;
  private readonly admission = new Admission();
  private readonly priorities: Priorities;
  private readonly now: () => number;
  private readonly asked: OfferedWork;
  private outage: { readonly failure: Failure; readonly until: number } | undefined;
  private slots = 0;

  constructor(private readonly options: SchedulerOptions) {
    this.now = options.now ?? (() => performance.now());
    this.forecast = new Forecast(options.maxBatch);
    this.asked = new OfferedWork(this.now());
    this.priorities = options.priorities ?? { levels: 1, usual: 1 };
  }

  get waiting(): number {
    return this.line.length;
  }

  /** Pictures inside a slot. */
  get inFlight(): number {
    return this.dispatched.size;
  }

  /** What was asked of this scheduler, with what it turned away. */
  get offered(): OfferedReading {
    return this.asked.reading(this.now());
  }

  /** Seconds after which a caller who was turned away may try again: when those before it could have been served. */
  get retryAfterSeconds(): number {
    const now = this.now();
    const waitMs = this.forecast.waitMs(this.line.before(Infinity), this.slots, now) + this.admission.outsideMs(now);
    return Math.max(1, Math.ceil(Math.max(waitMs, (this.outage?.until ?? now) - now) / 1000));
  }

  /**
   * Asked before a body is read, whose picture is not known yet.
   *
   * @throws Failure server-overloaded or model-not-ready, as `submit` would for a picture of the usual size.
   */
  requireRoom(prospect: Prospect): void {
    this.place(prospect, this.now());
  }

  /**
   * Classifies one picture as soon as a slot is free.
   *
   * @throws Failure server-overloaded at once when the line is full or the answer would come after the deadline,
   * model-not-ready during an outage; deadline-exceeded, request-cancelled, image-too-slow or inference-crashed later.
   */
  submit(job: Job): Promise<Scheduled> {
    const now = this.now();
    if (job.signal?.aborted) throw new Failure('request-cancelled');
    if (job.decodedBytes > this.options.decoding.limit) {
      const mebibytes = Math.ceil(job.decodedBytes / 1_048_576);
      throw new Failure('image-too-costly', `Decoding the picture would take about ${mebibytes} MiB of memory.`);
    }
    const entry = new Entry(job, now, this.place(job, now), this.leave);
    this.line.join(entry);
    this.dispatch();
    return entry.answer;
  }

  /** No slot will come so soon: whoever waits, and whoever comes until one is offered, gets this answer at once. */
  interrupt(failure: Failure, milliseconds: number): void {
    this.outage = { failure, until: this.now() + milliseconds };
    for (const entry of [...this.line]) entry.fail(failure);
  }

  /** A slot is free: at its start, and again after every batch. */
  offer(slot: Slot): void {
    this.outage = undefined;
    this.slots += 1;
    this.free.push(slot);
    this.tally();
    this.dispatch();
  }

  /** Takes back a slot that died while it was free. */
  withdraw(slot: Slot): void {
    const place = this.free.indexOf(slot);
    if (place < 0) return;
    this.free.splice(place, 1);
    this.slots -= 1;
    this.tally();
  }

  private tally(): void {
    this.asked.became({ slots: this.slots, busy: this.slots - this.free.length }, this.now());
  }

  // Whoever leaves may have been too large for the memory that is free, and kept others waiting behind.
  private readonly leave = (entry: Entry) => {
    this.line.leave(entry);
    this.dispatch();
  };

  /** The place of a newcomer in the line, where it may join. */
  private place({ deadline, priority = 0, decodedBytes }: Prospect, now: number) {
    if (this.outage) throw this.outage.failure;
    const { forecast, slots } = this;
    const { maxWaiting, maxBatch, queueTargetMs } = this.options;
    const { model } = forecast;
    const due = dueAt(deadline, priority, this.priorities);
    const costMs = decodedBytes === undefined ? model.usualMs(1) - model.batchMs : model.marginalMs(decodedBytes);
    // A free slot always takes what comes: that is also how a model that learned something wrong learns better.
    if (this.free.length > 0 && this.line.length < maxWaiting) return { due, costMs };
    const ahead = this.line.before(due);
    const waitMs = this.line.length >= maxWaiting ? Infinity : forecast.waitMs(ahead, slots, now);
    const answerAt = now + waitMs + forecast.workMs(ahead, slots, costMs);
    const newcomer = { now, waitMs, answerAt, deadline, delayMs: costMs / Math.max(1, slots) };
    if (this.admission.admits(newcomer, lineLimits(forecast, slots, queueTargetMs))) return { due, costMs };
    this.asked.turnedAway(costMs + model.batchMs / maxBatch);
    throw new Failure('server-overloaded');
  }

  private readonly dispatch = (): void => {
    const { decoding } = this.options;
    decoding.forget(this.dispatch);
    while (this.free.length > 0 && this.line.length > 0) {
      const batch = this.nextBatch();
      // Another model's pictures may have the memory that the first in line needs.
      if (batch.length === 0) {
        decoding.await(this.dispatch);
        return;
      }
      // The slot that became free last has its memory still in the caches.
      const slot = this.free.pop() as Slot;
      void this.work(slot, batch);
    }
  };

  /** The head of the line and, when it may share, its followers: the slot's fair share of the backlog. */
  private nextBatch(): Entry[] {
    const share = Math.min(this.options.maxBatch, Math.ceil(this.line.length / this.slots));
    const { room } = this.options.decoding;
    const batch: Entry[] = [];
    const now = this.now();
    let earliest = Infinity;
    let end = now;
    for (const entry of this.line) {
      if (batch.length >= share || (batch.length > 0 && entry.alone)) break;
      // A picture that does not fit now keeps its place: smaller ones behind it must not starve it.
      if (entry.job.decodedBytes > room) break;
      // Company must not make anybody late who would be in time without it.
      const withIt = now + this.forecast.model.milliseconds(loadOf([...batch, entry]));
      if (end <= earliest && withIt > earliest) break;
      batch.push(entry);
      if (entry.alone) break;
      earliest = Math.min(earliest, entry.job.deadline);
      end = withIt;
    }
    return batch;
  }

  private async work(slot: Slot, batch: Entry[]): Promise<void> {
    // A batch decodes one picture after the other, so the largest one is its peak.
    const peak = Math.max(...batch.map(({ job }) => job.decodedBytes));
    const start = this.now();
    const load = loadOf(batch);
    this.forecast.began(slot, load, start);
    this.tally();
    this.options.decoding.take(peak);
    for (const entry of batch) {
      this.line.leave(entry);
      this.dispatched.add(entry);
      entry.dispatched(start);
    }
    const release = () => {
      for (const entry of batch) this.dispatched.delete(entry);
      this.forecast.ended(slot);
      this.slots -= 1;
      this.tally();
      this.options.decoding.giveBack(peak);
    };
    let outcomes: readonly Outcome[];
    try {
      outcomes = await slot.run(batch.map(({ job }) => job.work));
    } catch (error) {
      release();
      for (const entry of batch) this.tryAgain(entry, error);
      this.dispatch();
      this.options.decoding.announce();
      return;
    }
    const milliseconds = this.now() - start;
    this.forecast.model.learn(milliseconds, load);
    this.options.onBatch?.(batch.length, milliseconds);
    release();
    this.offer(slot);
    this.options.decoding.announce();
    for (const [place, entry] of batch.entries()) {
      const scheduled = entry.finish(outcomes[place]);
      if (scheduled) this.options.onAnswered?.(scheduled, entry.job);
    }
  }

  private tryAgain(entry: Entry, error: unknown): void {
    if (entry.settled) return;
    if (this.outage) entry.fail(this.outage.failure);
    else if (!(error instanceof SlotDied)) entry.fail(new Failure('internal-error', String(error)));
    else if (entry.attempts < (this.options.maxAttempts ?? usualAttempts)) this.line.joinAgain(entry);
    else entry.fail(new Failure(error.reason === 'hang' ? 'image-too-slow' : 'inference-crashed'));
  }
}
