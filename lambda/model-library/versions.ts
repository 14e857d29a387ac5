import type { S3Client } from '@aws-sdk/client-s3';
import { archiveName, versionOfKey } from '../../lib/contracts/model-library';
import { objectsBelow } from '../model-archive/listing';
import type { Library } from './packed-version';

/** The versions in a store: the key that makes each one, by the name that its archive has. */
export async function versionsIn(s3: S3Client, { store }: Library, signal: AbortSignal): Promise<Map<string, string>> {
  const versions = new Map<string, string>();
  for await (const { key } of objectsBelow(s3, store, signal)) {
    const version = versionOfKey(key, store.prefix);
    if (version) versions.set(archiveName(version), key);
  }
  return versions;
}

/** Which of these have no archive. */
export async function missingOf(
  names: Iterable<string>,
  s3: S3Client,
  { archives }: Library,
  signal: AbortSignal,
): Promise<string[]> {
  const missing = new Set(names);
  for await (const { key } of objectsBelow(s3, archives, signal)) missing.delete(key.slice(archives.prefix.length));
  return [...missing];
}
