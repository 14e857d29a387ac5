import { readdirSync, readFileSync } from 'node:fs';

const everyMs = 250;

/** Watches the memory of a process and of all that it started: what each has for itself, and its share of what they share. */
export class MemoryWatch {
  private most = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly root: number) {
    this.timer = setInterval(() => this.look(), everyMs);
  }

  /** @returns the most bytes that were seen */
  stop(): number {
    clearInterval(this.timer);
    this.look();
    return this.most;
  }

  private look(): void {
    const bytes = family(this.root).reduce((sum, pid) => sum + shareOf(pid), 0);
    this.most = Math.max(this.most, bytes);
  }
}

function family(root: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(name)]),
  );
  const found = [root];
  for (const pid of found) found.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child));
  return found;
}

function parentOf(pid: string): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(text(`/proc/${pid}/status`))?.[1] ?? 0);
}

function shareOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024;
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}
