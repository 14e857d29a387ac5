import { HeadObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { DeploymentFailure } from '../../lib/contracts/custom-resources/failures';
import { bytesOf, type Place, placeOf, readFailure, type StoredObject } from './object';
import { filesOfTar, type PackedFile } from './tar-reader';

/** The files at a place of Amazon S3, by their paths in the archive; each call reads them again. */
export type Files = (signal: AbortSignal) => AsyncGenerator<PackedFile>;

/**
 * Looks up what lies at `s3://bucket/key.tar`, an archive whose only folder at the top is left away, or below
 * `s3://bucket/prefix`.
 */
export async function filesAt(s3: S3Client, url: string, signal: AbortSignal): Promise<Files> {
  try {
    const place = placeOf(url);
    if (!place.key.endsWith('.tar')) return looseFiles(s3, await listed(s3, place, signal));
    const object = await looked(s3, place, signal);
    return (reading) => withoutTop(filesOfTar(bytesOf(s3, object, reading)));
  } catch (error) {
    throw readFailure(error, url);
  }
}

async function looked(s3: S3Client, { bucket, key }: Place, abortSignal: AbortSignal): Promise<StoredObject> {
  const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal });
  return { bucket, key, bytes: head.ContentLength ?? 0, etag: head.ETag };
}

async function listed(s3: S3Client, { bucket, key }: Place, abortSignal: AbortSignal) {
  const Prefix = key.endsWith('/') ? key : `${key}/`;
  const found: (StoredObject & { path: string })[] = [];
  let ContinuationToken: string | undefined;
  do {
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix, ContinuationToken });
    const page = await s3.send(command, { abortSignal });
    for (const { Key = '', Size = 0, ETag } of page.Contents ?? []) {
      // Consoles make empty objects for folders.
      if (Key.endsWith('/')) continue;
      found.push({ bucket, key: Key, bytes: Size, etag: ETag, path: Key.slice(Prefix.length) });
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  if (found.length === 0)
    throw new DeploymentFailure('archive-missing', `Nothing lies below s3://${bucket}/${Prefix}.`);
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function looseFiles(s3: S3Client, objects: readonly (StoredObject & { path: string })[]): Files {
  return async function* files(signal) {
    for (const object of objects) {
      yield { path: object.path, bytes: object.bytes, content: bytesOf(s3, object, signal) };
    }
  };
}

/** A folder was packed with its own name before everything in it; a file alone has none. */
async function* withoutTop(files: AsyncGenerator<PackedFile>): AsyncGenerator<PackedFile> {
  let top: string | undefined;
  for await (const file of files) {
    top ??= file.path.slice(0, file.path.indexOf('/') + 1);
    if (!file.path.startsWith(top)) {
      throw new DeploymentFailure('archive-unreadable', `${file.path} lies outside of ${top}, the folder at the top.`);
    }
    yield { ...file, path: file.path.slice(top.length) };
  }
}
