import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { Failure } from '../../../../../lib/contracts/failures';
import type { Answered } from '../../../http-server/answered-request';
import { requestIdOf } from '../../../http-server/exchange';
import type { RequestTrace } from '../../../telemetry/tracing/request-trace';
import type { Trailers } from './grpc-status';
import { framed } from './message-stream';

/** A caller that takes nothing of its answer for so long does not want it. */
const takeMs = 30_000;

/** One call and everything known about it while it is being answered. */
export class GrpcCall implements Answered {
  readonly startedAt = performance.now();
  readonly id: string;
  readonly path: string;
  readonly request: Answered['request'];
  readonly result = undefined;
  model: Answered['model'];
  client: string | undefined;
  trace: RequestTrace | undefined;
  bodyReadAt: number | undefined;
  private readonly controller = new AbortController();
  private done = false;

  constructor(
    readonly stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    private readonly timeoutMs: number,
  ) {
    this.id = requestIdOf(headers);
    this.path = headers[':path'] ?? '';
    this.request = { method: 'POST', headers };
    stream.once('close', () => {
      if (!this.done) this.controller.abort(new Failure('request-cancelled'));
    });
    // A caller who hangs up in the middle is no mistake of the server.
    stream.on('error', () => {});
  }

  /** Aborted when the caller cancels the call or hangs up. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /**
   * When nobody waits any more, on the clock of `performance.now()`: the server's limit or the caller's own.
   *
   * @throws Failure request-malformed
   */
  get deadline(): number {
    return this.startedAt + Math.min(this.timeoutMs, millisecondsOf(this.request.headers['grpc-timeout']) ?? Infinity);
  }

  /** Whether the caller still waits. */
  get open(): boolean {
    return !this.stream.destroyed && !this.stream.closed;
  }

  /** Ends the work on this call; it is answered with this failure. */
  abandon(failure: Failure): void {
    this.controller.abort(failure);
  }

  /** Sends a message; waits where the caller does not take it. */
  async send(message: Buffer): Promise<void> {
    if (!this.open) return;
    this.begin();
    if (this.stream.write(framed(message))) return;
    this.stream.setTimeout(takeMs, this.giveUp);
    await new Promise<void>((resolve) => {
      this.stream.once('drain', resolve).once('close', resolve);
    });
    this.stream.setTimeout(0);
  }

  /** Ends the call with its status. */
  end(trailers: Trailers): void {
    this.done = true;
    // What is still to come is let pass: only a stream that was read to its end is closed.
    this.stream.removeAllListeners('data').resume();
    if (!this.open) return;
    this.stream.setTimeout(takeMs, this.giveUp);
    if (this.stream.headersSent) {
      this.stream.once('wantTrailers', () => this.stream.sendTrailers(trailers));
      this.stream.end();
    } else {
      this.stream.respond({ ...this.headers, ...trailers }, { endStream: true });
      // The rest of a refused message is not wanted.
      if (!this.stream.readableEnded) this.stream.close(constants.NGHTTP2_NO_ERROR);
    }
  }

  private readonly giveUp = () => this.stream.close(constants.NGHTTP2_CANCEL);

  private begin(): void {
    if (!this.stream.headersSent) this.stream.respond(this.headers, { waitForTrailers: true });
  }

  private get headers() {
    return {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-accept-encoding': 'identity,gzip,deflate',
      'x-request-id': this.id,
    };
  }
}

const units: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };

function millisecondsOf(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const [, digits, unit] = /^(\d{1,8})([HMSmun])$/.exec(String(header)) ?? [];
  if (unit === undefined) throw new Failure('request-malformed', 'grpc-timeout: expected up to 8 digits and a unit.');
  return Number(digits) * units[unit];
}
