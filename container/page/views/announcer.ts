import { find } from '../element';
import type { Store } from '../store';
import { counted } from '../words';

const quietMs = 8000;

/** Tells people who listen to the page how it goes: at the start, now and then, and at the end. */
export class Announcer {
  private readonly status = find('status');
  private saidAt = Number.NEGATIVE_INFINITY;
  private wasUnfinished = 0;

  constructor(private readonly now: () => number) {}

  say(words: string): void {
    this.status.textContent = words;
    this.saidAt = this.now();
  }

  update({ entries, counts, unfinished }: Store): void {
    const before = this.wasUnfinished;
    this.wasUnfinished = unfinished;
    if (unfinished === 0 && before > 0) this.say(summary(counts));
    else if (unfinished > 0 && this.now() - this.saidAt > quietMs) {
      this.say(`${entries.length - unfinished} of ${counted(entries.length, 'picture')} finished.`);
    }
  }
}

function summary({ classified, failed, cancelled }: Store['counts']): string {
  const parts = [`${counted(classified, 'picture')} classified`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (cancelled > 0) parts.push(`${cancelled} cancelled`);
  return `${parts.join(', ')}.`;
}
