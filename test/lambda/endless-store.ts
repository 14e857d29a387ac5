import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const noise = Buffer.alloc(1024 * 1024, 'weights that nobody keeps');

/** Amazon S3 with one file of any size, which takes what is uploaded and forgets it: it needs no memory for either. */
export class EndlessStore {
  /** What was uploaded, in bytes. */
  uploaded = 0;
  private readonly server: Server;

  constructor(private readonly bytes: number) {
    this.server = createServer((request, reply) => this.answer(request, reply));
  }

  /** @returns what makes an SDK ask here */
  async start(): Promise<Record<string, string>> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const AWS_ENDPOINT_URL = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return { AWS_ENDPOINT_URL, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, reply: ServerResponse): void {
    const { method, url = '' } = request;
    if (method === 'HEAD') reply.writeHead(404).end();
    else if (method === 'GET' && url.includes('list-type')) reply.end(this.listing());
    else if (method === 'GET') this.send(reply);
    else this.take(request, reply);
  }

  private listing(): string {
    const file = `<Contents><Key>m/1/model.onnx</Key><Size>${this.bytes}</Size><ETag>"1"</ETag></Contents>`;
    return `<ListBucketResult>${file}<IsTruncated>false</IsTruncated></ListBucketResult>`;
  }

  private take(request: IncomingMessage, reply: ServerResponse): void {
    const part = request.method === 'PUT';
    request.on('data', (chunk) => {
      if (part) this.uploaded += chunk.length;
    });
    request.on('end', () => {
      if (part) reply.setHeader('ETag', '"2"').end();
      else if (request.url?.includes('uploads')) reply.end('<R><UploadId>1</UploadId></R>');
      else reply.end('<R><ETag>"3"</ETag></R>');
    });
  }

  private send(reply: ServerResponse): void {
    let left = this.bytes;
    reply.writeHead(206, { 'Content-Length': left });
    const go = (): void => {
      while (left > 0) {
        const chunk = noise.subarray(0, left);
        left -= chunk.length;
        if (reply.write(chunk)) continue;
        reply.once('drain', go);
        return;
      }
      reply.end();
    };
    go();
  }
}
