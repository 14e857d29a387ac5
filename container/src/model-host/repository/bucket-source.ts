import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../../../../lib/contracts/failures';
import { storageOf } from '../../inference/storage';
import type { Bucket } from '../../object-store/bucket';
import { requirePrivateDirectory } from '../../session/private-directory';
import { inventoryOf } from './file-listing';
import type { FoundVersion, Inventory, Placing, RepositorySource } from './repository-source';

const mebibyte = 1_048_576;
/** Left free for the optimised form of the model and for everybody else. */
const spareBytes = 16 * mebibyte;
/** A download that a killed server left behind. */
const abandonedMs = 3_600_000;

/** A repository under a prefix in S3; a version is fetched when it is opened, whole or not at all. */
export class BucketSource implements RepositorySource {
  readonly fetches = true;
  private readonly folder: string;

  /**
   * @param cacheDirectory where fetched versions are kept; must belong to this user alone
   * @param freeBytes the bytes that a folder has room for
   */
  constructor(
    private readonly bucket: Pick<Bucket, 'name' | 'prefix' | 'list' | 'download'>,
    private readonly cacheDirectory: string,
    private readonly freeBytes = async (folder: string) => (await storageOf(folder)).free,
  ) {
    const address = createHash('sha256').update(`${bucket.name}/${bucket.prefix}`).digest('hex').slice(0, 16);
    this.folder = join(cacheDirectory, `repository-${address}`);
  }

  async scan(): Promise<Inventory> {
    const objects = (await this.bucket.list()).filter(({ key }) => isPlain(key));
    // Its ETag changes with the content of an object, and a download can insist on it.
    return inventoryOf(
      objects.map(({ key, etag, changedMs, bytes }) => ({ path: key, stamp: etag, changedMs, bytes })),
    );
  }

  async place(found: FoundVersion, placing?: Placing): Promise<string> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await requirePrivateDirectory(this.cacheDirectory);
    await requirePrivateDirectory(this.folder);
    const whole = join(this.folder, found.fingerprint);
    if (!existsSync(whole)) await this.fetch(found, whole, placing);
    const now = new Date();
    await utimes(whole, now, now).catch(() => {});
    return join(whole, found.path);
  }

  async keepOnly(fingerprints: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      // Also a workshop that a killed server left behind; one of ours is at work only while a model opens.
      if (!fingerprints.has(name.slice(0, 32))) await this.remove(name);
    }
  }

  private async fetch({ files, bytes }: FoundVersion, whole: string, { signal, keep }: Partial<Placing> = {}) {
    await this.makeRoom(bytes, keep);
    const workshop = `${whole}-${randomUUID()}`;
    try {
      for (const { path, stamp } of files) {
        signal?.throwIfAborted();
        const file = join(workshop, path);
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await this.bucket.download({ key: path, etag: stamp }, file, signal);
      }
      await rename(workshop, whole);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw noRoom(bytes);
      throw error;
    } finally {
      await rm(workshop, { recursive: true, force: true });
    }
  }

  /** Versions that nobody uses leave, the one used longest ago first, until these bytes fit. */
  private async makeRoom(bytes: number, keep: ReadonlySet<string> | undefined): Promise<void> {
    const found: { name: string; usedMs: number }[] = [];
    for (const name of await readdir(this.folder)) {
      // Another server may be clearing up as well.
      const usedMs = (await lstat(join(this.folder, name)).catch(() => undefined))?.mtimeMs;
      if (usedMs === undefined) continue;
      if (isAbandoned(name, usedMs)) await this.remove(name);
      else if (keep && !keep.has(name.slice(0, 32))) found.push({ name, usedMs });
    }
    const oldestFirst = found.toSorted((one, other) => one.usedMs - other.usedMs);
    while ((await this.freeBytes(this.folder)) < bytes + spareBytes) {
      const next = oldestFirst.shift();
      if (!next) throw noRoom(bytes);
      await this.remove(next.name);
    }
  }

  private async remove(name: string): Promise<void> {
    await rm(join(this.folder, name), { recursive: true, force: true });
  }
}

function isAbandoned(name: string, usedMs: number): boolean {
  return name.length > 32 && Date.now() - usedMs > abandonedMs;
}

function noRoom(bytes: number): Failure {
  const mebibytes = Math.ceil((bytes + spareBytes) / mebibyte);
  return new Failure('model-storage-exhausted', `Fetching the model needs about ${mebibytes} MiB of free storage.`);
}

/** Keys that name a folder, or would leave theirs as a path, are no files of a model. */
function isPlain(key: string): boolean {
  return !key.endsWith('/') && !key.includes('\0') && key.split('/').every((part) => !['', '.', '..'].includes(part));
}
