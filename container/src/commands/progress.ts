/** How a bar tells what is done: of `total`, with so many per second. */
export type Count = (done: number, total: number, perSecond: number) => string;

export const inPictures: Count = (done, total, perSecond) => `${done}/${total}  ${perSecond.toFixed(0)} pictures/s`;

export const inBytes: Count = (done, total, perSecond) =>
  `${mebibytes(done)} of ${mebibytes(total)} MiB  ${mebibytes(perSecond)} MiB/s`;

/** A number of bytes as people read it. */
export function mebibytes(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}

/** A progress bar on a terminal; silent where nobody watches. */
export class Progress {
  private done = 0;
  private drawnAt = 0;
  private readonly startedAt = performance.now();
  private readonly shown: boolean;

  constructor(
    private readonly total: number,
    private readonly terminal: NodeJS.WriteStream,
    private readonly count: Count = inPictures,
  ) {
    this.shown = terminal.isTTY === true && total > 1;
  }

  advance(by = 1): void {
    this.done += by;
    const now = performance.now();
    // Ten times a second is as fast as anybody reads.
    if (!this.shown || (now - this.drawnAt < 100 && this.done < this.total)) return;
    this.drawnAt = now;
    this.terminal.write(`\r\x1b[2K${this.line(now)}`);
  }

  finish(): void {
    if (this.shown) this.terminal.write('\r\x1b[2K');
  }

  private line(now: number): string {
    const width = 30;
    const filled = Math.round((this.done / this.total) * width);
    const perSecond = this.done / ((now - this.startedAt) / 1000);
    const left = Math.ceil((this.total - this.done) / perSecond);
    const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
    return `${bar} ${this.count(this.done, this.total, perSecond)}  ${left} s left`;
  }
}
