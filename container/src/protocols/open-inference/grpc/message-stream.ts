import type { ServerHttp2Stream } from 'node:http2';
import { Failure } from '../../../../../lib/contracts/failures';
import { inflateBody, requestEncoding } from '../http/content-encoding';
import { type LendingLimits, LentBuffer } from '../lent-buffer';

export interface MessageLimits extends LendingLimits {
  /** From the first byte of a message to its last. */
  readonly timeoutMs: number;
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
  /** Why nobody waits for an answer any more. */
  private broken: Failure | undefined;

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
    const abort = () => {
      this.broken = signal.reason instanceof Failure ? signal.reason : new Failure('request-cancelled');
      this.wake();
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  }

  /**
   * The next message; nothing when the caller has sent all.
   *
   * @param pace `prompt`: it must have begun to come in the same time that it may take to come; `patient`: in ten minutes
   * @throws Failure request-malformed, image-too-large, server-overloaded, upload-too-slow or request-cancelled
   */
  async next(pace: 'prompt' | 'patient'): Promise<LentBuffer | undefined> {
    const { timeoutMs } = this.limits;
    const begun = (late: Promise<never>) => (this.rest.length > 0 ? true : this.more(late));
    if (!(await within(pace === 'prompt' ? timeoutMs : patienceMs, begun))) return undefined;
    return await within(timeoutMs, (late) => this.message(late));
  }

  private async message(late: Promise<never>): Promise<LentBuffer> {
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

  private async body(length: number, late: Promise<never>): Promise<LentBuffer> {
    const first = new LentBuffer(this.limits, Math.min(length, firstBlock));
    let message = first;
    try {
      for (let missing = length; missing > 0; ) {
        if (this.rest.length === 0 && !(await this.more(late))) throw cutShort();
        const piece = this.rest.subarray(0, missing);
        if (message === first && length > firstBlock && first.bytes.length + piece.length > firstBlock) {
          // Whoever has sent this much means the rest of it too.
          message = new LentBuffer(this.limits, length);
          message.append(first.bytes);
          first.release();
        }
        message.append(piece);
        missing -= piece.length;
        this.rest = this.rest.subarray(piece.length);
      }
      return message;
    } catch (error) {
      message.release();
      throw error;
    }
  }

  /** Waits for more bytes; false when there are none. */
  private async more(late: Promise<never>): Promise<boolean> {
    const before = this.rest.length;
    if (!this.ended && !this.broken) {
      const changed = new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.stream.resume();
      await Promise.race([changed, late]);
    }
    if (this.broken) throw this.broken;
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
