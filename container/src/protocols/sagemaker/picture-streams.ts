import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocketServer } from 'ws';
import { Failure } from '../../../../lib/contracts/failures';
import { type Route, routes } from '../../../../lib/contracts/http-api';
import { refuse } from '../../http-server/broken-request';
import { PictureStream, type StreamParts } from './picture-stream';

export interface PictureStreamsOptions extends StreamParts {
  /** Throws the failure for a caller who may not come in. */
  readonly admit?: (headers: IncomingMessage['headers'], audience: Route['audience']) => unknown;
}

/** The most bytes of one picture: of every connection one may be half received, whatever else is going on. */
const maxMessageBytes = 4 * 1_048_576;
const mostStreams = 32;
const heartbeatMs = 30_000;

/** The WebSockets of `/invocations-bidirectional-stream`. */
export class PictureStreams {
  private readonly streams = new Set<PictureStream>();
  private heartbeat: NodeJS.Timeout | undefined;
  private server: WebSocketServer | undefined;
  private draining = false;

  constructor(private readonly options: PictureStreamsOptions) {}

  /** Whether this request shall leave HTTP; any other offer to upgrade is answered as if it had not been made. */
  static wants({ url = '', headers }: IncomingMessage): boolean {
    return url.split('?')[0] === routes.invocationsStream.path && headers.upgrade?.toLowerCase() === 'websocket';
  }

  async open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    try {
      if (!PictureStreams.wants(request)) throw new Failure('upgrade-required');
      this.options.admit?.(request.headers, (routes.invocationsStream as Route).audience);
      if (this.draining) throw new Failure('server-draining');
      if (this.streams.size >= mostStreams) {
        throw new Failure('server-overloaded', `The server has ${mostStreams} open streams.`);
      }
      const ask = PictureStream.prepare(request, this.options);
      const server = await this.load();
      server.handleUpgrade(request, socket, head, (webSocket) => {
        const stream = new PictureStream(webSocket, ask, this.options);
        this.streams.add(stream);
        webSocket.once('close', () => this.streams.delete(stream));
      });
    } catch (error) {
      refuse(socket, error instanceof Failure ? error : new Failure('internal-error', String(error)));
    }
  }

  /** Takes no more pictures, answers those that came, and closes with 1001 (going away). */
  async drain(timeoutMs: number): Promise<void> {
    this.draining = true;
    clearInterval(this.heartbeat);
    await Promise.all([...this.streams].map((stream) => stream.drain(timeoutMs)));
  }

  /** Loaded by the first who asks: nobody else pays for it. */
  private async load(): Promise<WebSocketServer> {
    if (!this.server) {
      const { WebSocketServer: Server } = await import('ws');
      const maxPayload = Math.min(maxMessageBytes, this.options.maxBytes);
      this.server = new Server({ noServer: true, maxPayload, clientTracking: false, perMessageDeflate: false });
      this.heartbeat = setInterval(() => {
        for (const stream of this.streams) stream.beat();
      }, heartbeatMs);
      this.heartbeat.unref();
    }
    return this.server;
  }
}
