import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ResultObject } from '../../../lib/contracts/result-object';
import { type ResultInput, type WriteOutcome, writeResult } from '../../../lib/contracts/result-writing';
import type { ObjectClient } from './object-client';

export type { ResultInput, WriteOutcome };

/** Writes results so that the same input gives the same result however often it is delivered. */
export class ResultStore {
  constructor(
    private readonly objects: Pick<ObjectClient, 'put'>,
    private readonly sdk: S3Client,
    private readonly bucket: string,
  ) {}

  write(object: ResultObject, input: ResultInput, status: string): Promise<WriteOutcome> {
    const { objects, sdk, bucket } = this;
    const calls = {
      put: (request: Parameters<ObjectClient['put']>[1]) => objects.put(bucket, request),
      head: (Key: string) => sdk.send(new HeadObjectCommand({ Bucket: bucket, Key })),
    };
    return writeResult(calls, object, input, status);
  }
}
