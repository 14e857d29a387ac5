import { connect } from 'node:net';
import { AnswerReader } from './answer-reader';
import { answerParent } from './child';

export interface LoadSetup {
  /** Whole requests, head and body, as they go over the wire; a list for every dialect. */
  readonly requests: Readonly<Record<string, readonly Uint8Array[]>>;
}

export interface LoadQuestion {
  readonly port: number;
  /** Which list to send. */
  readonly dialect: string;
  readonly concurrency: number;
  readonly milliseconds: number;
}

export interface LoadReply {
  /** Milliseconds from the first byte sent to the last byte received, of each request answered with 200. */
  readonly latencies: Float64Array;
  /** Answers with any other status. */
  readonly refused: number;
  readonly milliseconds: number;
}

const refusedPauseMs = 1000;

/** Keeps `concurrency` connections busy, each with one request at a time. */
function run(setup: LoadSetup, { port, dialect, concurrency, milliseconds }: LoadQuestion): Promise<LoadReply> {
  const requests = setup.requests[dialect];
  const start = performance.now();
  const end = start + milliseconds;
  const latencies: number[] = [];
  let refused = 0;
  let turn = 0;
  const converse = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const reader = new AnswerReader();
      let sentAt = 0;
      const next = () => {
        sentAt = performance.now();
        if (sentAt >= end) {
          socket.destroy();
          resolve();
          return;
        }
        socket.write(requests[turn++ % requests.length]);
      };
      socket.on('connect', next).on('error', reject);
      socket.on('end', () => reject(new Error('the server closed a connection that was still in use')));
      socket.on('data', (chunk) => {
        for (const { status } of reader.take(chunk)) {
          if (status === 200) {
            latencies.push(performance.now() - sentAt);
            next();
          } else {
            refused += 1;
            // As Retry-After says: who asks again at once measures how fast a server refuses.
            setTimeout(next, refusedPauseMs);
          }
        }
      });
    });
  return Promise.all(Array.from({ length: concurrency }, converse)).then(() => ({
    latencies: Float64Array.from(latencies),
    refused,
    milliseconds: performance.now() - start,
  }));
}

answerParent<LoadSetup, LoadQuestion>(async (setup) => (question) => run(setup, question));
