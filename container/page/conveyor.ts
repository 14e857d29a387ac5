import type { Result } from '../../lib/contracts/result';
import type { Speedometer } from './speedometer';
import type { Entry, FailureInWords, Store } from './store';
import type { Answer, Classify } from './transport';

export interface ConveyorProps {
  readonly store: Store;
  readonly speedometer: Speedometer;
  readonly classify: Classify;
  /** Pictures on their way at once. */
  readonly places: number;
  /** How often one picture is sent before its last answer counts. */
  readonly tries: number;
  readonly now: () => number;
}

/** Carries pictures to the server, a few at a time, and their answers into the store. */
export class Conveyor {
  private line: Entry[] = [];
  private taken = 0;
  private stop = new AbortController();

  constructor(private readonly props: ConveyorProps) {}

  send(entries: readonly Entry[]): void {
    this.line.push(...entries);
    this.fill();
  }

  /** Sends finished or cancelled pictures once more. */
  resend(entries: readonly Entry[]): void {
    for (const entry of entries) this.props.store.move(entry, { stage: 'waiting' });
    this.send(entries);
  }

  cancel(): void {
    for (const entry of this.line) this.props.store.move(entry, { stage: 'cancelled' });
    this.line = [];
    this.stop.abort();
    this.stop = new AbortController();
  }

  /** Drops everything without a word to the store, which is about to be emptied. */
  abandon(): void {
    this.line = [];
    this.stop.abort('abandoned');
    this.stop = new AbortController();
  }

  private fill(): void {
    while (this.taken < this.props.places) {
      const entry = this.line.shift();
      if (!entry) return;
      this.taken += 1;
      this.props.speedometer.start(this.props.now());
      void this.carry(entry, this.stop.signal).finally(() => {
        this.taken -= 1;
        this.fill();
        if (this.taken === 0) this.props.speedometer.stop(this.props.now());
      });
    }
  }

  private async carry(entry: Entry, signal: AbortSignal): Promise<void> {
    const { store, tries, now } = this.props;
    try {
      for (let left = tries; ; left -= 1) {
        store.move(entry, { stage: 'running' });
        const started = now();
        const answer = await this.props.classify(entry.file, signal, (progress) => {
          if (!signal.aborted) store.move(entry, progress);
        });
        // An answer may arrive in the same moment as the cancel: the cancel came first for the person.
        signal.throwIfAborted();
        if (answer.kind === 'result') return this.finish(entry, answer.result, now() - started);
        if (left <= 1) return this.fail(entry, answer.failure, now() - started);
        await this.hold(entry, answer, signal);
      }
    } catch {
      if (signal.reason !== 'abandoned') store.move(entry, { stage: 'cancelled' });
    }
  }

  // A held picture keeps its place: a full server is asked less often, not by more pictures in turn.
  private async hold(entry: Entry, answer: Answer & { kind: 'later' }, signal: AbortSignal): Promise<void> {
    this.props.store.move(entry, { stage: 'held', failure: answer.failure });
    // Spread, so that pictures refused together do not come back together.
    await pause(answer.afterMs * (1 + Math.random() / 4), signal);
  }

  private finish(entry: Entry, result: Result, roundTripMs: number): void {
    this.props.speedometer.finish(this.props.now(), roundTripMs);
    if (result.status === 'classified') this.props.store.move(entry, { stage: 'classified', result, roundTripMs });
    else this.fail(entry, result.failure, roundTripMs);
  }

  private fail(entry: Entry, failure: FailureInWords, roundTripMs: number): void {
    this.props.store.move(entry, { stage: 'failed', failure, roundTripMs });
  }
}

function pause(duration: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, duration);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
