import type { FastifyInstance } from 'fastify';
import { sendS3Error } from './s3-error';

/** What a query may ask of a bucket or an object here; anything else would be taken for a plain PUT, and spoil it. */
const understood = new Set([
  'list-type',
  'prefix',
  'delimiter',
  'continuation-token',
  'start-after',
  'max-keys',
  'marker',
  'encoding-type',
  'fetch-owner',
  'uploads',
  'uploadId',
  'partNumber',
  'delete',
  'x-id',
  'location',
  'lifecycle',
]);

/** Answers 501 to every part of S3 that the emulator would accept and forget. */
export function addHonestLimits(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const query = new URL(request.url, 'http://x').searchParams;
    const strange = [...query.keys()].find((name) => !understood.has(name) && !/^x-amz-|^response-|^_/i.test(name));
    if (strange !== undefined) return sendS3Error(reply, 501, 'NotImplemented', `?${strange} is not emulated here.`);
  });
}
