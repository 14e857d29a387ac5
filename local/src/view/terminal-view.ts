import { screenLine, screenLines } from './screen';
import type { Snapshot } from './snapshot';

const clearBelow = '\u001b[0J';
const up = (lines: number) => `\u001b[${lines}A`;

/** Shows a running stack: redrawn in place on a terminal, elsewhere a line whenever something changed. */
export class TerminalView {
  private readonly began = Date.now();
  private drawn = 0;
  private before = '';

  constructor(private readonly out: NodeJS.WritableStream & { isTTY?: boolean; columns?: number }) {}

  show(snapshot: Snapshot): void {
    const elapsed = Date.now() - this.began;
    if (!this.out.isTTY) {
      const line = screenLine(snapshot, elapsed);
      // The time and the rate alone are no news.
      const news = JSON.stringify([snapshot.queues, snapshot.services, snapshot.endpoints, snapshot.totals]);
      if (news !== this.before) this.out.write(`${line}\n`);
      this.before = news;
      return;
    }
    const { columns = 80 } = this.out;
    const lines = [...screenLines(snapshot, elapsed), '', 'f: flash sale of 100 products   q: finish and end'];
    const fitting = lines.map((line) => line.slice(0, columns - 1));
    this.out.write(`${this.drawn > 0 ? up(this.drawn) : ''}${clearBelow}${fitting.join('\n')}\n`);
    this.drawn = lines.length;
  }

  /** A line that stays. */
  say(text: string): void {
    if (this.drawn > 0) this.out.write(`${up(this.drawn)}${clearBelow}`);
    this.out.write(`${text}\n`);
    this.drawn = 0;
  }
}
