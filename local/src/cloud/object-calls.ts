import type { FastifyInstance } from 'fastify';
import { objectPath } from './service-call';

/** Objects of the emulator, read and written without a socket. */
export class ObjectCalls {
  constructor(private readonly app: FastifyInstance) {}

  /** The content of an object, or nothing where there is none. */
  async get(bucket: string, key: string): Promise<Buffer | undefined> {
    const { statusCode, rawPayload } = await this.app.inject({ method: 'GET', url: objectPath(bucket, key) });
    return statusCode === 200 ? rawPayload : undefined;
  }

  /** How many bytes an object has, or nothing where there is none. */
  async bytes(bucket: string, key: string): Promise<number | undefined> {
    const { statusCode, headers } = await this.app.inject({ method: 'HEAD', url: objectPath(bucket, key) });
    return statusCode === 200 ? Number(headers['content-length']) : undefined;
  }

  /** @throws Error when the bucket does not exist */
  async put(bucket: string, key: string, content: Buffer, contentType = 'application/octet-stream'): Promise<void> {
    const { statusCode, body } = await this.app.inject({
      method: 'PUT',
      url: objectPath(bucket, key),
      headers: { 'content-type': contentType },
      payload: content,
    });
    if (statusCode !== 200) throw new Error(`s3://${bucket}/${key} cannot be written: ${body.slice(0, 200)}`);
  }

  /** The keys that begin with a prefix, in their order. */
  async keys(bucket: string, prefix: string): Promise<string[]> {
    const keys: string[] = [];
    let token: string | undefined;
    do {
      const query = new URLSearchParams({ 'list-type': '2', prefix, ...(token && { 'continuation-token': token }) });
      const { statusCode, body } = await this.app.inject({ method: 'GET', url: `/${bucket}?${query}` });
      if (statusCode !== 200) return keys;
      keys.push(...[...body.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => unescaped(key)));
      token = /<NextContinuationToken>([^<]*)</.exec(body)?.[1];
    } while (token !== undefined);
    return keys;
  }
}

function unescaped(text: string): string {
  const signs: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_whole, name: string) => signs[name]);
}
