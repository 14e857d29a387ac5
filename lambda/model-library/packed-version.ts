import { createHash } from 'node:crypto';
import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { DeploymentFailure } from '../../lib/contracts/custom-resources/failures';
import { archiveName, type LibraryVersion, madeOf } from '../../lib/contracts/model-library';
import { objectsBelow } from '../model-archive/listing';
import { type LooseFile, listed, looseFiles } from '../model-archive/model-files';
import type { Place } from '../model-archive/object';
import { storedGzip, tarOf } from '../model-archive/packed';
import { upload } from '../model-archive/upload';

/** Where models lie, and where their archives do; prefixes are empty or end in a slash. */
export interface Library {
  readonly store: { readonly bucket: string; readonly prefix: string };
  readonly archives: { readonly bucket: string; readonly prefix: string };
}

/** A version that is written and packed by several at once is looked at again this often. */
const mostTries = 4;

/**
 * Makes the archive of a version, unless there is one that was made of the same files.
 *
 * @throws DeploymentFailure why it cannot be packed
 */
export async function packVersion(
  s3: S3Client,
  library: Library,
  version: LibraryVersion,
  signal: AbortSignal,
): Promise<'packed' | 'unchanged'> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await packOnce(s3, library, version, signal);
    } catch (error) {
      if (tries === mostTries || !isOvertaken(error)) throw error;
    }
  }
}

/**
 * The archive is looked at before the files: whoever wrote one in between saw the same files or newer ones, and the condition
 * of the upload refuses the older archive.
 */
async function packOnce(s3: S3Client, { store, archives }: Library, version: LibraryVersion, signal: AbortSignal) {
  const place = { bucket: archives.bucket, key: `${archives.prefix}${archiveName(version)}` };
  const before = await archiveAt(s3, place, signal);
  const folder = { bucket: store.bucket, key: `${store.prefix}${version.name}/${version.version}/` };
  const files = await listed(s3, folder, signal);
  const fingerprint = fingerprintOf(files);
  if (before?.madeOf === fingerprint) return 'unchanged';
  const archive = storedGzip(tarOf([{ folder: '', files: looseFiles(s3, files)(signal) }]));
  const metadata = { [madeOf]: fingerprint };
  await upload(s3, place, archive, { replaces: before ?? 'none', metadata }, signal);
  return 'packed';
}

/** Lists first: to those who may list only below a prefix, what is not there would be forbidden. */
async function archiveAt(s3: S3Client, { bucket, key }: Place, abortSignal: AbortSignal) {
  for await (const found of objectsBelow(s3, { bucket, prefix: key }, abortSignal)) {
    if (found.key !== key) return undefined;
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal });
    return { etag: head.ETag ?? '', madeOf: head.Metadata?.[madeOf] };
  }
  return undefined;
}

/** The same for the same files; Amazon S3 gives whatever is written anew another ETag, unless it is the same bytes. */
function fingerprintOf(files: readonly LooseFile[]): string {
  const hash = createHash('sha256');
  for (const { path, bytes, etag } of files) hash.update(`${JSON.stringify([path, bytes, etag])}\n`);
  return hash.digest('hex');
}

/** Something is another one than a moment ago, or gone. */
function isOvertaken(error: unknown): boolean {
  if (error instanceof DeploymentFailure) return error.id === 'archive-changed';
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === 404 || status === 409 || status === 412;
}
