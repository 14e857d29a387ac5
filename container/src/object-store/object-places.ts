import { GetObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { RequestCapture } from '../aws/place';
import type { CredentialSource, Place } from '../aws/signed-client';

/** Buckets whose places are remembered; a worker knows one or two. */
const mostRemembered = 100;

/**
 * Where the objects of a bucket are. The SDK says it, once for each bucket: it knows the rules of names, regions, access
 * points, and what a user has set in the environment or in files.
 */
export class ObjectPlaces {
  private readonly known = new Map<string, Promise<Place>>();

  constructor(
    private readonly credentials: CredentialSource,
    private readonly options: Pick<S3ClientConfig, 'endpoint' | 'region' | 'forcePathStyle'> = {},
  ) {}

  of(bucket: string): Promise<Place> {
    return this.known.get(bucket) ?? this.learn(bucket);
  }

  /** Asks once more, for the region in which the bucket turned out to be. */
  learn(bucket: string, region?: string): Promise<Place> {
    if (this.known.size >= mostRemembered) this.known.clear();
    const place = this.resolve(bucket, region);
    this.known.set(bucket, place);
    place.catch(() => this.known.delete(bucket));
    return place;
  }

  private async resolve(Bucket: string, region?: string): Promise<Place> {
    const capture = new RequestCapture();
    const { credentials, options } = this;
    const moved = region === undefined ? {} : { region };
    const sdk = new S3Client({ ...options, ...moved, credentials, requestHandler: capture });
    return await capture.placeOf(() => sdk.send(new GetObjectCommand({ Bucket, Key: 'key' })), '/key');
  }
}
