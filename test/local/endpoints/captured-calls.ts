import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

/** A file of captured calls. */
export interface CapturedFile {
  readonly key: string;
  readonly events: readonly {
    readonly captureData: Record<string, { observedContentType: string; mode: string; data: string; encoding: string }>;
    readonly eventMetadata: Record<string, unknown>;
    readonly eventVersion: string;
  }[];
}

/** What was captured below a prefix of the bucket for it, as soon as it is so many calls. */
export async function capturedCalls(s3: S3Client, prefix: string, count: number): Promise<CapturedFile[]> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const Bucket = Buckets.find(({ Name = '' }) => Name.includes('captured'))?.Name;
  for (const end = Date.now() + 15_000; ; ) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
    const files = await Promise.all(
      Contents.map(async ({ Key: key = '' }) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
        const lines = ((await Body?.transformToString()) ?? '').trim().split('\n');
        return { key, events: lines.map((line) => JSON.parse(line)) };
      }),
    );
    if (files.flatMap(({ events }) => events).length >= count || Date.now() > end) return files;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
