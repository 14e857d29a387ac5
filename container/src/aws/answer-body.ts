import { type AnswerHead, longestHead, NotHttp } from './answer-head';

/** Finds the end of a body in the bytes of its connection. */
export interface AnswerBody {
  /**
   * @param take gets the parts that are content, which it must not keep
   * @returns how many bytes follow the body; undefined while more of it is to come
   * @throws NotHttp
   */
  read(bytes: Buffer, take: (content: Buffer) => void): number | undefined;
  /** Whether it may end where the connection ends. */
  readonly endsWithConnection: boolean;
}

/** The body that follows a head (https://www.rfc-editor.org/rfc/rfc9112#name-message-body-length). @throws NotHttp */
export function bodyAfter({ status, headers }: AnswerHead): AnswerBody {
  if (status === 204 || status === 304) return new Counted(0);
  const coding = headers.get('transfer-encoding');
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked') throw new NotHttp(`a body that is ${coding}`);
    return new Chunked();
  }
  const length = headers.get('content-length');
  if (length === undefined) return new Counted(Infinity);
  if (!/^\d{1,15}$/.test(length)) throw new NotHttp(`a length of ${length}`);
  return new Counted(Number(length));
}

class Counted implements AnswerBody {
  readonly endsWithConnection: boolean;

  constructor(private left: number) {
    this.endsWithConnection = left === Infinity;
  }

  read(bytes: Buffer, take: (content: Buffer) => void): number | undefined {
    const own = Math.min(this.left, bytes.length);
    if (own > 0) take(own === bytes.length ? bytes : bytes.subarray(0, own));
    this.left -= own;
    return this.left === 0 ? bytes.length - own : undefined;
  }
}

class Chunked implements AnswerBody {
  readonly endsWithConnection = false;
  /** Of the chunk that is being read. */
  private left = 0;
  private line = '';
  private next: 'size' | 'line end' | 'trailer' = 'size';

  read(bytes: Buffer, take: (content: Buffer) => void): number | undefined {
    for (let at = 0; at < bytes.length; ) {
      if (this.left > 0) {
        const content = bytes.subarray(at, at + this.left);
        take(content);
        this.left -= content.length;
        at += content.length;
        continue;
      }
      const end = bytes.indexOf('\n', at) + 1 || bytes.length;
      this.line += bytes.toString('latin1', at, end);
      at = end;
      if (this.line.length > longestHead) throw new NotHttp('a line without an end');
      if (this.line.endsWith('\n') && this.isLast(this.line.trimEnd())) return bytes.length - at;
    }
    return undefined;
  }

  /** Whether the body ends with this line. */
  private isLast(line: string): boolean {
    this.line = '';
    if (this.next === 'trailer') return line === '';
    if (this.next === 'line end') {
      if (line !== '') throw new NotHttp('a chunk longer than its size');
      this.next = 'size';
      return false;
    }
    const [, size] = /^([\da-f]{1,12})(?:\s*;.*)?$/i.exec(line) ?? [];
    if (size === undefined) throw new NotHttp('a chunk without a size');
    this.left = Number.parseInt(size, 16);
    this.next = this.left === 0 ? 'trailer' : 'line end';
    return false;
  }
}
