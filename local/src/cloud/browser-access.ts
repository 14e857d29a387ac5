import type { FastifyInstance } from 'fastify';

/** Lets pages of one origin upload and read, as the CORS rules of the bucket do on AWS. */
export function addBrowserAccess(app: FastifyInstance, origin: string): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.headers.origin !== origin) return;
    reply.headers({
      'Access-Control-Allow-Origin': origin,
      'Access-Control-Expose-Headers': 'ETag, Location',
      Vary: 'Origin',
    });
    if (request.method !== 'OPTIONS') return;
    return reply
      .headers({ 'Access-Control-Allow-Methods': 'GET, PUT, POST', 'Access-Control-Allow-Headers': '*' })
      .status(200)
      .send();
  });
}
