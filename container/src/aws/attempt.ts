import { Agent, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps, Agent as SecureAgent } from 'node:https';
import { BodyBuffer } from '../http-server/body-buffer';
import { BufferPool } from '../http-server/buffer-pool';
import type { Reply } from './service-error';

/** A connection over which nothing comes for so long, in milliseconds, is given up. */
export const silenceMs = 10_000;
const errorBytes = 64 * 1024;
/** Memory that is kept for the next answers. */
const keptBytes = 16 * 1_048_576;

export interface Target {
  readonly secure: boolean;
  readonly hostname: string;
  /** 0 for the usual one. */
  readonly port: number;
}

export interface Attempt {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface AttemptLimits {
  /** A longer answer is not read. @default 1 MiB */
  readonly maxBytes?: number;
  readonly silenceMs?: number;
  readonly signal?: AbortSignal;
}

/** The answer is longer than it may be. */
export class AnswerTooLong extends Error {
  constructor(readonly bytes: number) {
    super(`the answer has ${bytes} bytes`);
    this.name = 'AnswerTooLong';
  }
}

/** An answer that did not come, or not to its end. */
export interface BrokenAttempt extends Error {
  readonly code?: string;
  /** No answer came, and the connection had been used before, and may have been closed by the other side meanwhile. */
  stale?: boolean;
}

/** Connections that are kept, and one request at a time over each. */
export class Connections {
  private readonly plain = new Agent({ keepAlive: true, scheduling: 'lifo', timeout: silenceMs });
  private readonly secure = new SecureAgent({ keepAlive: true, scheduling: 'lifo', timeout: silenceMs });

  private readonly pool = new BufferPool(keptBytes);

  /** @throws AnswerTooLong, the reason of `signal`, or what broke the connection; never because of a status */
  send(target: Target, { method, path, headers, body }: Attempt, limits: AttemptLimits): Promise<Reply> {
    const { signal, silenceMs: timeout = silenceMs } = limits;
    const { hostname, port } = target;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const options = { hostname, method, path, headers, timeout, ...(port === 0 ? {} : { port }) };
      const request = target.secure
        ? overHttps({ ...options, agent: this.secure })
        : overHttp({ ...options, agent: this.plain });
      // Who ends a request in its answer is told of a reset; why it was ended is known only here.
      let reason: Error | undefined;
      let answered = false;
      const settle = () => signal?.removeEventListener('abort', cancel);
      const fail = (error: BrokenAttempt) => {
        settle();
        if (request.reusedSocket && !answered && !reason) error.stale = true;
        reject(reason ?? error);
      };
      const end = (why: Error) => {
        reason ??= why;
        request.destroy();
        fail(why);
      };
      const cancel = () => end(signal?.reason);
      signal?.addEventListener('abort', cancel);
      request.on('error', fail);
      request.on('timeout', () => end(silent(hostname)));
      request.on('response', (answer) => {
        answered = true;
        answer.on('error', fail);
        read(answer, limits, this.pool, end, (reply) => {
          settle();
          resolve(reply);
        });
      });
      request.end(body);
    });
  }

  close(): void {
    this.plain.destroy();
    this.secure.destroy();
  }
}

function silent(host: string): Error {
  return Object.assign(new Error(`${host} said nothing for too long`), { name: 'TimeoutError', code: 'ETIMEDOUT' });
}

/** Reads an answer into one block of memory, which goes back only when all of it has come. */
function read(
  answer: IncomingMessage,
  { maxBytes = 1_048_576 }: AttemptLimits,
  pool: BufferPool,
  refuse: (error: Error) => void,
  done: (reply: Reply) => void,
): void {
  const { statusCode: status = 0, headers } = answer;
  const limit = status < 300 ? maxBytes : errorBytes;
  const length = Number(headers['content-length'] ?? 0);
  if (length > limit) {
    refuse(new AnswerTooLong(length));
    return;
  }
  const block = new BodyBuffer(limit, length, pool, () => {});
  answer.on('data', (chunk: Buffer) => {
    if (!block.append(chunk)) refuse(new AnswerTooLong(block.content.length + chunk.length));
  });
  answer.on('end', () => done({ status, headers, body: block.content, release: () => block.giveBack() }));
}
