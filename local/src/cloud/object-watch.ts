import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { objectOf } from './conditional-writes';
import type { ServiceCalls } from './service-call';

/** An object that was just written. */
export interface CreatedObject {
  readonly bucket: string;
  readonly key: string;
  readonly event: 'Put' | 'Post' | 'CompleteMultipartUpload' | 'Copy';
  readonly etag: string | undefined;
  /** What its writer said of it, by names without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Tells of every object that is written, whichever way. */
export class ObjectWatch {
  private readonly listeners: ((created: CreatedObject) => void | Promise<void>)[] = [];

  constructor(app: FastifyInstance, calls: ServiceCalls) {
    app.addHook('onResponse', async (request, reply) => {
      const written = reply.statusCode < 300 ? writtenBy(request, reply) : undefined;
      if (!written) return;
      const etag = (await calls.etagOf(written.bucket, written.key))?.replaceAll('"', '');
      for (const listener of this.listeners) await listener({ ...written, etag, metadata: metadataOf(request) });
    });
  }

  onCreated(listener: (created: CreatedObject) => void | Promise<void>): void {
    this.listeners.push(listener);
  }
}

function writtenBy(
  request: FastifyRequest,
  reply: FastifyReply,
): Pick<CreatedObject, 'bucket' | 'key' | 'event'> | undefined {
  const { bucket } = request.params as { bucket?: string };
  const place = objectOf(request);
  const query = request.query as Record<string, string>;
  if (request.method === 'PUT' && place && !('partNumber' in query)) {
    return { ...place, event: 'x-amz-copy-source' in request.headers ? 'Copy' : 'Put' };
  }
  if (request.method !== 'POST' || !bucket) return undefined;
  if (place && 'uploadId' in query) return { ...place, event: 'CompleteMultipartUpload' };
  if (place || 'delete' in query) return undefined;
  const key = decodeURIComponent(new URL(String(reply.getHeader('location') ?? '/'), 'http://x').pathname);
  return key.startsWith(`/${bucket}/`) ? { bucket, key: key.slice(bucket.length + 2), event: 'Post' } : undefined;
}

function metadataOf({ headers }: FastifyRequest): Record<string, string> {
  const own = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-meta-'));
  return Object.fromEntries(own.map(([name, value]) => [name.slice('x-amz-meta-'.length), String(value)]));
}
