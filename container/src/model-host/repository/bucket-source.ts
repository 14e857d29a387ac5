import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bucket, ListedObject } from '../../object-store/bucket';
import { requirePrivateDirectory } from '../../session/private-directory';
import { inventoryOf } from './file-listing';
import type { FoundVersion, Inventory, RepositorySource } from './repository-source';

/** A repository under a prefix in S3; a version is fetched when it is opened, whole or not at all. */
export class BucketSource implements RepositorySource {
  private objects: readonly ListedObject[] = [];
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
    this.objects = (await this.bucket.list()).filter(({ key }) => isPlain(key));
    return inventoryOf(
      this.objects.map(({ key, bytes, etag, changedMs }) => ({ path: key, stamp: `${bytes} ${etag}`, changedMs })),
    );
  }

  async place(name: string, { version, fingerprint }: FoundVersion): Promise<string> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await requirePrivateDirectory(this.cacheDirectory);
    await requirePrivateDirectory(this.folder);
    const whole = join(this.folder, fingerprint);
    if (!(await exists(whole))) await this.fetch(name, version, whole);
    for (const candidate of [join(name, version), name, `${name}.onnx`]) {
      if (await exists(join(whole, candidate))) return join(whole, candidate);
    }
    return whole;
  }

  async keepOnly(fingerprints: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.folder).catch(() => [])) {
      // Also a workshop that a killed server left behind; one of ours is at work only while a model opens.
      if (!fingerprints.has(name.slice(0, 32))) await rm(join(this.folder, name), { recursive: true, force: true });
    }
  }

  private async fetch(name: string, version: string, whole: string): Promise<void> {
    const workshop = `${whole}-${randomUUID()}`;
    try {
      for (const object of this.objects.filter(({ key }) => belongs(key, name, version))) {
        const file = join(workshop, object.key);
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await this.bucket.download(object, file);
      }
      await rename(workshop, whole);
    } finally {
      await rm(workshop, { recursive: true, force: true });
    }
  }
}

/** Whether a key is a file of this version: its own folder, or what lies beside that folder. */
function belongs(key: string, name: string, version: string): boolean {
  if (key === `${name}.onnx`) return true;
  const [first, second, ...rest] = key.split('/');
  return first === name && second !== undefined && (rest.length === 0 || second === version);
}

/** Keys that name a folder, or would leave theirs as a path, are no files of a model. */
function isPlain(key: string): boolean {
  return !key.endsWith('/') && !key.includes('\0') && key.split('/').every((part) => !['', '.', '..'].includes(part));
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
