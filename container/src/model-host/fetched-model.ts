import { createHash, randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { StartFailure } from '../../../lib/contracts/start-failures';
import type { parseBucketAddress } from '../object-store/address';
import { Bucket } from '../object-store/bucket';
import { unpackTar } from '../object-store/tar';
import { requirePrivateDirectory } from '../session/private-directory';
import { BucketSource } from './repository/bucket-source';
import { isVersion } from './repository/repository-source';

/** An archive that a killed server had unpacked in part. */
const abandonedMs = 3_600_000;

type BucketAddress = NonNullable<ReturnType<typeof parseBucketAddress>>;

/**
 * Fetches the one model that a server in S3 is pointed at: `prefix/name/3`, `prefix/name` (its highest number),
 * `prefix/name.onnx`, or an archive `prefix/any.tar.gz` as training jobs of Amazon SageMaker leave it.
 *
 * @param cacheDirectory must belong to this user alone
 * @returns where it lies now
 * @throws StartFailure model-missing or model-unreachable
 */
export async function fetchModel({ bucket, prefix }: BucketAddress, cacheDirectory: string): Promise<string> {
  const address = `s3://${bucket}/${prefix}`;
  if (prefix === '') throw new StartFailure('model-missing', `${address} names a bucket and no model in it.`);
  try {
    const archive = /\.(tar|tgz|tar\.gz)$/.test(prefix);
    return await (archive ? fetchArchive : fetchVersion)(bucket, prefix, cacheDirectory);
  } catch (error) {
    if (error instanceof StartFailure) throw error;
    const { name, message } = error as Error;
    throw new StartFailure('model-unreachable', `${address}: ${name}: ${message}.`);
  }
}

async function fetchVersion(bucket: string, prefix: string, cacheDirectory: string): Promise<string> {
  const parts = prefix.split('/');
  const last = parts[parts.length - 1];
  const wanted = isVersion(last) && parts.length > 1 ? parts.pop() : undefined;
  const entry = parts.pop() ?? '';
  const single = /\.onnx$/i.test(entry);
  const place = new Bucket(bucket, parts.join('/'));
  // Only this model is listed: the server may have no right to see others.
  const list = () => place.list(single ? entry : `${entry}/`);
  const { name, prefix: root } = place;
  const source = new BucketSource({ name, prefix: root, list, download: place.download.bind(place) }, cacheDirectory);
  try {
    const found = (await source.scan()).get(single ? entry.slice(0, -'.onnx'.length) : entry) ?? [];
    const newest = found.toSorted((one, other) => Number(other.version) - Number(one.version))[0];
    const chosen = wanted === undefined ? newest : found.find(({ version }) => version === wanted);
    if (chosen) return await source.place(chosen);
    const there = found.length > 0 ? `the versions ${found.map(({ version }) => version).join(', ')}` : 'no .onnx file';
    throw new StartFailure('model-missing', `s3://${bucket}/${prefix} is not there; under ${entry} there is ${there}.`);
  } finally {
    place.close();
  }
}

async function fetchArchive(bucket: string, key: string, cacheDirectory: string): Promise<string> {
  const hash = createHash('sha256').update(`${bucket}/${key}`).digest('hex').slice(0, 16);
  const whole = join(cacheDirectory, `archive-${hash}`);
  const workshop = `${whole}-${randomUUID()}`;
  const place = new Bucket(bucket, '');
  try {
    await mkdir(workshop, { recursive: true, mode: 0o700 });
    await requirePrivateDirectory(cacheDirectory);
    await removeAbandoned(cacheDirectory);
    const packed = await place.open(key);
    const unpack = (bytes: AsyncIterable<Buffer>) => unpackTar(bytes, workshop);
    await (key.endsWith('.tar') ? pipeline(packed, unpack) : pipeline(packed, createGunzip(), unpack));
    // What an earlier start fetched may be another content under the same key.
    await rm(whole, { recursive: true, force: true });
    await rename(workshop, whole);
    return whole;
  } finally {
    await rm(workshop, { recursive: true, force: true });
    place.close();
  }
}

async function removeAbandoned(cacheDirectory: string): Promise<void> {
  for (const name of await readdir(cacheDirectory)) {
    const path = join(cacheDirectory, name);
    if (!/^archive-[0-9a-f]{16}-/.test(name)) continue;
    const age = Date.now() - (await lstat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > abandonedMs) await rm(path, { recursive: true, force: true });
  }
}
