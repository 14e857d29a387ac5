import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { sendS3Error } from './s3-error';

/** Refuses what does not arrive as it was sent; the emulator only remembers the SHA-256 that came with it. */
export function addChecksums(app: FastifyInstance): void {
  app.addHook('preHandler', async ({ method, headers, body }, reply) => {
    const expected = headers['x-amz-checksum-sha256'];
    if (method !== 'PUT' || expected === undefined || !Buffer.isBuffer(body)) return;
    const found = createHash('sha256').update(body).digest('base64');
    if (found !== expected) return sendS3Error(reply, 400, 'BadDigest');
  });
}
