import type { Classified, Result } from '../../lib/contracts/result';

export type FailureInWords = Extract<Result, { status: 'failed' }>['failure'];

/** Where one picture stands. `held` means: the server is full, or out of reach, and the picture will be sent again. */
export type Progress =
  | { readonly stage: 'waiting' }
  | { readonly stage: 'running' }
  | { readonly stage: 'uploading' /** 0 to 1. */; readonly share: number }
  | {
      readonly stage: 'queued' /** Roughly how many pictures come before it, where that is known. */;
      readonly before?: number;
    }
  | { readonly stage: 'held'; readonly failure: FailureInWords }
  | { readonly stage: 'classified'; readonly result: Classified; readonly roundTripMs: number }
  | { readonly stage: 'failed'; readonly failure: FailureInWords; readonly roundTripMs: number }
  | { readonly stage: 'cancelled' };
export type Stage = Progress['stage'];

export interface Entry {
  readonly file: File;
  readonly name: string;
  readonly progress: Progress;
}

export type Counts = Readonly<Record<Stage, number>>;

/** All pictures on the page. Listeners hear of changes at most once per frame, however many answers arrive in it. */
export class Store {
  private list: Entry[] = [];
  private changed = new Set<Entry>();
  private tally = emptyTally();
  private readonly listeners: ((changed: ReadonlySet<Entry>) => void)[] = [];
  private scheduled = false;

  constructor(private readonly nextFrame: (act: () => void) => void) {}

  get entries(): readonly Entry[] {
    return this.list;
  }

  get counts(): Counts {
    return this.tally;
  }

  /** Pictures that will still change by themselves. */
  get unfinished(): number {
    const { waiting, running, uploading, queued, held } = this.tally;
    return waiting + running + uploading + queued + held;
  }

  add(files: readonly File[]): Entry[] {
    const added = files.map((file): Entry => {
      return { file, name: file.webkitRelativePath || file.name, progress: { stage: 'waiting' } };
    });
    this.list.push(...added);
    this.tally.waiting += added.length;
    for (const entry of added) this.changed.add(entry);
    this.announce();
    return added;
  }

  move(entry: Entry, progress: Progress): void {
    this.tally[entry.progress.stage] -= 1;
    this.tally[progress.stage] += 1;
    (entry as { progress: Progress }).progress = progress;
    this.changed.add(entry);
    this.announce();
  }

  clear(): void {
    this.list = [];
    this.tally = emptyTally();
    this.changed.clear();
    this.announce();
  }

  onChange(listener: (changed: ReadonlySet<Entry>) => void): void {
    this.listeners.push(listener);
  }

  private announce(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    this.nextFrame(() => {
      this.scheduled = false;
      const changed = this.changed;
      this.changed = new Set();
      for (const listener of this.listeners) listener(changed);
    });
  }
}

function emptyTally(): Record<Stage, number> {
  return { waiting: 0, running: 0, uploading: 0, queued: 0, held: 0, classified: 0, failed: 0, cancelled: 0 };
}
