import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { RecordedCall } from '../../local/src/cloud/call-record';

/** A service of AWS with a JSON protocol, as far as it is asked how many of something run. */
export abstract class ScaledService {
  running = 0;
  desired = 0;
  /** What it was asked, in the words of IAM. */
  readonly calls: RecordedCall[] = [];
  private server: Server | undefined;

  /** @param variable what names its address to an SDK; @param prefix of its actions in IAM */
  protected constructor(
    private readonly variable: string,
    private readonly prefix: string,
  ) {}

  /** The resource that a request names, and the answer to it. */
  protected abstract answer(body: unknown): { resource: string; answer: unknown };

  /** @returns what makes an SDK ask here */
  async start(): Promise<Record<string, string>> {
    this.server = createServer(async (request, response) => {
      const caller = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const action = `${this.prefix}:${String(request.headers['x-amz-target']).split('.').pop()}`;
      const { resource, answer } = this.answer(await json(request));
      this.calls.push({ caller, action, resource });
      response.setHeader('Content-Type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify(answer));
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return { [this.variable]: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` };
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}
