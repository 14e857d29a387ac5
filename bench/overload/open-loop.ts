import { connect, type Socket } from 'node:net';
import { Random } from '../../container/src/drawing/random';
import { AnswerReader } from '../load/answer-reader';
import { answerParent } from '../load/child';

export interface OpenLoopSetup {
  readonly port: number;
  /** Whole requests, head and body, as they go over the wire. */
  readonly requests: readonly Uint8Array[];
}

/** Arrivals at random (Poisson) moments, as callers who know nothing of each other make them. */
export interface Segment {
  /** Requests per second on average. */
  readonly rate: number;
  readonly seconds: number;
}

export interface OpenLoopQuestion {
  /** One follows the other without a pause. */
  readonly segments: readonly Segment[];
  readonly seed: number;
}

/** One entry per arrival; all times are milliseconds since the start of the first segment. */
export interface OpenLoopReply {
  /** When the request was due: callers wait from here, whether or not the generator was in time. */
  readonly due: Float64Array;
  readonly sent: Float64Array;
  readonly answered: Float64Array;
  /** 0 where the connection ended without an answer, -1 where nothing could be sent any more. */
  readonly status: Int16Array;
  readonly segment: Uint8Array;
  readonly connections: number;
}

const mostConnections = 4000;
/** Longer than any deadline of the server. */
const patienceMs = 60_000;

class OpenLoop {
  private readonly idle: Socket[] = [];
  private readonly reader = new Map<Socket, AnswerReader>();
  private readonly working = new Map<Socket, (status: number) => void>();
  opened = 0;

  constructor(private readonly port: number) {}

  /** The status of the answer; 0 when the connection ended without one, -1 when there are too many already. */
  send(request: Uint8Array): Promise<number> {
    const socket = this.idle.pop() ?? this.open();
    if (!socket) return Promise.resolve(-1);
    return new Promise((resolve) => {
      this.working.set(socket, resolve);
      socket.write(request);
    });
  }

  close(): void {
    for (const socket of this.reader.keys()) socket.destroy();
  }

  private open(): Socket | undefined {
    if (this.reader.size >= mostConnections) return undefined;
    this.opened += 1;
    const socket = connect({ port: this.port, host: '127.0.0.1', noDelay: true });
    this.reader.set(socket, new AnswerReader());
    socket.on('data', (chunk) => {
      for (const { status, last } of this.reader.get(socket)?.take(chunk) ?? []) {
        this.finish(socket, status);
        if (last) socket.destroy();
        else this.idle.push(socket);
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.reader.delete(socket);
      const place = this.idle.indexOf(socket);
      if (place >= 0) this.idle.splice(place, 1);
      this.finish(socket, 0);
    });
    return socket;
  }

  private finish(socket: Socket, status: number): void {
    this.working.get(socket)?.(status);
    this.working.delete(socket);
  }
}

async function run({ port, requests }: OpenLoopSetup, { segments, seed }: OpenLoopQuestion): Promise<OpenLoopReply> {
  const { due, segment } = arrivals(segments, new Random(seed));
  const [sent, answered] = [new Float64Array(due.length), new Float64Array(due.length)];
  const status = new Int16Array(due.length);
  const loop = new OpenLoop(port);
  const start = performance.now();
  const now = () => performance.now() - start;
  const open: Promise<void>[] = [];
  let next = 0;
  while (next < due.length) {
    for (; next < due.length && due[next] <= now(); next += 1) {
      const place = next;
      sent[place] = now();
      const request = requests[place % requests.length];
      open.push(
        loop.send(request).then((answer) => {
          status[place] = answer;
          answered[place] = now();
        }),
      );
    }
    if (next < due.length) await new Promise((resolve) => setTimeout(resolve, Math.max(0, due[next] - now())));
  }
  const forgotten = new Promise((resolve) => setTimeout(resolve, patienceMs).unref());
  await Promise.race([Promise.all(open), forgotten]);
  loop.close();
  await Promise.all(open);
  return { due, sent, answered, status, segment, connections: loop.opened };
}

function arrivals(segments: readonly Segment[], random: Random): { due: Float64Array; segment: Uint8Array } {
  const due: number[] = [];
  const segment: number[] = [];
  let begin = 0;
  for (const [place, { rate, seconds }] of segments.entries()) {
    const end = begin + seconds * 1000;
    // The distance between two arrivals of a Poisson process is distributed exponentially.
    for (let at = begin; ; ) {
      at -= (Math.log(1 - random.next()) / rate) * 1000;
      if (at >= end) break;
      due.push(at);
      segment.push(place);
    }
    begin = end;
  }
  return { due: Float64Array.from(due), segment: Uint8Array.from(segment) };
}

answerParent<OpenLoopSetup, OpenLoopQuestion>(async (setup) => (question) => run(setup, question));
