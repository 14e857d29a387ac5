import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { DeploymentFailure } from '../../lib/contracts/custom-resources/failures';
import { objectsBelow } from './listing';
import { bytesOf, type Place, placeOf, readFailure, type StoredObject } from './object';
import { filesOfTar, type PackedFile } from './tar-reader';
import { unzipped } from './unzipped';

/** The files at a place of Amazon S3, by their paths in the archive; each call reads them again. */
export type Files = (signal: AbortSignal) => AsyncGenerator<PackedFile>;

/**
 * Looks up what lies at `s3://bucket/key.tar`, an archive whose only folder at the top is left away, at `s3://bucket/key.tar.gz`,
 * an archive that was made elsewhere, or below `s3://bucket/prefix`.
 *
 * @param replaced a folder that is left out of an archive that was made elsewhere
 */
export async function filesAt(s3: S3Client, url: string, signal: AbortSignal, replaced?: string): Promise<Files> {
  try {
    const place = placeOf(url);
    const zipped = /\.t?gz$/.test(place.key);
    if (!zipped && !place.key.endsWith('.tar')) return looseFiles(s3, await listed(s3, place, signal));
    const object = await looked(s3, place, signal);
    return zipped
      ? (reading) => without(replaced, filesOfTar(unzipped(bytesOf(s3, object, reading))))
      : (reading) => withoutTop(filesOfTar(bytesOf(s3, object, reading)));
  } catch (error) {
    throw readFailure(error, url);
  }
}

async function looked(s3: S3Client, { bucket, key }: Place, abortSignal: AbortSignal): Promise<StoredObject> {
  const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal });
  return { bucket, key, bytes: head.ContentLength ?? 0, etag: head.ETag };
}

/** An object, and its path below the prefix that was asked for. */
export type LooseFile = StoredObject & { readonly path: string };

/**
 * What lies below `s3://bucket/key/`, in the order that archives have.
 *
 * @throws DeploymentFailure archive-missing where there is nothing
 */
export async function listed(s3: S3Client, { bucket, key }: Place, signal: AbortSignal): Promise<LooseFile[]> {
  const prefix = key.endsWith('/') ? key : `${key}/`;
  const found: LooseFile[] = [];
  for await (const object of objectsBelow(s3, { bucket, prefix }, signal)) {
    found.push({ ...object, path: object.key.slice(prefix.length) });
  }
  if (found.length === 0)
    throw new DeploymentFailure('archive-missing', `Nothing lies below s3://${bucket}/${prefix}.`);
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** The same as files of an archive; each is read as it was when it was listed, or not at all. */
export function looseFiles(s3: S3Client, objects: readonly LooseFile[]): Files {
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

/** Its names may begin with `./`, as those of `tar -czf model.tar.gz .` do. */
async function* without(folder: string | undefined, files: AsyncGenerator<PackedFile>): AsyncGenerator<PackedFile> {
  for await (const file of files) {
    const path = file.path.replace(/^(\.\/)+/, '');
    if (folder === undefined || !path.startsWith(folder)) yield { ...file, path };
    else for await (const _ of file.content);
  }
}
