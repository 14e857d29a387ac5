import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { Failure } from '../../../../../lib/contracts/failures';
import { type Route, type RouteName, routes } from '../../../../../lib/contracts/http-api';
import { BufferPool } from '../../../http-server/body/buffer-pool';
import type { ByteBudget } from '../../../http-server/body/request-body';
import type { HttpServerOptions } from '../../../http-server/http-server';
import { listenOn } from '../../../http-server/listening';
import { OpenRequests } from '../../../http-server/open-requests';
import { GrpcCall } from './grpc-call';
import type { GrpcMethod } from './grpc-method';
import { asFailure, failureTrailers } from './grpc-status';
import { MessageStream } from './message-stream';
import { BrokenMessage } from './protobuf-wire';

export interface GrpcServerOptions {
  readonly host: string;
  readonly port: number;
  readonly keepAliveSeconds: number;
  readonly requestTimeoutMs: number;
  /** The largest message. */
  readonly maxBytes: number;
  readonly budget: ByteBudget;
  /** By path, such as `/inference.GRPCInferenceService/ModelInfer`. */
  readonly methods: ReadonlyMap<string, GrpcMethod>;
  readonly retryAfterSeconds: () => number;
  readonly trace?: HttpServerOptions['trace'];
  readonly onAnswered: HttpServerOptions['onAnswered'];
  /** Says who asks, by the name of their key; refuses by throwing. */
  readonly admit?: (headers: IncomingHttpHeaders, audience: Route['audience']) => string | undefined;
}

/** Calls that one connection may have open; those of honest clients wait there for their turn. */
const maxConcurrentStreams = 128;
/** Megabytes of answers that one connection may leave untaken; beyond it, its further calls are refused. */
const maxSessionMemory = 64;

/** gRPC over HTTP/2 without TLS: calls with one message each way, and calls with many. */
export class GrpcServer {
  private readonly server: Http2Server;
  private readonly sessions = new Set<ServerHttp2Session>();
  private readonly open = new OpenRequests<GrpcCall>();
  private readonly pool = new BufferPool(16 * 1_048_576);

  constructor(private readonly options: GrpcServerOptions) {
    const settings = { maxConcurrentStreams, initialWindowSize: 1_048_576 };
    this.server = createServer({ settings, maxSessionMemory });
    this.server.on('session', (session) => this.welcome(session));
    this.server.on('sessionError', () => {});
    this.server.on('stream', (stream, headers) => void this.serve(stream, headers));
  }

  /**
   * @returns the address under which the server answers, such as `localhost:8081`
   * @throws StartFailure port-taken or port-unusable
   */
  listen(): Promise<string> {
    return listenOn(this.server, this.options);
  }

  /** Takes no more calls; returns when every call was answered, after `timeoutMs` with server-draining. */
  async drain(timeoutMs: number): Promise<void> {
    this.server.close();
    for (const session of this.sessions) session.close();
    await this.open.drain(timeoutMs);
    for (const session of this.sessions) session.destroy();
  }

  private welcome(session: ServerHttp2Session): void {
    this.sessions.add(session);
    session.once('close', () => this.sessions.delete(session));
    session.on('error', () => {});
    session.setTimeout(this.options.keepAliveSeconds * 1000, () => {
      // Who has calls open waits for the server, not the other way round.
      if (![...this.open].some(({ stream }) => stream.session === session)) session.close();
    });
  }

  private async serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    if (headers[':method'] !== 'POST' || !headers['content-type']?.startsWith('application/grpc')) {
      stream.on('error', () => {});
      stream.respond({ ':status': 415 }, { endStream: true });
      return;
    }
    const closed = new Promise((resolve) => stream.once('close', resolve));
    const call = new GrpcCall(stream, headers, this.options.requestTimeoutMs);
    this.open.add(call);
    call.trace = this.options.trace?.(headers);
    const method = this.options.methods.get(call.path);
    let failure: Failure | undefined;
    try {
      await this.answer(call, method);
      call.end({ 'grpc-status': '0' });
    } catch (error) {
      failure =
        error instanceof BrokenMessage
          ? new Failure('request-malformed', `The message cannot be read: ${error.message}.`)
          : asFailure(error);
      call.end(failureTrailers(failure, this.options.retryAfterSeconds()));
    }
    await closed;
    this.open.delete(call);
    const route: RouteName | 'unknown' = method?.route ?? 'unknown';
    this.options.onAnswered(call, route, failure?.kind.status ?? 200, failure);
  }

  private async answer(call: GrpcCall, method: GrpcMethod | undefined): Promise<void> {
    if (!method) throw new Failure('feature-unsupported', `There is no method ${call.path.slice(0, 200)}.`);
    const { audience } = routes[method.route] as Route;
    call.client = this.options.admit?.(call.request.headers, audience);
    const { maxBytes, budget, requestTimeoutMs: timeoutMs } = this.options;
    const limits = { maxBytes, budget, pool: this.pool, timeoutMs };
    const encoding = call.request.headers['grpc-encoding'];
    const messages = new MessageStream(call.stream, encoding?.toString(), limits, call.signal);
    await method.serve(messages, call, budget);
  }
}
