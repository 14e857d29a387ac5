import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A way to the cloud of a test that breaks, stands still, or lets things happen meanwhile. */
export class UnsteadyWay {
  /** Breaks a download after so many bytes; so often. */
  breaksLeft = 0;
  breakAfter = 1_000_000;
  /** Called before a request goes on. */
  before: (request: IncomingMessage) => Promise<void> | void = () => undefined;
  private server: Server | undefined;

  constructor(private readonly endpoint: string) {}

  /** @returns what makes an SDK take this way */
  async start(): Promise<Record<string, string>> {
    this.server = createServer(async (asked, reply) => {
      const body = await buffer(asked);
      await this.before(asked);
      const { method, headers } = asked;
      const onward = request(new URL(asked.url ?? '/', this.endpoint), { method, headers }, (answer) => {
        reply.writeHead(answer.statusCode ?? 502, answer.headers);
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          reply.write(chunk);
          if (method !== 'GET' || this.breaksLeft === 0 || bytes < this.breakAfter) return;
          this.breaksLeft -= 1;
          asked.socket.destroy();
          answer.destroy();
        });
        answer.on('end', () => reply.end());
      });
      onward.on('error', () => asked.socket.destroy());
      onward.end(body);
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return { AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` };
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}
