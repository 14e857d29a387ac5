import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, AnswerReader } from '../load/answer-reader';
import type { Plan } from './plans';

/** What became of a request: little enough that half an hour of them fits into memory. */
export interface Ending {
  readonly id: string;
  /** A row of the summary. */
  readonly group: string;
  /** Whether the server can tell it is a request and counts it. */
  readonly counted: boolean;
  readonly hungUp: boolean;
  /** Whether it had to be refused. */
  readonly bad: boolean;
  /** Absent where the caller hung up. */
  readonly status?: number;
  /** Turned away by a busy server and told when to come again. */
  readonly shed: boolean;
  readonly milliseconds: number;
  /** The promise that was broken, in words. */
  readonly broken?: string;
}

/** Longer than any deadline of the server: whoever waits so long was forgotten. */
const forgottenMs = 60_000;
const shedPauseMs = 1000;

/** One caller with at most one connection, which it keeps from request to request unless the plan wants a fresh one. */
export class Caller {
  private socket: Socket | undefined;
  private reader = new AnswerReader();

  constructor(private readonly port: number) {}

  async send(plan: Plan): Promise<Ending> {
    if (plan.freshConnection) this.close();
    const start = performance.now();
    const { answer, broken } = await this.converse(plan);
    if (plan.hangUp || answer?.last || broken) this.close();
    const milliseconds = performance.now() - start;
    const shed = answer !== undefined && isShed(answer);
    // Whoever asks again at once keeps the server as busy as it is.
    if (shed) await pause(shedPauseMs);
    const { id, group, counted, hangUp, expected } = plan;
    return {
      id,
      group,
      counted,
      hungUp: hangUp !== undefined,
      bad: hangUp === undefined && 'failure' in expected && !shed,
      status: answer?.status,
      shed,
      milliseconds,
      broken: broken ?? (answer && !shed ? judge(plan, answer) : undefined),
    };
  }

  /** Opens the connection before it is needed. */
  async connect(): Promise<void> {
    const socket = this.open();
    if (socket.connecting) await new Promise((resolve) => socket.once('connect', resolve));
  }

  close(): void {
    this.socket?.destroy();
    this.socket = undefined;
  }

  private converse({ head, body, hangUp }: Plan): Promise<{ answer?: Answer; broken?: string }> {
    const socket = this.open();
    return new Promise((resolve) => {
      const answers: Answer[] = [];
      const forgotten = setTimeout(() => finish({ broken: 'no answer within a minute' }), forgottenMs);
      const finish = (ending: { answer?: Answer; broken?: string }) => {
        clearTimeout(forgotten);
        socket
          .removeAllListeners('data')
          .removeAllListeners('close')
          .removeAllListeners('error')
          .on('error', () => {});
        resolve(ending);
      };
      const leave = () => {
        socket.destroy();
        finish({});
      };
      socket.on('error', () => {});
      socket.on('close', () => finish(hangUp ? {} : { broken: 'the connection ended without a complete answer' }));
      socket.on('data', (chunk: Buffer) => {
        if (hangUp === 'in the answer') {
          // A reset instead of a polite end: everything the server still wants to write fails.
          socket.resetAndDestroy();
          return finish({});
        }
        answers.push(...this.reader.take(chunk));
        if (answers.length === 0) return;
        const extra = answers.length > 1 || this.reader.pending > 0;
        finish({ answer: answers[0], broken: extra ? 'more than one answer' : undefined });
      });
      if (hangUp === 'before the body') socket.write(head, leave);
      else if (hangUp === 'in the body') socket.write(Buffer.concat([head, body.subarray(0, body.length / 2)]), leave);
      // Long enough that the picture usually waits in the line or is being worked on, short enough to be in time.
      else if (hangUp === 'while waiting') socket.write(Buffer.concat([head, body]), () => setTimeout(leave, 4));
      else socket.write(Buffer.concat([head, body]));
    });
  }

  private open(): Socket {
    if (!this.socket || this.socket.destroyed || this.socket.readableEnded) {
      this.reader = new AnswerReader();
      this.socket = connect({ port: this.port, host: '127.0.0.1', noDelay: true });
    }
    return this.socket;
  }
}

function isShed({ status, head, body }: Answer): boolean {
  return status === 503 && /\r\nretry-after: \d/i.test(head) && body.includes('server-overloaded');
}

/** Why the answer is not what was promised; undefined when it is. */
function judge({ id, expected }: Plan, { status, head: answered, body }: Answer): string | undefined {
  if (status !== expected.status) return `status ${status} instead of ${expected.status}: ${body.toString()}`;
  const echo = `\r\nX-Request-Id: ${id}\r\n`;
  if (id !== 'unknown' && !`${answered}\r\n`.includes(echo)) return 'another request id';
  try {
    if ('failure' in expected) {
      const { failure } = JSON.parse(body.toString());
      if (failure.id !== expected.failure) return `failure ${failure.id} instead of ${expected.failure}`;
      return failure.advice ? undefined : 'a failure without advice';
    }
    if (expected.type === 'text') {
      const lines = body.toString().split('\n');
      return lines.length === expected.labels ? undefined : `${lines.length} labels instead of ${expected.labels}`;
    }
    const result = JSON.parse(body.toString());
    if (expected.type === 'tensors') {
      return result.outputs?.[0]?.data?.length === expected.labels ? undefined : 'tensors of another size';
    }
    if (result.id !== id) return `the result of ${result.id}`;
    if (expected.type === 'boxes') return Array.isArray(result.boxes) ? undefined : 'no boxes';
    return result.labels.length === expected.labels ? undefined : `${result.labels.length} labels`;
  } catch {
    return `a body that cannot be read: ${body.toString().slice(0, 200)}`;
  }
}
