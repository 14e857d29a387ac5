import { BodyBuffer } from '../http-server/body/body-buffer';
import type { BufferPool } from '../http-server/body/buffer-pool';
import { type AnswerBody, bodyAfter } from './answer-body';
import { type AnswerHead, longestHead, NotHttp, readHead } from './answer-head';
import type { Reply } from './service-error';

/** What is read of an error: no service writes more, and the page of a proxy only begins with what it is about. */
const errorBytes = 64 * 1024;

/** What was asked for is longer than it may be. */
export class AnswerTooLong extends Error {
  constructor(readonly bytes: number) {
    super(`the answer has ${bytes} bytes`);
    this.name = 'AnswerTooLong';
  }
}

/** What is known once a head has come. */
interface BegunAnswer {
  readonly head: AnswerHead;
  readonly body: AnswerBody;
  readonly block: BodyBuffer;
}

/** One answer, read from its connection into one block of memory. */
export class AnswerReader {
  private unread: Buffer | undefined;
  private begun: BegunAnswer | undefined;
  /** Whether it is an error, and longer than is read of one. */
  private cutOff = false;

  /** @param maxBytes a longer body is not read; of an error, the first 64 KiB are */
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
   * @throws NotHttp, or AnswerTooLong where the answer is no error
   */
  read(bytes: Buffer): number | undefined {
    const rest = this.begun ? this.begun.body.read(bytes, this.append) : this.begin(bytes);
    return this.cutOff ? 0 : rest;
  }

  /** To be called once all has come. */
  finish(): { readonly reply: Reply; readonly keepsConnection: boolean } {
    const { head, block } = this.begun as BegunAnswer;
    const { status, headers } = head;
    const reply = { status, headers, body: block.content, release: () => block.giveBack() };
    return { reply, keepsConnection: head.keepsConnection && !this.cutOff };
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
    const body = bodyAfter(head);
    const length = Number(head.headers.get('content-length') ?? 0);
    const limit = isError(head) ? errorBytes : this.maxBytes;
    if (length > limit && !isError(head)) throw new AnswerTooLong(length);
    this.begun = { head, body, block: new BodyBuffer(limit, Math.min(length, limit), this.pool, () => {}) };
    return body.read(rest, this.append);
  }

  private readonly append = (content: Buffer) => {
    const { head, block } = this.begun as BegunAnswer;
    if (block.append(content)) return;
    const bytes = block.content.length;
    if (!isError(head)) throw new AnswerTooLong(bytes + content.length);
    block.append(content.subarray(0, errorBytes - bytes));
    this.cutOff = true;
  };
}

function isError({ status }: AnswerHead): boolean {
  return status >= 300;
}
