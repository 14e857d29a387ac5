import type { AttemptLimits } from '../aws/attempt';
import { type Reply, ServiceError } from '../aws/service-error';
import { encodePart, encodePath, type Request } from '../aws/signature';
import type { SignedClient } from '../aws/signed-client';
import type { ObjectPlaces } from './object-places';

export interface FoundObject {
  readonly body: Buffer;
  readonly etag: string;
  /** On a versioned bucket. */
  readonly versionId?: string;
  /** When it was written, in milliseconds of the epoch; 0 where S3 did not say. */
  readonly writtenAt: number;
  /** To be called once the body is no longer needed. */
  release(): void;
}

export interface NewObject {
  readonly Key: string;
  readonly Body: string;
  readonly ContentType: string;
  readonly Metadata: Readonly<Record<string, string>>;
  readonly IfNoneMatch?: '*';
  readonly IfMatch?: string;
}

/** The two calls of S3 that every picture takes; every other goes through the SDK. */
export class ObjectClient {
  constructor(
    private readonly client: Pick<SignedClient, 'send'>,
    private readonly places: ObjectPlaces,
  ) {}

  /** @throws what SignedClient throws */
  async get(bucket: string, key: string, versionId: string | undefined, limits: AttemptLimits): Promise<FoundObject> {
    const query = versionId === undefined ? '' : `versionId=${encodePart(versionId)}`;
    const { headers, body, release } = await this.send(
      bucket,
      { method: 'GET', path: `/${encodePath(key)}`, query },
      limits,
    );
    return {
      body,
      etag: headers.get('etag') ?? '',
      versionId: headers.get('x-amz-version-id'),
      writtenAt: Date.parse(headers.get('last-modified') ?? '') || 0,
      release,
    };
  }

  /** @throws what SignedClient throws */
  async put(bucket: string, object: NewObject, limits: AttemptLimits = {}): Promise<void> {
    const { Key, Body: body, ContentType, Metadata, IfNoneMatch, IfMatch } = object;
    const headers: Record<string, string> = { 'content-type': ContentType };
    for (const [name, value] of Object.entries(Metadata)) headers[`x-amz-meta-${name}`] = value;
    if (IfNoneMatch !== undefined) headers['if-none-match'] = IfNoneMatch;
    if (IfMatch !== undefined) headers['if-match'] = IfMatch;
    const reply = await this.send(bucket, { method: 'PUT', path: `/${encodePath(Key)}`, headers, body }, limits);
    reply.release();
  }

  private async send(bucket: string, request: Omit<Request, 'host'>, limits: AttemptLimits): Promise<Reply> {
    const place = await this.places.of(bucket);
    try {
      return await this.client.send(place, request, limits);
    } catch (error) {
      const region = error instanceof ServiceError ? error.reply.headers.get('x-amz-bucket-region') : undefined;
      // A bucket of another region: S3 answers with where it is.
      if (region === undefined || region === place.signer.region || !/^[a-z0-9-]+$/.test(region)) throw error;
      return await this.client.send(await this.places.learn(bucket, region), request, limits);
    }
  }
}
