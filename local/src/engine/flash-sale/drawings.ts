import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export interface DrawingsOptions {
  /** The program that draws. */
  readonly program: string;
  /** What any program on this machine needs to start. */
  readonly host: Readonly<Record<string, string>>;
}

/** Different products of one sale; drawing takes longer than classifying, so larger sales show each more often. */
export const mostDrawings = 20;

const folder = join(tmpdir(), 'image-classifier-local', 'drawings');

/** Drawn products as files; those of earlier runs are used again. */
export class Drawings {
  private drawing: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: DrawingsOptions) {}

  /** @returns up to `count` files, one kind of product after the other */
  files(count: number): Promise<string[]> {
    const wanted = Math.min(count, mostDrawings);
    const files = this.drawing.then(async () => {
      mkdirSync(folder, { recursive: true });
      if (!this.has(wanted)) await draw(this.options, wanted);
      return drawn().slice(0, wanted);
    });
    this.drawing = files.catch(() => undefined);
    return files;
  }

  /** Whether so many need not be drawn first. */
  has(count: number): boolean {
    return drawn().length >= Math.min(count, mostDrawings);
  }

  /** The file of a drawing, where it is one. */
  find(name: string): string | undefined {
    return drawn().find((file) => basename(file) === name);
  }
}

/** What a drawing shows, from its name, `0007-shoes.jpg`, or that of its upload, `uploads/…/46-shoes-47.jpg`. */
export function kindOf(key: string): string {
  return basename(key, '.jpg').replace(/^\d+-|-\d+$/g, '');
}

function drawn(): string[] {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  return files
    .filter((file) => /^\d.*\.jpg$/.test(file))
    .sort()
    .map((file) => join(folder, file));
}

async function draw({ program, host }: DrawingsOptions, count: number): Promise<void> {
  // Elsewhere first: a run that is stopped in the middle leaves no half picture, and two runs do not meet.
  const unfinished = `${folder}-${process.pid}`;
  const args = [program, 'draw', '--count', String(count), '--to', unfinished];
  const child = spawn(process.execPath, args, { env: { ...host }, stdio: ['ignore', 'ignore', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`drawing ended with ${code}`))));
  });
  for (const name of readdirSync(unfinished)) renameSync(join(unfinished, name), join(folder, name));
  rmSync(unfinished, { recursive: true });
}
