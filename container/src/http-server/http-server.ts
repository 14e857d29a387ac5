import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Server as NetServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { Failure, failures } from '../../../lib/contracts/failures';
import { isOpenInference, type Route, type RouteName } from '../../../lib/contracts/http-api';
import type { RequestTrace } from '../telemetry/tracing/request-trace';
import type { Answered } from './answered-request';
import { refuseBrokenRequest, refuseTunnel } from './broken-request';
import { Exchange } from './exchange';
import { listenOn } from './listening';
import { OpenRequests, pause } from './open-requests';
import { failureReply, isSoonRead, type Reply, send } from './reply';
import { allowedMethods, findRoute } from './router';

export type Handler = (exchange: Exchange, route: Route) => Reply | Promise<Reply>;

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  readonly keepAliveSeconds: number;
  readonly requestTimeoutMs: number;
  /** A route without a handler does not exist on this server. */
  readonly handlers: Readonly<Partial<Record<RouteName, Handler>>>;
  /** Asked before the handler; throws the failure for a caller who may not use the route. */
  readonly admit?: (exchange: Exchange, route: Route) => void;
  readonly retryAfterSeconds: () => number;
  /** Takes over connections that leave HTTP. */
  readonly upgrade?: {
    readonly wants: (request: IncomingMessage) => boolean;
    readonly open: (request: IncomingMessage, socket: Duplex, head: Buffer) => unknown;
  };
  /** Asked once for every request as it comes; left out where nothing is traced. */
  readonly trace?: (headers: IncomingHttpHeaders) => RequestTrace;
  /** Called once for every request, also for those whose caller hung up. */
  readonly onAnswered: (exchange: Answered, route: RouteName | 'unknown', status: number, failure?: Failure) => void;
}

/** How long an idle connection is still served after a drain began, so that a request already on its way is answered. */
const lingerMs = 500;

/** The HTTP front: it finds the route, asks its handler, and turns every failure into its row of the table. */
export class HttpServer {
  private readonly server: Server;
  private readonly open = new OpenRequests<Exchange>();
  private draining = false;
  private readonly answers = (name: RouteName) => this.options.handlers[name] !== undefined;

  constructor(private readonly options: HttpServerOptions) {
    const serve = (request: IncomingMessage, response: ServerResponse) => void this.serve(request, response);
    const { upgrade, keepAliveSeconds } = options;
    this.server = createServer(
      {
        keepAliveTimeout: keepAliveSeconds * 1000,
        requireHostHeader: false,
        // Other offers to upgrade, such as to HTTP/2, may be ignored and are. Older versions of Node.js ask nobody.
        ...(upgrade && { shouldUpgradeCallback: upgrade.wants }),
      },
      serve,
    );
    if (upgrade) this.server.on('upgrade', upgrade.open);
    this.server.headersTimeout = options.keepAliveSeconds * 1000 + 1000;
    // Each request has its own timer, which answers with a row of the failure table.
    this.server.requestTimeout = 0;
    this.server.on('clientError', refuseBrokenRequest);
    this.server.on('connect', refuseTunnel);
    // With these listeners a body is invited by the route that wants it, not by Node before anything is judged.
    this.server.on('checkContinue', serve);
    this.server.on('checkExpectation', serve);
  }

  /**
   * @returns the URL under which the server answers
   * @throws StartFailure port-taken or port-unusable
   */
  async listen(): Promise<string> {
    return `http://${await listenOn(this.server, this.options)}`;
  }

  /** Stops accepting connections; returns when every request was answered, after `timeoutMs` with server-draining. */
  async drain(timeoutMs: number): Promise<void> {
    this.draining = true;
    // Not http.Server.close: that one cuts idle connections at once, with a request perhaps on its way.
    NetServer.prototype.close.call(this.server);
    const linger = Math.min(lingerMs, timeoutMs);
    await pause(linger);
    await this.open.drain(timeoutMs - linger);
    this.server.closeAllConnections();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = new Exchange(request, response, this.options.requestTimeoutMs);
    exchange.trace = this.options.trace?.(request.headers);
    let name: RouteName | 'unknown' = 'unknown';
    let failure: Failure | undefined;
    const closed = new Promise((resolve) => response.once('close', resolve));
    this.open.add(exchange);
    let reply: Reply;
    try {
      const match = findRoute(request.method ?? 'GET', exchange.path, this.answers);
      name = match.name;
      exchange.parameters = match.parameters;
      this.options.admit?.(exchange, match.route);
      reply = await this.handlerOf(name)(exchange, match.route);
    } catch (error) {
      failure = error instanceof Failure ? error : new Failure('internal-error', String(error));
      reply = this.explain(exchange, failure);
    }
    if (this.draining) response.shouldKeepAlive = false;
    if (!response.destroyed) send(request, response, reply);
    await closed;
    // 499 is what access logs call a caller who did not wait for the answer.
    const status = response.writableFinished ? response.statusCode : failures['request-cancelled'].status;
    this.options.onAnswered(exchange, name, status, failure);
    this.open.delete(exchange);
  }

  private handlerOf(name: RouteName): Handler {
    const handler = this.options.handlers[name];
    if (!handler) throw new Failure('route-unknown');
    return handler;
  }

  private explain({ id, path, request, response }: Exchange, failure: Failure): Reply {
    const reply = failureReply(
      failure,
      id,
      this.options.retryAfterSeconds(),
      isOpenInference(path) ? 'open-inference' : 'result',
    );
    // The rest of a refused body would have to be read before the connection could serve another request.
    if (!request.complete && !isSoonRead(request)) response.shouldKeepAlive = false;
    return failure.id === 'method-unsupported'
      ? { ...reply, headers: { Allow: allowedMethods(path, this.answers) } }
      : reply;
  }
}
