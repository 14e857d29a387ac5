import { createHash } from 'node:crypto';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DeploymentFailure } from '../lib/contracts/custom-resources/failures';
import {
  type ModelArchiveAnswer,
  type ModelArchiveRequest,
  modelArchiveSchema,
} from '../lib/contracts/custom-resources/model-archive';
import { customResource } from './custom-resource/frame';
import { filesAt } from './model-archive/model-files';
import type { Place } from './model-archive/object';
import { storedGzip, tarOf } from './model-archive/packed';
import { upload } from './model-archive/upload';

// A connection that stands still is as good as broken.
const s3 = new S3Client({ maxAttempts: 5, requestHandler: { connectionTimeout: 5000, socketTimeout: 30_000 } });

/** Packs a model as one archive, whose name is what is in it. Archives stay: instances that start later want them. */
export const handler = customResource({
  schema: modelArchiveSchema,
  make: async ({ properties }, signal) => ({ ...(await pack(properties, signal)) }),
});

/**
 * Reads everything twice, once for the name and once for the bytes: with one time, they would have to be put somewhere to be
 * named, and be copied.
 */
async function pack(properties: ModelArchiveRequest, signal: AbortSignal): Promise<ModelArchiveAnswer> {
  const { Source, Script, Bucket: bucket, Prefix } = properties;
  const [model, code] = await Promise.all([
    // The code of an archive that was made elsewhere is that of its maker; here, code/ belongs to the script.
    filesAt(s3, Source, signal, Script === undefined ? undefined : 'code/'),
    Script === undefined ? undefined : filesAt(s3, Script, signal),
  ]);
  const archive = () =>
    storedGzip(
      tarOf([{ folder: '', files: model(signal) }, ...(code ? [{ folder: 'code/', files: code(signal) }] : [])]),
    );
  const named = new Tally();
  for await (const _ of named.through(archive())) signal.throwIfAborted();
  const Sha256 = named.sha256();
  const place = { bucket, key: `${Prefix}${Sha256}/model.tar.gz` };
  if (!(await isThere(place, named.bytes, signal))) {
    const uploaded = new Tally();
    const intact = () => {
      if (uploaded.sha256() !== Sha256) throw new DeploymentFailure('archive-changed', `It was ${Sha256} before.`);
    };
    await upload(s3, place, uploaded.through(archive()), { intact }, signal);
  }
  console.info({ outcome: 'packed', source: Source, sha256: Sha256, bytes: named.bytes });
  return { ModelDataUrl: `s3://${bucket}/${place.key}`, Sha256, Bytes: String(named.bytes) };
}

/** What passes through is counted and hashed. */
class Tally {
  private readonly hash = createHash('sha256');
  bytes = 0;

  async *through(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of stream) {
      this.hash.update(chunk);
      this.bytes += chunk.length;
      yield chunk;
    }
  }

  sha256(): string {
    return this.hash.digest('hex');
  }
}

/** Whole, and not merely begun. What is not there is forbidden to those who may not list the bucket. */
async function isThere({ bucket, key }: Place, bytes: number, abortSignal: AbortSignal): Promise<boolean> {
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), { abortSignal });
    return head.ContentLength === bytes;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    if (status === 404 || status === 403) return false;
    throw error;
  }
}
