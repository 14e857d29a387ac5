import { described } from '../answers';
import type { Answer } from '../ask';
import { type Check, failed, passed, type Verdict } from '../check';
import { invoke, ping, pingLimitMs, type Target } from '../target';

const answersPing: Check<Target> = {
  id: 'ping',
  title: 'GET /ping answers 200 within 2 s',
  rule: 'SageMaker: GET /ping must answer 200 within 2 s per attempt, from 8 minutes after the start at the latest.',
  needs: ['listens'],
  async run(target) {
    const answer = await ping(target);
    return answer.status === 200 ? passed(`${answer.milliseconds.toFixed(1)} ms`) : explainPing(answer);
  },
};

const staysHealthy: Check<Target> = {
  id: 'ping-steady',
  title: 'Twenty pings in a row all answer 200',
  rule: 'SageMaker: an instance whose /ping does not answer 200 consistently is replaced.',
  needs: ['ping'],
  async run(target) {
    for (let turn = 1; turn <= 20; turn++) {
      const { status } = await ping(target);
      if (status !== 200) {
        return failed(
          `Ping ${turn} of 20 answered ${status}, after others had answered 200.`,
          'Let every worker behind the port answer from the same state; a load balancer inside the container may know a dead one.',
        );
      }
    }
    return passed();
  },
};

const callers = 16;
const loadMs = 3000;

const staysHealthyUnderLoad: Check<Target> = {
  id: 'ping-under-load',
  title: `GET /ping answers 200 within 2 s while ${callers} callers keep /invocations busy`,
  rule: 'SageMaker: the 2 s of /ping hold under load too; AWS restarts an instance that is merely busy.',
  needs: ['ping', 'invocations'],
  async run(target) {
    const until = performance.now() + loadMs;
    const busy = Array.from({ length: callers }, async () => {
      while (performance.now() < until) await invoke(target).catch(() => undefined);
    });
    try {
      const slowest = await pingUntil(target, until);
      return typeof slowest === 'number' ? passed(`slowest ${Math.round(slowest)} ms`) : slowest;
    } finally {
      await Promise.all(busy);
    }
  },
};

async function pingUntil(target: Target, until: number): Promise<number | Verdict> {
  let slowest = 0;
  while (performance.now() < until) {
    const answer = await ping(target, 10_000);
    if (answer.status !== 200) {
      return failed(
        `Under load GET /ping answered ${described(answer)}.`,
        'Answer 200 while merely busy; shed work on /invocations with 429 or 503 instead.',
      );
    }
    slowest = Math.max(slowest, answer.milliseconds);
    if (slowest > pingLimitMs) {
      return failed(
        `Under load GET /ping took ${Math.round(slowest)} ms.`,
        'Answer /ping from a process or thread that never runs inference; a single-threaded server blocks it for every picture.',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return slowest;
}

/** The many reasons behind "did not pass the ping health check". */
function explainPing(answer: Answer): Verdict {
  const got = `GET /ping answered ${described(answer)}.`;
  const { status } = answer;
  if (status === 404 || status === 405)
    return failed(got, 'Add the route GET /ping; frameworks do not have it by default.');
  if (status >= 300 && status < 400) {
    return failed(got, 'Answer at /ping itself: the platform follows no redirect, neither to HTTPS nor to /ping/.');
  }
  if (status === 401 || status === 403)
    return failed(got, 'Let /ping (and /invocations) in without credentials: SageMaker sends none.');
  if (status === 503)
    return failed(
      got,
      'The server says that it is not ready: wait until the model is loaded, and see in its log why it is not.',
    );
  if (status >= 500)
    return failed(got, 'The handler of /ping itself fails: read the log; it should not touch the model at all.');
  return failed(got, 'Answer status 200; the platform looks at nothing else.');
}

export const pingChecks = [answersPing, staysHealthy, staysHealthyUnderLoad] as const;
