import { basename } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { modelName } from '../../../../lib/contracts/model-name';
import { StartFailure } from '../../../../lib/contracts/start-failures';
import { inventoryOf } from '../../model-host/repository/file-listing';
import { describeModel, type ModelDescription } from '../../models/description';
import { Bucket } from '../../object-store/bucket';
import { type ObjectContent, ObjectUpload } from '../../object-store/object-upload';
import { visible } from '../palette';
import { inBytes, mebibytes, Progress } from '../progress';
import type { PublishCommand } from './command-line';
import { modelFileName, type PublishedFile, publicationOf } from './publication';

export interface PublishOptions extends Pick<PublishCommand, 'place' | 'bucket' | 'prefix' | 'model' | 'replace'> {
  readonly version: string | undefined;
  readonly out: NodeJS.WritableStream;
  /** Where the bar is drawn. */
  readonly err: NodeJS.WriteStream;
  /** Resolves when the user wants an end: the upload is taken back. */
  readonly stopped: Promise<unknown>;
}

/** What a shell expects of a program that Ctrl-C ended. */
const interrupted = 130;

/**
 * `image-classifier publish`: adds a version of a model to a store, whole or not at all.
 *
 * @throws StartFailure why the model cannot be served, version-taken or store-unusable
 */
export async function publish(options: PublishOptions): Promise<number> {
  const { place, bucket, prefix, out } = options;
  const description = await describeModel(place);
  const name = options.model ?? ownName(description);
  const end = new AbortController();
  void options.stopped.then(() => end.abort());
  try {
    const version = await versionFor(name, options);
    const files = await publicationOf(description, { name, version });
    out.write(`${summaryOf(description, files)}\n`);
    const folder = `${prefix === '' ? '' : `${prefix}/`}${name}/${version}`;
    await upload(folder, files, options, end.signal);
    out.write(`${name} version ${version} is published: s3://${bucket}/${folder}\n`);
    return 0;
  } catch (error) {
    if (end.signal.aborted) {
      out.write('Stopped; nothing of it is served.\n');
      return interrupted;
    }
    throw explained(error as Error, `s3://${bucket}/${prefix}`);
  }
}

async function upload(
  folder: string,
  files: readonly PublishedFile[],
  { bucket, replace, err }: PublishOptions,
  signal: AbortSignal,
): Promise<void> {
  const client = new S3Client({ maxAttempts: 5, followRegionRedirects: true });
  const progress = new Progress(sizeOf(files), err, inBytes);
  const store = new ObjectUpload(client, bucket, { signal, onBytes: (bytes) => progress.advance(bytes) });
  try {
    for (const { name, content } of files) {
      signal.throwIfAborted();
      await store.put(`${folder}/${name}`, content, name === modelFileName && !replace);
    }
  } finally {
    progress.finish();
    client.destroy();
  }
}

/** The version that was asked for, where it may be written, or the next number. */
async function versionFor(
  name: string,
  { bucket, prefix, version, replace }: Pick<PublishOptions, 'bucket' | 'prefix' | 'version' | 'replace'>,
): Promise<string> {
  const store = new Bucket(bucket, prefix);
  try {
    const listed = await store.list(`${name}/`);
    const files = listed.map(({ key, etag, ...facts }) => ({ path: key, stamp: etag, ...facts }));
    const taken = (inventoryOf(files).get(name) ?? []).map((found) => found.version);
    if (version === undefined) return String(Math.max(0, ...taken.map(Number)) + 1);
    if (replace || !taken.includes(version)) return version;
    throw new StartFailure('version-taken', `${name} has the versions ${taken.toSorted(byNumber).join(', ')}.`);
  } finally {
    store.close();
  }
}

const byNumber = (one: string, other: string) => Number(one) - Number(other);

function ownName({ manifest }: ModelDescription): string {
  if (modelName.test(manifest.name)) return manifest.name;
  throw new StartFailure('usage-unknown', `The model calls itself "${visible(manifest.name)}"; give it a --name.`);
}

function summaryOf({ file, manifest, contentHash }: ModelDescription, files: readonly PublishedFile[]): string {
  const { task, labels } = manifest;
  const size = mebibytes(sizeOf(files));
  return `${visible(basename(file))}: ${task}, ${labels.length} labels, ${size} MiB, SHA-256 ${contentHash}`;
}

const sizeOf = (files: readonly PublishedFile[]) => files.reduce((sum, { content }) => sum + bytesOf(content), 0);
const bytesOf = (content: ObjectContent) => (Buffer.isBuffer(content) ? content.length : content.bytes);

function explained(error: Error & { $metadata?: { httpStatusCode?: number } }, store: string): Error {
  if (error instanceof StartFailure) return error;
  const status = error.$metadata?.httpStatusCode;
  if (status === 412 || status === 409) {
    return new StartFailure('version-taken', 'Somebody else published it at this moment.');
  }
  return new StartFailure('store-unusable', `${store}: ${error.name}: ${error.message}.`);
}
