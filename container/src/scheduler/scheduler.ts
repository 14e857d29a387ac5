import { Failure } from '../../../lib/contracts/failures';
import { Entry, type Job, type Scheduled } from './entry';
import { LatencyModel } from './latency-model';
import { type Slot, SlotDied } from './slot';
import { WaitingLine } from './waiting-line';

export interface SchedulerOptions {
  /** The most pictures in one batch. */
  readonly maxBatch: number;
  /** The most pictures in the line. */
  readonly maxWaiting: number;
  /** The most estimated bytes that pictures being decoded take at once, over all slots. */
  readonly maxDecodedBytes: number;
  /** Called after every batch that came back. */
  readonly onBatch?: (pictures: number, milliseconds: number) => void;
  /** Called for every piece of work whose caller got its answer. */
  readonly onAnswered?: (scheduled: Scheduled, job: Job) => void;
  /** Milliseconds on a clock that never jumps. */
  readonly now?: () => number;
}

/** The most attempts for one picture: the second one runs alone, so a second death is the picture's own. */
const maxAttempts = 2;

/**
 * Brings pictures to slots: admission, deadlines, batches.
 *
 * No timer ever holds a picture back: a free slot takes what waits, and a batch forms only from an existing backlog.
 */
export class Scheduler {
  private readonly line = new WaitingLine<Entry>();
  private readonly dispatched = new Set<Entry>();
  private readonly free: Slot[] = [];
  private readonly latency = new LatencyModel();
  private readonly now: () => number;
  private slots = 0;
  private decodingBytes = 0;

  constructor(private readonly options: SchedulerOptions) {
    this.now = options.now ?? (() => performance.now());
  }

  get waiting(): number {
    return this.line.length;
  }

  /** Pictures inside a slot. */
  get inFlight(): number {
    return this.dispatched.size;
  }

  /** Seconds after which a caller who was turned away may try again. */
  get retryAfterSeconds(): number {
    return Math.max(1, Math.ceil(this.latency.estimate(this.line.length, this.slots) / 1000));
  }

  /** Whether a picture that came now would be turned away; asked before its body is read. */
  get full(): boolean {
    return this.line.length >= this.options.maxWaiting;
  }

  /**
   * Classifies one picture as soon as a slot is free.
   *
   * @throws Failure server-overloaded at once when the line is full or the answer would come after the deadline;
   * deadline-exceeded, request-cancelled, image-too-slow or inference-crashed later.
   */
  submit(job: Job): Promise<Scheduled> {
    const now = this.now();
    if (job.signal?.aborted) throw new Failure('request-cancelled');
    if (job.decodedBytes > this.options.maxDecodedBytes) {
      const mebibytes = Math.ceil(job.decodedBytes / 1_048_576);
      throw new Failure('image-too-costly', `Decoding the picture would take about ${mebibytes} MiB of memory.`);
    }
    const busy = this.free.length === 0;
    if (this.full || (busy && now + this.latency.estimate(this.line.length, this.slots) > job.deadline)) {
      throw new Failure('server-overloaded');
    }
    const entry = new Entry(job, now, this.leave);
    this.line.join(entry);
    this.dispatch();
    return entry.answer;
  }

  /** A slot is free: at its start, and again after every batch. */
  offer(slot: Slot): void {
    this.slots += 1;
    this.free.push(slot);
    this.dispatch();
  }

  /** Takes back a slot that died while it was free. */
  withdraw(slot: Slot): void {
    const place = this.free.indexOf(slot);
    if (place < 0) return;
    this.free.splice(place, 1);
    this.slots -= 1;
  }

  // Whoever leaves may have been too large for the memory that is free, and kept others waiting behind.
  private readonly leave = (entry: Entry) => {
    this.line.leave(entry);
    this.dispatch();
  };

  private dispatch(): void {
    while (this.free.length > 0 && this.line.length > 0) {
      const batch = this.nextBatch();
      if (batch.length === 0) return;
      // The slot that became free last has its memory still in the caches.
      const slot = this.free.pop() as Slot;
      void this.work(slot, batch);
    }
  }

  /** The head of the line and, when it may share, its followers: the slot's fair share of the backlog. */
  private nextBatch(): Entry[] {
    const share = Math.min(this.options.maxBatch, Math.ceil(this.line.length / this.slots));
    const room = this.options.maxDecodedBytes - this.decodingBytes;
    const batch: Entry[] = [];
    for (const entry of this.line) {
      if (batch.length >= share || (batch.length > 0 && entry.alone)) break;
      // A picture that does not fit now keeps its place: smaller ones behind it must not starve it.
      if (entry.job.decodedBytes > room) break;
      batch.push(entry);
      if (entry.alone) break;
    }
    return batch;
  }

  private async work(slot: Slot, batch: Entry[]): Promise<void> {
    // A batch decodes one picture after the other, so the largest one is its peak.
    const peak = Math.max(...batch.map(({ job }) => job.decodedBytes));
    const start = this.now();
    this.decodingBytes += peak;
    for (const entry of batch) {
      this.line.leave(entry);
      this.dispatched.add(entry);
      entry.dispatched(start);
    }
    const release = () => {
      this.decodingBytes -= peak;
      for (const entry of batch) this.dispatched.delete(entry);
      this.slots -= 1;
    };
    try {
      const outcomes = await slot.run(batch.map(({ job }) => job.work));
      const milliseconds = this.now() - start;
      this.latency.learn(milliseconds, batch.length);
      this.options.onBatch?.(batch.length, milliseconds);
      release();
      this.offer(slot);
      for (const [place, entry] of batch.entries()) {
        const scheduled = entry.finish(outcomes[place]);
        if (scheduled) this.options.onAnswered?.(scheduled, entry.job);
      }
    } catch (error) {
      release();
      for (const entry of batch) this.tryAgain(entry, error);
      this.dispatch();
    }
  }

  private tryAgain(entry: Entry, error: unknown): void {
    if (entry.settled) return;
    if (!(error instanceof SlotDied)) entry.fail(new Failure('internal-error', String(error)));
    else if (entry.attempts < maxAttempts) this.line.joinAgain(entry);
    else entry.fail(new Failure(error.reason === 'hang' ? 'image-too-slow' : 'inference-crashed'));
  }
}
