import type { FastifyInstance } from 'fastify';

/** Calls the emulator the way its clients do, without a socket. */
export class ServiceCalls {
  constructor(private readonly app: FastifyInstance) {}

  /** An action of SQS in its JSON protocol. */
  async sqs<T>(action: string, body: object): Promise<T> {
    const answer = await this.app.inject({
      method: 'POST',
      url: '/',
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
      payload: JSON.stringify(body),
    });
    if (answer.statusCode >= 400) throw new Error(`${action}: ${answer.body}`);
    return answer.body === '' ? ({} as T) : (JSON.parse(answer.body) as T);
  }

  /** The bodies of all messages in a queue, whoever has them; nothing is taken. */
  async bodies(queue: string): Promise<string[]> {
    const { body } = await this.app.inject({ method: 'GET', url: `/_fauxqs/queues/${queue}` });
    type Held = { readonly message?: { readonly body?: string }; readonly body?: string };
    const { messages = {} } = JSON.parse(body) as { messages?: Record<string, Held[]> };
    return Object.values(messages)
      .flat()
      .map(({ message, body: own }) => message?.body ?? own ?? '');
  }

  /** The content of an object as text; empty where there is none. */
  async object(path: string): Promise<string> {
    const { statusCode, body } = await this.app.inject({ method: 'GET', url: path });
    return statusCode === 200 ? body : '';
  }

  /** The ETag of an object, or nothing where there is none. */
  async etagOf(bucket: string, key: string): Promise<string | undefined> {
    const { statusCode, headers } = await this.app.inject({ method: 'HEAD', url: objectPath(bucket, key) });
    return statusCode === 200 ? String(headers.etag) : undefined;
  }
}

export function objectPath(bucket: string, key: string): string {
  return `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
}
