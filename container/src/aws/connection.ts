import { isIP, type Socket, connect as toHost } from 'node:net';
import { connect as toHostSecurely } from 'node:tls';
import type { BufferPool } from '../http-server/body/buffer-pool';
import { AnswerReader } from './answer-reader';
import { type AttemptLimits, type BrokenAttempt, type RequestText, silenceMs, type Target } from './attempt';
import type { Reply } from './service-error';

/** The most that is read at once. */
const readBytes = 64 * 1024;

export interface ConnectionOptions {
  readonly target: Target;
  /** Lends the memory of answers. */
  readonly pool: BufferPool;
  /** An earlier TLS session with the same host. */
  readonly session?: Buffer;
  readonly onSession: (session: Buffer) => void;
  /** No request can follow any more; may be called again. */
  readonly onClosed: () => void;
}

interface Exchange {
  readonly reader: AnswerReader;
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/**
 * A connection that is kept, and one request at a time over it. All that comes is read into one and the same block; the
 * streams of `node:http` take fresh memory for every read, and four times as long for a request.
 */
export class Connection {
  private readonly socket: Socket;
  private exchange: Exchange | undefined;
  /** Whether it has brought an answer. */
  private used = false;

  constructor(private readonly options: ConnectionOptions) {
    const { hostname } = options.target;
    this.socket = open(options, (bytes) => this.read(bytes));
    const lost = (error: BrokenAttempt) => {
      if (this.used && this.exchange?.reader.untouched) error.stale = true;
      this.fail(error);
    };
    const closed = () => lost(broken('ECONNRESET', `${hostname} closed the connection`));
    this.socket.on('error', lost).on('close', closed);
    this.socket.on('end', () => {
      if (this.exchange?.reader.endsWithConnection) this.finish(this.exchange, 0);
      closed();
    });
    this.socket.on('timeout', () => this.fail(broken('ETIMEDOUT', `${hostname} said nothing for too long`)));
  }

  /** Whether a request can be sent. */
  get free(): boolean {
    return this.exchange === undefined && this.socket.writable;
  }

  /** @throws AnswerTooLong, NotHttp, the reason of the signal, or what broke the connection; never because of a status */
  ask(
    { text, encoding }: RequestText,
    { maxBytes = 1_048_576, silenceMs: silence = silenceMs, signal }: AttemptLimits,
  ): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const cancel = () => this.fail(signal?.reason);
      const settle =
        <T>(next: (outcome: T) => void) =>
        (outcome: T) => {
          signal?.removeEventListener('abort', cancel);
          next(outcome);
        };
      const reader = new AnswerReader(maxBytes, this.options.pool);
      this.exchange = { reader, resolve: settle(resolve), reject: settle(reject) };
      signal?.addEventListener('abort', cancel);
      if (this.socket.timeout !== silence) this.socket.setTimeout(silence);
      this.socket.ref();
      this.socket.write(text, encoding);
    });
  }

  close(): void {
    this.socket.destroy();
    this.options.onClosed();
  }

  private read(bytes: Buffer): void {
    const { exchange } = this;
    try {
      const rest = exchange?.reader.read(bytes);
      if (exchange && rest !== undefined) this.finish(exchange, rest);
      // Nobody asked: the next answer could not be told from it.
      if (!exchange) this.close();
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private finish({ reader, resolve }: Exchange, rest: number): void {
    const { reply, keepsConnection } = reader.finish();
    this.exchange = undefined;
    this.used = true;
    // An answer to half a request leaves the other half on its way.
    if (rest > 0 || !keepsConnection || this.socket.writableLength > 0) this.close();
    // A connection that nobody uses keeps no program alive.
    else this.socket.unref();
    resolve(reply);
  }

  private fail(error: Error): void {
    const { exchange } = this;
    this.exchange = undefined;
    this.close();
    exchange?.reject(error);
  }
}

function open({ target, session, onSession }: ConnectionOptions, read: (bytes: Buffer) => void): Socket {
  const { secure, hostname: host, port } = target;
  const callback = (length: number, block: Uint8Array) => {
    read((block as Buffer).subarray(0, length));
    return true;
  };
  const onread = { buffer: Buffer.allocUnsafeSlow(readBytes), callback };
  const options = { host, noDelay: true, keepAlive: true, onread };
  if (!secure) return toHost({ ...options, port: port || 80 });
  // An address cannot be asked for by name.
  const servername = isIP(host) ? '' : host;
  return toHostSecurely({ ...options, port: port || 443, servername, session, ALPNProtocols: ['http/1.1'] }).on(
    'session',
    onSession,
  );
}

function broken(code: string, message: string): BrokenAttempt {
  return Object.assign(new Error(message), { name: code === 'ETIMEDOUT' ? 'TimeoutError' : 'Error', code });
}
