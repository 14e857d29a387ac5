import { Agent } from 'node:http';
import { connect } from 'node:net';
import { ask } from '../ask';
import { type Check, failed, NoAnswer, passed } from '../check';
import { isSuccess, pingLimitMs, type Target } from '../target';

const acceptLimitMs = 250;

const listens: Check<Target> = {
  id: 'listens',
  title: 'Something listens there',
  rule: 'SageMaker: the container listens on 0.0.0.0 at port 8080, or at SAGEMAKER_BIND_TO_PORT.',
  async run({ url }) {
    await timeToConnect(url);
    return passed();
  },
};

const accepts: Check<Target> = {
  id: 'accept',
  title: 'A connection is accepted within 250 ms',
  rule: 'SageMaker real-time inference: containers must accept socket connections within 250 ms.',
  needs: ['listens'],
  async run({ url }) {
    let slowest = 0;
    for (let turn = 0; turn < 10; turn++) slowest = Math.max(slowest, await timeToConnect(url));
    if (slowest <= acceptLimitMs) return passed(`slowest of 10: ${slowest.toFixed(1)} ms`);
    return failed(
      `A connection was accepted only after ${Math.round(slowest)} ms.`,
      'Keep the process that accepts connections free of inference, and give its listen queue (backlog) room.',
    );
  },
};

const keepsAlive: Check<Target> = {
  id: 'keep-alive',
  title: 'One connection serves several requests',
  rule: 'HTTP/1.1 (RFC 9112, section 9.3): connections persist; SageMaker and load balancers reuse them.',
  needs: ['ping'],
  async run({ url }) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      const sockets = new Set<unknown>();
      agent.on('free', (socket) => sockets.add(socket));
      for (let turn = 0; turn < 3; turn++) await ask(`${url}/ping`, { agent, timeoutMs: pingLimitMs });
      await new Promise((resolve) => setImmediate(resolve));
      if (sockets.size === 1) return passed();
      return failed(
        'The server closes the connection after every answer.',
        'Speak HTTP/1.1 with keep-alive, and keep idle connections longer than the client does (75 s is a good choice).',
      );
    } finally {
      agent.destroy();
    }
  },
};

const takesChunks: Check<Target> = {
  id: 'chunked-request',
  title: 'A body sent in chunks, without Content-Length, is answered alike',
  rule: 'HTTP/1.1 (RFC 9112, section 7.1): a server must be able to read the chunked transfer coding.',
  needs: ['invocations'],
  async run({ url, payload, contentType }) {
    const pieces = Math.max(1, Math.ceil(payload.length / 7));
    const headers = { 'Content-Type': contentType };
    const answer = await ask(`${url}/invocations`, { method: 'POST', headers, body: payload, pieces });
    if (isSuccess(answer)) return passed();
    return failed(
      `The payload in chunks is answered with status ${answer.status}; with a Content-Length it was accepted.`,
      'Read the body until its end instead of reading Content-Length bytes; put a server in front that does (not bare WSGI).',
    );
  },
};

export const connectionChecks = [listens, accepts, keepsAlive, takesChunks] as const;

function timeToConnect(url: string): Promise<number> {
  const { hostname, port } = new URL(url);
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) });
    const settle = (finish: () => void) => {
      socket.destroy();
      finish();
    };
    socket.setTimeout(10_000, () => settle(() => reject(noConnection(url, 'ETIMEDOUT'))));
    socket.once('connect', () => settle(() => resolve(performance.now() - start)));
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => settle(() => reject(noConnection(url, code))));
  });
}

function noConnection(url: string, code: string): NoAnswer {
  const what = code === 'ECONNREFUSED' ? 'Nothing listens at' : `No connection (${code}) to`;
  return new NoAnswer(
    `${what} ${new URL(url).host}.`,
    'Listen on 0.0.0.0 (not 127.0.0.1) at port 8080, or at SAGEMAKER_BIND_TO_PORT where it is set; the log tells whether the server ended.',
    code,
  );
}
