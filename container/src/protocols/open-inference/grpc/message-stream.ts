import type { ServerHttp2Stream } from 'node:http2';
import { Failure } from '../../../../../lib/contracts/failures';
import { BodyBuffer } from '../../../http-server/body-buffer';
import type { BufferPool } from '../../../http-server/buffer-pool';
import type { ByteBudget } from '../../../http-server/request-body';
import { inflateBody, requestEncoding } from '../content-encoding';

export interface MessageLimits {
  readonly maxBytes: number;
  readonly budget: ByteBudget;
  readonly pool: BufferPool;
  /** From the first byte of a message to its last. */
  readonly timeoutMs: number;
}

export interface ReceivedMessage {
  readonly bytes: Buffer;
  /** Must be called once the bytes are no longer needed. */
  release(): void;
}

/** Each message comes behind a byte that says whether it is compressed, and its length in four. */
const prefixBytes = 5;
/** How long a caller of a stream may think about the next message. */
const patienceMs = 600_000;
/** What is lent at once for a message that only announced itself. */
const firstBlock = 1_048_576;

/** The messages that a caller sends, one after the other. */
export class MessageStream {
  private ended = false;
  private wake: () => void = () => {};
  private rest: Buffer = Buffer.alloc(0);
  private readonly aborted: Promise<never>;

  /** @param encoding the header `grpc-encoding`, in which messages that say so are compressed */
  constructor(
    private readonly stream: ServerHttp2Stream,
    private readonly encoding: string | undefined,
    private readonly limits: MessageLimits,
    signal: AbortSignal,
  ) {
    stream.on('data', (chunk: Buffer) => {
      // One piece at a time: what is not read yet waits at the caller.
      stream.pause();
      this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
      this.wake();
    });
    stream.once('end', () => {
      this.ended = true;
      this.wake();
    });
    stream.pause();
    this.aborted = new Promise((_, reject) => {
      const abort = () => reject(signal.reason instanceof Failure ? signal.reason : new Failure('request-cancelled'));
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    });
    this.aborted.catch(() => {});
  }

  /**
   * The next message; nothing when the caller has sent all.
   *
   * @param pace `prompt`: it must have begun to come in the same time that it may take to come; `patient`: in ten minutes
   * @throws Failure request-malformed, image-too-large, server-overloaded, upload-too-slow or request-cancelled
   */
  async next(pace: 'prompt' | 'patient'): Promise<ReceivedMessage | undefined> {
    const { timeoutMs } = this.limits;
    const begun = (late: Promise<never>) => (this.rest.length > 0 ? true : this.more(late));
    if (!(await within(pace === 'prompt' ? timeoutMs : patienceMs, begun))) return undefined;
    return await within(timeoutMs, (late) => this.message(late));
  }

  private async message(late: Promise<never>): Promise<ReceivedMessage> {
    while (this.rest.length < prefixBytes) if (!(await this.more(late))) throw cutShort();
    const [compressed] = this.rest;
    const length = this.rest.readUInt32BE(1);
    this.rest = this.rest.subarray(prefixBytes);
    const { maxBytes } = this.limits;
    if (compressed > 1) throw new Failure('request-malformed', `A message begins with ${compressed}, not with 0 or 1.`);
    if (length > maxBytes) {
      throw new Failure('image-too-large', `The message has ${length} bytes; the limit is ${maxBytes}.`);
    }
    const message = await this.body(length, late);
    if (compressed === 0) return message;
    try {
      const encoding = requestEncoding(this.encoding);
      if (!encoding) throw new Failure('request-malformed', 'A message is compressed, but grpc-encoding says nothing.');
      return await inflateBody(message.bytes, encoding, this.limits);
    } finally {
      message.release();
    }
  }

  private async body(length: number, late: Promise<never>): Promise<ReceivedMessage> {
    const { maxBytes, budget, pool } = this.limits;
    let taken = 0;
    const take = (bytes: number) => {
      if (!budget.take(bytes)) throw new Failure('server-overloaded', 'The server holds as many bytes as it may.');
      taken += bytes;
    };
    const buffer = new BodyBuffer(maxBytes, Math.min(length, firstBlock), pool, take);
    const release = () => {
      budget.giveBack(taken);
      buffer.giveBack();
    };
    try {
      for (let missing = length; missing > 0; ) {
        if (this.rest.length === 0 && !(await this.more(late))) throw cutShort();
        const piece = this.rest.subarray(0, missing);
        buffer.append(piece);
        missing -= piece.length;
        this.rest = this.rest.subarray(piece.length);
      }
      return { bytes: buffer.content, release };
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Waits for more bytes; false when there are none. */
  private async more(late: Promise<never>): Promise<boolean> {
    const before = this.rest.length;
    if (this.ended) return false;
    const arrived = new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    this.stream.resume();
    await Promise.race([arrived, this.aborted, late]);
    return this.rest.length > before;
  }
}

/** A message with its prefix, uncompressed. */
export function framed(message: Buffer): Buffer {
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** Gives the work a promise that breaks when the time is over. */
async function within<T>(milliseconds: number, work: (late: Promise<never>) => T | Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Failure('upload-too-slow')), milliseconds);
  });
  late.catch(() => {});
  try {
    return await work(late);
  } finally {
    clearTimeout(timer);
  }
}

function cutShort(): Failure {
  return new Failure('request-malformed', 'A message is cut short.');
}
