import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Amazon ECS as far as one service of it is asked about. */
export class FleetService {
  running = 0;
  desired = 0;
  private server: Server | undefined;

  /** @returns what makes an SDK ask here */
  async start(): Promise<Record<string, string>> {
    this.server = createServer((_, response) => {
      const service = { runningCount: this.running, desiredCount: this.desired };
      response.setHeader('Content-Type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify({ services: [service], failures: [] }));
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return { AWS_ENDPOINT_URL_ECS: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` };
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}
