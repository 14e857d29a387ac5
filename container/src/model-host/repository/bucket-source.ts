import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bucket } from '../../object-store/bucket';
import { requirePrivateDirectory } from '../../session/private-directory';
import { inventoryOf } from './file-listing';
import type { FoundVersion, Inventory, RepositorySource } from './repository-source';

/** A repository under a prefix in S3; a version is fetched when it is opened, whole or not at all. */
export class BucketSource implements RepositorySource {
  private readonly folder: string;

  /** @param cacheDirectory where fetched versions are kept; must belong to this user alone */
  constructor(
    private readonly bucket: Pick<Bucket, 'name' | 'prefix' | 'list' | 'download'>,
    private readonly cacheDirectory: string,
  ) {
    const address = createHash('sha256').update(`${bucket.name}/${bucket.prefix}`).digest('hex').slice(0, 16);
    this.folder = join(cacheDirectory, `repository-${address}`);
  }

  async scan(): Promise<Inventory> {
    const objects = (await this.bucket.list()).filter(({ key }) => isPlain(key));
    // Its ETag changes with the content of an object, and a download can insist on it.
    return inventoryOf(objects.map(({ key, etag, changedMs }) => ({ path: key, stamp: etag, changedMs })));
  }

  async place({ fingerprint, path, files }: FoundVersion): Promise<string> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await requirePrivateDirectory(this.cacheDirectory);
    await requirePrivateDirectory(this.folder);
    const whole = join(this.folder, fingerprint);
    if (!existsSync(whole)) await this.fetch(files, whole);
    return join(whole, path);
  }

  async keepOnly(fingerprints: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      // Also a workshop that a killed server left behind; one of ours is at work only while a model opens.
      if (!fingerprints.has(name.slice(0, 32))) await rm(join(this.folder, name), { recursive: true, force: true });
    }
  }

  private async fetch(files: FoundVersion['files'], whole: string): Promise<void> {
    const workshop = `${whole}-${randomUUID()}`;
    try {
      for (const { path, stamp } of files) {
        const file = join(workshop, path);
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await this.bucket.download({ key: path, etag: stamp }, file);
      }
      await rename(workshop, whole);
    } finally {
      await rm(workshop, { recursive: true, force: true });
    }
  }
}

/** Keys that name a folder, or would leave theirs as a path, are no files of a model. */
function isPlain(key: string): boolean {
  return !key.endsWith('/') && !key.includes('\0') && key.split('/').every((part) => !['', '.', '..'].includes(part));
}
