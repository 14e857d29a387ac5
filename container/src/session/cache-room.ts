import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { storageOf } from '../inference/storage';

export const workshopPrefix = 'making-';
const mebibyte = 1_048_576;
const abandonedMs = 3_600_000;
const unusedMs = 30 * 24 * 3_600_000;
/** All optimised models together, however large the file system is. */
const mostBytes = 16 * 1024 * mebibyte;
/** Left free for everybody else: so much, or an eighth of a small file system. */
const mostSpareBytes = 64 * mebibyte;

interface CacheEntry {
  readonly name: string;
  readonly bytes: number;
  /** When it was last used, in milliseconds of the epoch. */
  readonly usedMs: number;
}

/**
 * Makes room for these bytes among the optimised models: what nobody has used for a month goes, then what was used
 * longest ago, as long as it takes. A server that was killed at this work leaves its workshop behind; that goes too.
 * Anything else in the directory is not ours to remove.
 *
 * @param keep names of models that are open: their files would stay in use, and their room with them
 * @throws Error when there is no room however much is removed; then nothing of use is
 */
export async function makeRoom(
  cacheDirectory: string,
  bytes: number,
  keep: ReadonlySet<string>,
  storage = storageOf,
): Promise<void> {
  const entries = (await entriesOf(cacheDirectory)).toSorted((one, other) => one.usedMs - other.usedMs);
  const now = Date.now();
  const [gone, left] = split(entries, ({ name, usedMs }) => {
    return now - usedMs > (name.startsWith(workshopPrefix) ? abandonedMs : unusedMs);
  });
  for (const entry of gone) await remove(cacheDirectory, entry);
  const { capacity, free } = await storage(cacheDirectory);
  const spare = Math.min(mostSpareBytes, capacity / 8);
  let missing = Math.max(bytes + spare - free, bytes + total(left) - mostBytes);
  if (missing <= 0) return;
  const removable = left.filter(({ name }) => !name.startsWith(workshopPrefix) && !keep.has(name.slice(0, 32)));
  if (total(removable) < missing) {
    const [needed, there] = [bytes + spare, free].map((size) => Math.ceil(size / mebibyte));
    throw new Error(`${cacheDirectory} is short of room: it takes ${needed} MiB, ${there} MiB are free`);
  }
  for (const entry of removable) {
    if (missing <= 0) return;
    await remove(cacheDirectory, entry);
    missing -= entry.bytes;
  }
}

async function entriesOf(cacheDirectory: string): Promise<CacheEntry[]> {
  const ours = (await readdir(cacheDirectory)).filter(
    (name) => name.startsWith(workshopPrefix) || /^[0-9a-f]{32}(-|$)/.test(name),
  );
  const entries = await Promise.all(
    ours.map(async (name) => {
      const path = join(cacheDirectory, name);
      // Another server may be clearing up as well.
      const found = await lstat(path).catch(() => undefined);
      return found && { name, bytes: await bytesOf(path, found.isDirectory()), usedMs: found.mtimeMs };
    }),
  );
  return entries.filter((entry) => entry !== undefined);
}

/** What is allocated for it, which for a file that is still being written is not its length. */
async function bytesOf(path: string, isFolder: boolean): Promise<number> {
  const files = isFolder ? (await readdir(path).catch(() => [])).map((name) => join(path, name)) : [path];
  const sizes = files.map((file) =>
    lstat(file).then(
      ({ blocks }) => blocks * 512,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function remove(cacheDirectory: string, { name }: CacheEntry): Promise<void> {
  await rm(join(cacheDirectory, name), { recursive: true, force: true }).catch(() => {});
}

function total(entries: readonly CacheEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

function split<T>(items: readonly T[], wanted: (item: T) => boolean): [T[], T[]] {
  return [items.filter(wanted), items.filter((item) => !wanted(item))];
}
