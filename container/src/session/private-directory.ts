import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';

const writableByOthers = 0o022;

/**
 * Rejects where `path` is anything but a directory that this user alone can fill. In a shared temporary folder anybody
 * could leave a file, a link or a folder under any name.
 */
export async function requirePrivateDirectory(path: string): Promise<void> {
  // Resolved, because a slash at the end would follow a link.
  const doubt = doubtAbout(await lstat(resolve(path)));
  if (doubt) throw new Error(`${path} ${doubt}`);
}

function doubtAbout(found: Stats): string | undefined {
  if (!found.isDirectory()) return found.isSymbolicLink() ? 'is a link, not a directory' : 'is not a directory';
  const user = process.geteuid?.();
  if (user === undefined) return undefined; // Windows gives each user a temporary folder, and no such modes.
  if (found.uid !== user) return `belongs to user ${found.uid}, the server runs as user ${user}`;
  if (found.mode & writableByOthers) return 'can be written by other users (chmod go-w helps)';
  return undefined;
}
