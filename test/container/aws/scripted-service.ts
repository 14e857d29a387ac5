import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Signer } from '../../../container/src/aws/signature';
import type { Place } from '../../../container/src/aws/signed-client';

export type Step = (request: IncomingMessage, response: ServerResponse) => void;

export interface Asked {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A service that answers each request by the next step, and every further one by the last. */
export class ScriptedService {
  readonly asked: Asked[] = [];
  connections = 0;

  private constructor(
    private readonly server: Server,
    readonly place: Place,
  ) {}

  static async start(...steps: Step[]): Promise<ScriptedService> {
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        service.asked.push({ url: request.url ?? '', headers: request.headers, body });
        steps[Math.min(service.asked.length, steps.length) - 1](request, response);
      });
    });
    server.on('connection', () => {
      service.connections += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const where = { secure: false, hostname: '127.0.0.1', port, host: `127.0.0.1:${port}`, prefix: '/bucket' };
    const service = new ScriptedService(server, { ...where, signer: new Signer('us-east-1', 's3') });
    return service;
  }

  get endpoint(): string {
    return `http://${this.place.host}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

export const answer =
  (body: string, headers: Record<string, string> = {}): Step =>
  (_, response) => {
    response.writeHead(200, { 'content-length': Buffer.byteLength(body), ...headers }).end(body);
  };

/** A refusal as S3 writes it. */
export const refusal =
  (status: number, code: string, headers: Record<string, string> = {}): Step =>
  (_, response) => {
    response
      .writeHead(status, headers)
      .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>why</Message></Error>`);
  };

export const reset: Step = (request) => {
  request.socket.resetAndDestroy();
};

/** Announces more than it sends, then ends the connection. */
export const cutOff =
  (sent: string, announced: number): Step =>
  (request, response) => {
    response.writeHead(200, { 'content-length': announced });
    response.write(sent, () => request.socket.end());
  };

/** Begins an answer and never ends it. */
export const stall: Step = (_, response) => {
  response.writeHead(200, { 'content-length': 1000 }).write('a beginning');
};
