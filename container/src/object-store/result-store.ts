import { HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ResultObject } from '../../../lib/contracts/result-object';
import { type ResultInput, type WriteOutcome, writeResult } from '../../../lib/contracts/result-writing';

export type { ResultInput, WriteOutcome };

/** Writes results so that the same input gives the same result however often it is delivered. */
export class ResultStore {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  write(object: ResultObject, input: ResultInput, status: string): Promise<WriteOutcome> {
    const { client, bucket: Bucket } = this;
    const calls = {
      put: (request: object & { Key: string }) => client.send(new PutObjectCommand({ Bucket, ...request })),
      head: (Key: string) => client.send(new HeadObjectCommand({ Bucket, Key })),
    };
    return writeResult(calls, object, input, status);
  }
}
