import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Short, because a socket of Unix may have no more than 107 bytes in its path. */
const stem = 'icjest-';

/** A folder for all that one run of the tests leaves; folders of runs that were killed go. */
export function createRunFolder(parent = realpathSync(tmpdir())): string {
  for (const name of readdirSync(parent).filter((name) => name.startsWith(stem))) {
    if (!isAlive(Number(name.slice(stem.length)))) removeRunFolder(join(parent, name));
  }
  const folder = join(parent, `${stem}${process.pid}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** What still ends, such as a browser, may write for a moment. */
export function removeRunFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
