import type { Duplex } from 'node:stream';
import { Failure } from '../../../lib/contracts/failures';
import { failureReply } from './reply';

/** Answers what is not HTTP at all, so that it has no request object: a 400 written by hand. */
export function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const failure = new Failure('request-malformed', `The request is not valid HTTP (${error.code ?? error.message}).`);
  const { status, body } = failureReply(failure, 'unknown', 1);
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end([...head.map((line) => line.replace('400', String(status))), 'Connection: close', '', body].join('\r\n'));
}
