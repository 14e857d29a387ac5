import { connect } from 'node:net';
import { described, excerpt } from '../answers';
import { ask } from '../ask';
import { type Check, failed, NoAnswer, passed } from '../check';
import { invoke, isRefusal, isSuccess, ping, type Target } from '../target';
import { floodWith } from './flood';

const callerFaults =
  'Check the body before the model sees it and answer 4xx with a reason; keep 5xx for faults of the server.';

const unknownRoute: Check<Target> = {
  id: 'unknown-route',
  title: 'An unknown route is answered with 404',
  rule: 'Platforms probe optional routes such as /execution-parameters: only a 404 says that they do not exist.',
  needs: ['ping'],
  async run({ url }) {
    const answer = await ask(`${url}/check-container-no-such-route`, { timeoutMs: 10_000 });
    if (answer.status === 404) return passed();
    return failed(
      `GET /check-container-no-such-route answered ${described(answer)}.`,
      'Answer 404 for paths that do not exist; a catch-all route hides mistakes of callers and of the platform.',
    );
  },
};

/** A check that sends one bad body and wants a 4xx. */
function refuses(id: string, title: string, body: Buffer): Check<Target> {
  return {
    id,
    title,
    rule: 'HTTP: 4xx is a fault of the caller, 5xx one of the server; alarms and canary roll-backs count 5xx.',
    needs: ['invocations'],
    async run(target) {
      const answer = await invoke(target, { body });
      if (isRefusal(answer)) return passed(`${answer.status}, ${excerpt(answer)}`);
      const how = isSuccess(answer) ? 'as if it were fine' : 'as a fault of the server';
      return failed(`It is answered ${how}: ${described(answer)}.`, callerFaults);
    },
  };
}

const survivesCutBody: Check<Target> = {
  id: 'cut-body',
  title: 'A caller who hangs up in the middle of a body harms nobody',
  rule: 'Mobile callers hang up all the time; a worker must not be lost or stay blocked with every one of them.',
  needs: ['invocations'],
  async run(target) {
    const { recoverWithinMs = 15_000 } = target;
    await Promise.all(Array.from({ length: 20 }, () => cutOff(target)));
    const answer = await invoke(target, { timeoutMs: recoverWithinMs }).catch((error: unknown) => {
      if (error instanceof NoAnswer) return undefined;
      throw error;
    });
    if (answer && isSuccess(answer)) return passed();
    return failed(
      `After 20 callers hung up in the middle of their bodies, the payload got ${
        answer ? described(answer) : `no answer within ${recoverWithinMs / 1000} s`
      }.`,
      'Notice closed connections and free what waits for them; set a time limit for reading a body.',
    );
  },
};

function cutOff({ url, payload, contentType }: Target): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) });
    socket.once('close', () => resolve()).once('error', () => {});
    socket.write(
      `POST /invocations HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: ${contentType}\r\nContent-Length: ${payload.length + 1000}\r\n\r\n`,
    );
    socket.write(payload.subarray(0, Math.ceil(payload.length / 2)), () => setTimeout(() => socket.destroy(), 50));
  });
}

/** The largest body of a real-time endpoint, by the API reference. */
const realTimeBytes = 6 * 1_048_576;

const takesLargest: Check<Target> = {
  id: 'body-6-mib',
  title: 'A body of 6 MiB is read and answered',
  rule: 'SageMaker real-time inference: request bodies have up to 6 291 456 bytes.',
  needs: ['invocations'],
  async run(target) {
    const body = Buffer.alloc(realTimeBytes);
    target.payload.copy(body);
    const answer = await invoke(target, { body });
    if (answer.status === 413)
      return failed(
        `A body of 6 MiB is refused: ${described(answer)}.`,
        'Raise the body limit of the server and of a proxy in front (nginx: client_max_body_size 25m).',
      );
    return answer.status < 500
      ? passed(`status ${answer.status}`)
      : failed(`It is answered ${described(answer)}.`, callerFaults);
  },
};

const floodMebibytes = 128;

const boundsBodies: Check<Target> = {
  id: 'endless-body',
  title: `A body that grows beyond ${floodMebibytes} MiB is refused or answered, and the server lives on`,
  rule: 'Reliability: memory per request must be bounded; SageMaker itself stops at 25 MB, other ways in do not.',
  needs: ['invocations'],
  async run(target) {
    const end = await floodWith(target, floodMebibytes * 1_048_576);
    const health = await ping(target).catch((error: unknown) => error as Error);
    if (health instanceof Error || health.status !== 200) {
      return failed(
        `After a body of ${floodMebibytes} MiB GET /ping ${health instanceof Error ? 'got no answer' : `answered ${health.status}`}.`,
        'Refuse bodies over a limit with 413 while they arrive instead of holding all of them in memory.',
      );
    }
    if (typeof end === 'number' && end >= 500 && end !== 503)
      return failed(
        `The body is answered with status ${end}.`,
        'Answer 413 (or 503 while full): it is no fault of the server.',
      );
    return passed(typeof end === 'number' ? `status ${end}` : end);
  },
};

export const hostileChecks = [
  unknownRoute,
  refuses('bad-body', 'A body that is no picture gets a 4xx, not a 5xx', Buffer.from('\0\u0001 not a picture {]')),
  refuses('empty-body', 'An empty body gets a 4xx, not a 5xx', Buffer.alloc(0)),
  takesLargest,
  boundsBodies,
  survivesCutBody,
] as const;
