import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Failure } from '../../../lib/contracts/failures';
import type { Result } from '../../../lib/contracts/result';
import { Refusal } from '../access/refusal';
import { sendPieces } from './reply-pieces';

export interface Reply {
  readonly status: number;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Pieces are sent as they are made. */
  readonly body: string | Buffer | AsyncIterable<string>;
}

/** One whose body is there. */
export interface WholeReply extends Reply {
  readonly body: string | Buffer;
}

export function json(value: unknown, status = 200): WholeReply {
  return { status, contentType: 'application/json', body: JSON.stringify(value) };
}

export function text(body: string): WholeReply {
  return { status: 200, contentType: 'text/plain; charset=utf-8', body };
}

/** A failure in the form that callers of the route expect; the status is the table's. */
export function failureReply(
  failure: Failure,
  id: string,
  retryAfterSeconds: number,
  form: 'result' | 'open-inference' = 'result',
): WholeReply {
  const result: Result = { status: 'failed', id, attempts: 1, failure: failure.describe() };
  const body = form === 'open-inference' ? { error: failure.message, ...failure.describe() } : result;
  const headers = {
    ...(failure.kind.status === 503 && { 'Retry-After': String(retryAfterSeconds) }),
    ...(failure instanceof Refusal && failure.headers),
  };
  return { ...json(body, failure.kind.status), headers };
}

/** How long the rest of a refused body is read and thrown away, so that the caller gets to read the refusal. */
const lingerMs = 2000;
const mostDiscardedBytes = 1_048_576;

/**
 * Whether the body of a refused request is so short that reading it to its end costs less than a new connection would.
 * Under overload that is most of what a refusal costs.
 */
export function isSoonRead({ headers }: IncomingMessage): boolean {
  // Who waits to be asked for the body will not send it after a refusal.
  return Number(headers['content-length']) <= mostDiscardedBytes && headers.expect === undefined;
}

export function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, contentType, headers, body }: Reply,
): void {
  const whole = typeof body === 'string' || Buffer.isBuffer(body);
  response.writeHead(status, {
    ...(contentType === undefined ? {} : { 'Content-Type': contentType }),
    ...(whole ? { 'Content-Length': Buffer.byteLength(body) } : {}),
    'X-Content-Type-Options': 'nosniff',
    ...headers,
  });
  if (!whole) {
    void sendPieces(request, response, body);
    return;
  }
  if (request.complete || request.method === 'GET' || request.method === 'HEAD') {
    response.end(body);
    return;
  }
  // Closing a socket with unread bytes resets the connection and takes the answer along.
  response.write(body);
  const end = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(() => {
    end();
    request.socket.destroySoon();
  }, lingerMs);
  request.once('end', end).once('error', end).resume();
}
