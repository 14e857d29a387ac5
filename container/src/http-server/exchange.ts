import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Failure } from '../../../lib/contracts/failures';
import { parameters } from '../../../lib/contracts/http-api';
import type { Classified } from '../../../lib/contracts/result';
import type { RequestTrace } from '../telemetry/tracing/request-trace';

/** One request and everything known about it while it is being answered. */
export class Exchange {
  readonly id: string;
  readonly startedAt = performance.now();
  readonly path: string;
  readonly query: URLSearchParams;
  /** What stands for the names in braces of the route's path. */
  parameters: Readonly<Record<string, string>> = {};
  /** Set by the route for the access log. */
  result: Classified | undefined;
  /** The model that the request reached, set by the route; a name that no model has is never put here. */
  model: { readonly name: string; readonly version: string } | undefined;
  /** The name of the key that the caller showed, where keys are asked for. */
  client: string | undefined;
  /** The trace that this request belongs to, where requests are traced. */
  trace: RequestTrace | undefined;
  /** When the last byte of the body was read, on the clock of `performance.now()`. */
  bodyReadAt: number | undefined;
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    private readonly timeoutMs: number,
  ) {
    this.id = requestIdOf(request.headers);
    // A proxy's form of the target, http://host/path, names the same resource (RFC 9112, section 3.2.2).
    const target = (request.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '');
    const [path, query] = splitOnce(target || '/', '?');
    this.path = path;
    this.query = new URLSearchParams(query);
    response.setHeader(parameters.requestId.name, this.id);
    response.once('close', this.close);
    // Until the body is there, the caller is the one who is late.
    this.timer = setTimeout(() => this.controller.abort(new Failure('upload-too-slow')), timeoutMs);
    request.once('end', () => {
      this.bodyReadAt = performance.now();
      clearTimeout(this.timer);
    });
  }

  /** Aborted when the caller hangs up, or when the body did not arrive in time. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** When the caller stops waiting, on the clock of `performance.now()`: the server's limit or the caller's own. */
  get deadline(): number {
    return this.startedAt + Math.min(this.timeoutMs, wholeNumber(this.request, parameters.timeout) ?? Infinity);
  }

  /** 1 is the highest priority; 0 leaves it to the server. */
  get priority(): number {
    return wholeNumber(this.request, parameters.priority) ?? 0;
  }

  /** A part of the body was of use by itself: the rest has the whole time again. */
  expectMore(): void {
    if (this.bodyReadAt === undefined && !this.signal.aborted) this.timer?.refresh();
  }

  /** Asks for the body, where the caller waits to be asked (`Expect: 100-continue`). */
  invite(): void {
    if (this.request.headers.expect?.toLowerCase() === '100-continue') this.response.writeContinue();
  }

  /** Ends the work on this request; it is answered with this failure. */
  abandon(failure: Failure): void {
    this.controller.abort(failure);
  }

  private readonly close = () => {
    clearTimeout(this.timer);
    if (!this.response.writableFinished) this.controller.abort(new Failure('request-cancelled'));
  };
}

function splitOnce(value: string, separator: string): [string, string] {
  const place = value.indexOf(separator);
  return place < 0 ? [value, ''] : [value.slice(0, place), value.slice(place + 1)];
}

/** The name that the caller gives its request, where it is one that a log can carry; otherwise a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const wished = headers[parameters.requestId.name.toLowerCase()];
  return typeof wished === 'string' && /^[\w.:/+=@-]{1,128}$/.test(wished) ? wished : randomUUID();
}

type NumberHeader = typeof parameters.timeout | typeof parameters.priority;

function wholeNumber({ headers }: IncomingMessage, { name, schema }: NumberHeader): number | undefined {
  const text = headers[name.toLowerCase()];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text !== '' && Number.isInteger(value) && value >= schema.minimum && value <= schema.maximum) return value;
  throw new Failure(
    'request-malformed',
    `${name}: expected a whole number from ${schema.minimum} to ${schema.maximum}.`,
  );
}
