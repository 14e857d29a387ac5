import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { NoAnswer } from './check';

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Send the body in pieces of this size, without its length. */
  readonly pieces?: number;
  readonly timeoutMs?: number;
  readonly agent?: Agent;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly milliseconds: number;
}

/** SageMaker's limit for one invocation. */
const invocationLimitMs = 60_000;
const mostAnswerBytes = 16 * 1_048_576;

/**
 * Sends one request and reads its whole answer.
 *
 * @throws NoAnswer with the reason in words when there is no complete answer in time
 */
export function ask(url: string, question: Question = {}): Promise<Answer> {
  const { method = 'GET', headers, body, pieces, timeoutMs = invocationLimitMs, agent } = question;
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const whole = body === undefined ? undefined : Buffer.from(body);
    const length = whole === undefined || pieces !== undefined ? {} : { 'Content-Length': String(whole.length) };
    const sent = request(url, { method, headers: { ...length, ...headers }, agent: agent ?? new Agent() });
    const timer = setTimeout(() => sent.destroy(silence(method, url, timeoutMs)), timeoutMs);
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      if (!agent) sent.destroy();
      finish();
    };
    sent.once('error', (error: NodeJS.ErrnoException) => settle(() => reject(explain(method, url, error))));
    sent.once('response', (response) => {
      collect(response).then(
        (bytes) => {
          const milliseconds = performance.now() - start;
          const { statusCode = 0, headers: answered } = response;
          settle(() => resolve({ status: statusCode, headers: answered, body: bytes, milliseconds }));
        },
        (error) => settle(() => reject(explain(method, url, error))),
      );
    });
    if (whole === undefined) sent.end();
    else if (pieces === undefined) sent.end(whole);
    else {
      for (let place = 0; place < whole.length; place += pieces) sent.write(whole.subarray(place, place + pieces));
      sent.end();
    }
  });
}

async function collect(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    if (length <= mostAnswerBytes) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function silence(method: string, url: string, timeoutMs: number): NoAnswer {
  const reason = `${method} ${new URL(url).pathname} got no complete answer within ${timeoutMs / 1000} s.`;
  const remedy =
    'Answer on a thread or event loop that inference never blocks, and listen before the model is loaded, not after.';
  return new NoAnswer(reason, remedy, 'TIMEOUT');
}

const explanations: Readonly<Record<string, [reason: string, remedy: string]>> = {
  ECONNREFUSED: [
    'nothing listens there: connections are refused',
    'Listen on 0.0.0.0, not on 127.0.0.1, at port 8080 (or SAGEMAKER_BIND_TO_PORT), and see in the log whether the server ended.',
  ],
  ECONNRESET: [
    'the connection was cut before the answer was complete',
    'Look in the log for a crash of the worker or for a proxy with a smaller limit of time or size than the server has.',
  ],
  EPIPE: [
    'the connection was closed before the whole request was sent',
    'Raise the limit of the body, of the server or of a proxy before it; where one is refused, answer, and read on until it ends.',
  ],
  ENOTFOUND: ['the host name is unknown', 'Check the address.'],
  EHOSTUNREACH: ['there is no way to that address', 'Check the address and the network between.'],
};

function explain(method: string, url: string, error: NodeJS.ErrnoException): NoAnswer {
  if (error instanceof NoAnswer) return error;
  const code = error.code ?? 'UNKNOWN';
  const { pathname, host } = new URL(url);
  const [reason, remedy] = explanations[code] ?? [
    `the answer is not HTTP (${code}: ${error.message})`,
    'Speak HTTP/1.1 in plain text.',
  ];
  return new NoAnswer(`${method} ${pathname} at ${host}: ${reason}.`, remedy, code);
}
