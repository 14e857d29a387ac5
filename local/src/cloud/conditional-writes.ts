import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sendS3Error } from './s3-error';
import type { ServiceCalls } from './service-call';

/**
 * `If-None-Match: *` and `If-Match` on PUT and at the end of a multipart upload, and `If-Match` on GET, as S3 keeps them. Writers of one key come one after the
 * other, so that of two that create it exactly one succeeds.
 */
export function addConditionalWrites(app: FastifyInstance, calls: ServiceCalls): void {
  const writing = new Map<string, Promise<void>>();

  app.addHook('preHandler', async (request, reply) => {
    const place = objectOf(request);
    const writes = isWrite(request);
    if (!place || (!writes && request.method !== 'GET')) return;
    const { 'if-none-match': absent, 'if-match': expected } = request.headers;
    if (request.method === 'GET' && expected === undefined) return;
    if (writes) await turn(writing, `${place.bucket}/${place.key}`, reply.raw);
    if (absent === undefined && expected === undefined) return;
    const etag = await calls.etagOf(place.bucket, place.key);
    if (expected !== undefined && etag === undefined) return sendS3Error(reply, 404, 'NoSuchKey');
    const holds = expected === undefined ? etag === undefined : etag === expected;
    if (!holds) return sendS3Error(reply, 412, 'PreconditionFailed');
  });
}

/** What makes an object appear: a PUT of all of it, or the end of a multipart upload. */
function isWrite({ method, query }: FastifyRequest): boolean {
  const asked = query as object;
  return method === 'PUT' ? !('partNumber' in asked) : method === 'POST' && 'uploadId' in asked;
}

/** The object that a request names, where it names one and no part of it. */
export function objectOf(request: FastifyRequest): { bucket: string; key: string } | undefined {
  const { bucket, '*': key } = request.params as Record<string, string | undefined>;
  return bucket && key ? { bucket, key } : undefined;
}

/** Waits for the writer before; the turn ends when the answer is out or its caller is gone. */
async function turn(writing: Map<string, Promise<void>>, key: string, response: NodeJS.EventEmitter): Promise<void> {
  const before = writing.get(key) ?? Promise.resolve();
  const mine = new Promise<void>((resolve) => {
    response.once('finish', resolve);
    response.once('close', resolve);
  });
  const line = before.then(() => mine);
  writing.set(key, line);
  void line.then(() => {
    if (writing.get(key) === line) writing.delete(key);
  });
  await before;
}
