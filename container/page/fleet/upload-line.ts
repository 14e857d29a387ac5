import { type UploadAnswer, uploadLimits } from '../../../lib/contracts/web-api';
import type { FleetApi } from './fleet-api';
import type { SignedForm } from './upload';

/** Browsers open six connections to one server; more would only wait for those. */
const places = 6;
/** Forms signed ahead: they are good for five minutes. */
const ahead = 50;
/** A batch is listed whole each time somebody asks for its results. */
const picturesPerBatch = 1000;

interface Turn {
  readonly file: File;
  readonly signal: AbortSignal;
  readonly resolve: (turn: Granted) => void;
  readonly reject: (error: unknown) => void;
}

export interface Granted {
  readonly batch: string;
  readonly upload: UploadAnswer['uploads'][number];
  /** Gives the place to the next. */
  readonly done: () => void;
}

export type { SignedForm };

/** Files that wait for one of the few places for uploads; forms are signed for many at once. */
export class UploadLine {
  private waiting: Turn[] = [];
  private ready: { turn: Turn; batch: string; upload: Granted['upload'] }[] = [];
  private taken = 0;
  private signing = false;
  private batch: string | undefined;
  private numbered = 0;

  constructor(private readonly api: Pick<FleetApi, 'sign'>) {}

  /** Rejects when no form could be had. */
  turn(file: File, signal: AbortSignal): Promise<Granted> {
    return new Promise((resolve, reject) => {
      const turn = { file, signal, resolve, reject };
      const leave = () => {
        this.waiting = this.waiting.filter((other) => other !== turn);
        this.ready = this.ready.filter((other) => other.turn !== turn);
        reject(signal.reason);
      };
      if (signal.aborted) return leave();
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.push(turn);
      // The others of the same drop join before the first request.
      queueMicrotask(() => this.go());
    });
  }

  private go(): void {
    while (this.taken < places) {
      const next = this.ready.shift();
      if (!next) break;
      const { turn, batch, upload } = next;
      this.taken += 1;
      turn.resolve({ batch, upload, done: () => this.free() });
    }
    if (this.ready.length < places) void this.signMore();
  }

  private free(): void {
    this.taken -= 1;
    this.go();
  }

  private async signMore(): Promise<void> {
    if (this.signing || this.waiting.length === 0) return;
    this.signing = true;
    if (this.numbered >= picturesPerBatch) this.startBatch();
    const turns = this.waiting.splice(0, Math.min(ahead, uploadLimits.files, picturesPerBatch - this.numbered));
    const first = this.numbered;
    this.numbered += turns.length;
    try {
      const files = turns.map(({ file }) => ({ name: nameOf(file), type: file.type, bytes: file.size }));
      const { batch, uploads } = await this.api.sign({ batch: this.batch, first, files });
      this.batch = batch;
      const signed = turns.map((turn, place) => ({ turn, batch, upload: uploads[place] }));
      this.ready.push(...signed.filter(({ turn }) => !turn.signal.aborted));
    } catch (error) {
      for (const { reject } of turns) reject(error);
    }
    this.signing = false;
    this.go();
  }

  private startBatch(): void {
    this.batch = undefined;
    this.numbered = 0;
  }
}

function nameOf(file: File): string {
  return (file.webkitRelativePath || file.name).slice(-400);
}
