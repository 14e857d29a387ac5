/** One complete HTTP answer. */
export interface Answer {
  readonly status: number;
  /** Status line and headers. */
  readonly head: string;
  readonly body: Buffer;
  /** Whether the server will close the connection after it. */
  readonly last: boolean;
}

const headEnd = Buffer.from('\r\n\r\n');

/** Cuts what arrives on one connection into answers; knows only what this server sends: bodies with a length. */
export class AnswerReader {
  private rest: Buffer = Buffer.alloc(0);

  /** Bytes that belong to no complete answer. */
  get pending(): number {
    return this.rest.length;
  }

  take(chunk: Buffer): Answer[] {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const answers: Answer[] = [];
    for (let answer = this.next(); answer; answer = this.next()) {
      // `100 Continue` announces an answer and is none.
      if (answer.status >= 200) answers.push(answer);
    }
    return answers;
  }

  private next(): Answer | undefined {
    const end = this.rest.indexOf(headEnd);
    if (end < 0) return undefined;
    const head = this.rest.toString('latin1', 0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const start = end + headEnd.length;
    if (this.rest.length < start + length) return undefined;
    const body = this.rest.subarray(start, start + length);
    this.rest = this.rest.subarray(start + length);
    return { status: Number(head.slice(9, 12)), head, body, last: /\r\nconnection: close/i.test(head) };
  }
}
