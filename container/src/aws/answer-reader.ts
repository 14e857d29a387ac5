import { BodyBuffer } from '../http-server/body/body-buffer';
import type { BufferPool } from '../http-server/body/buffer-pool';
import { type AnswerBody, bodyAfter } from './answer-body';
import { type AnswerHead, longestHead, NotHttp, readHead } from './answer-head';
import type { Reply } from './service-error';

const errorBytes = 64 * 1024;

/** The answer is longer than it may be. */
export class AnswerTooLong extends Error {
  constructor(readonly bytes: number) {
    super(`the answer has ${bytes} bytes`);
    this.name = 'AnswerTooLong';
  }
}

/** What is known once a head has come. */
interface Begun {
  readonly head: AnswerHead;
  readonly body: AnswerBody;
  readonly block: BodyBuffer;
}

/** One answer, read from its connection into one block of memory. */
export class AnswerReader {
  private unread: Buffer | undefined;
  private begun: Begun | undefined;

  /** @param maxBytes a longer body is not read */
  constructor(
    private readonly maxBytes: number,
    private readonly pool: BufferPool,
  ) {}

  /** Whether nothing has come yet. */
  get untouched(): boolean {
    return this.begun === undefined && this.unread === undefined;
  }

  /** Whether all that has come is the answer, should the connection end now. */
  get endsWithConnection(): boolean {
    return this.begun?.body.endsWithConnection ?? false;
  }

  /**
   * @param bytes may hold something else afterwards
   * @returns how many bytes follow the answer; undefined while more of it is to come
   * @throws NotHttp, AnswerTooLong
   */
  read(bytes: Buffer): number | undefined {
    return this.begun ? this.begun.body.read(bytes, this.append) : this.begin(bytes);
  }

  /** To be called once all has come. */
  finish(): { readonly reply: Reply; readonly keepsConnection: boolean } {
    const { head, block } = this.begun as Begun;
    const { status, headers, keepsConnection } = head;
    return { reply: { status, headers, body: block.content, release: () => block.giveBack() }, keepsConnection };
  }

  private begin(bytes: Buffer): number | undefined {
    const all = this.unread ? Buffer.concat([this.unread, bytes]) : bytes;
    const end = all.indexOf('\r\n\r\n');
    if ((end < 0 ? all.length : end) > longestHead) throw new NotHttp('a head without an end');
    this.unread = end < 0 ? Buffer.from(all) : undefined;
    if (end < 0) return undefined;
    const head = readHead(all.toString('latin1', 0, end));
    const rest = all.subarray(end + 4);
    // An interim answer, such as 100 Continue: the real one follows.
    if (head.status < 200) return this.begin(rest);
    const limit = head.status < 300 ? this.maxBytes : errorBytes;
    const length = Number(head.headers.get('content-length') ?? 0);
    if (length > limit) throw new AnswerTooLong(length);
    this.begun = { head, body: bodyAfter(head), block: new BodyBuffer(limit, length, this.pool, () => {}) };
    return this.begun.body.read(rest, this.append);
  }

  private readonly append = (content: Buffer) => {
    const { block } = this.begun as Begun;
    if (!block.append(content)) throw new AnswerTooLong(block.content.length + content.length);
  };
}
