import type { FastifyInstance } from 'fastify';

/** Amazon SQS lets a request for messages wait for so long. */
const longestSeconds = 20;

/**
 * Lets long polls wait in the time of a quicker clock: an idle worker asks as often in a minute of that clock as it does in a
 * real one, which is what scaling on idle workers looks at.
 */
export function shortenPolls(app: FastifyInstance, speed: number): void {
  app.addHook('preHandler', async ({ headers, body }) => {
    if (headers['x-amz-target'] !== 'AmazonSQS.ReceiveMessage') return;
    const request = body as { WaitTimeSeconds?: number };
    if (request.WaitTimeSeconds === undefined) return;
    request.WaitTimeSeconds = Math.min(longestSeconds, request.WaitTimeSeconds) / speed;
  });
}
