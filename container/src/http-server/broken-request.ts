import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Failure } from '../../../lib/contracts/failures';
import { failureReply } from './reply';

/** Answers what is not HTTP at all, so that it has no request object, or what came too slowly to become one. */
export function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET') socket.destroy();
  else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') refuse(socket, new Failure('upload-too-slow'));
  else {
    const detail = `The request is not valid HTTP (${error.code ?? error.message}).`;
    refuse(socket, new Failure('request-malformed', detail));
  }
}

/** Answers CONNECT, which asks for a tunnel that this server is not. */
export function refuseTunnel(_request: unknown, socket: Duplex): void {
  refuse(socket, new Failure('method-unsupported', 'This server opens no tunnels.'));
}

/** After so long a caller who leaves its side of the connection open is cut off. */
const lingerMs = 2000;

/** Answers over the bare connection, where there is no response object, and ends it. */
export function refuse(socket: Duplex, failure: Failure): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status, headers, body } = failureReply(failure, 'unknown', 1);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ];
  socket.end([...head, '', body].join('\r\n'));
  const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.once('close', () => clearTimeout(timer));
}
