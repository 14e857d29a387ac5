import { ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import type { StoredObject } from './object';

/** Everything below a prefix, in the order of Amazon S3, but for the empty objects that consoles make for folders. */
export async function* objectsBelow(
  s3: S3Client,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  abortSignal: AbortSignal,
): AsyncGenerator<StoredObject> {
  let ContinuationToken: string | undefined;
  do {
    const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken });
    const page = await s3.send(command, { abortSignal });
    for (const { Key: key = '', Size: bytes = 0, ETag: etag } of page.Contents ?? []) {
      if (!key.endsWith('/')) yield { bucket, key, bytes, etag };
    }
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
}
