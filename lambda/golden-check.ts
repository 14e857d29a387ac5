import { type HookAnswer, hookCall } from '../lib/contracts/deployment-hook';
import { fromFunctionEnvironment } from '../lib/contracts/functions';
import type { Finding } from './golden-check/judgement';
import { goldenKey } from './golden-check/key';
import { round } from './golden-check/round';

const settings = fromFunctionEnvironment('golden-check', process.env);
const { testUrl: url, testHost: host, picturesDirectory: directory, answerSeconds, roundSeconds } = settings;
const { serviceName: service, keysSecret } = settings;

/** What Amazon ECS waits by default before it asks again, in seconds. */
const callBackDelay = 30;

/** Shows the golden pictures to a release that has no traffic yet, and says whether it may have it. */
export async function handler(event: unknown): Promise<HookAnswer> {
  const { revision, since = Date.now() } = hookCall(event);
  const findings = await findAll();
  const open = findings.filter(({ kind }) => kind === 'unanswered');
  const wrong = findings.filter(({ kind }) => kind === 'wrong');
  if (wrong.length > 0) return stop(revision, wrong);
  if (open.length === 0) {
    console.info({ outcome: 'passed', revision, pictures: findings.map(({ words }) => words) });
    return { hookStatus: 'SUCCEEDED' };
  }
  const waited = Math.round((Date.now() - since) / 1000);
  if (waited >= settings.patienceSeconds) return stop(revision, open, ` within ${waited} seconds`);
  console.warn({ outcome: 'waiting', revision, waitedSeconds: waited, pictures: open.map(({ words }) => words) });
  return { hookStatus: 'IN_PROGRESS', callBackDelay, hookDetails: { since } };
}

/** An error here says nothing about the release, but nobody looked at it, so it gets no traffic either. */
async function findAll(): Promise<Finding[]> {
  let key: string | undefined;
  try {
    key = await goldenKey(keysSecret);
  } catch (error) {
    return [{ kind: 'unanswered', words: `no key to ask with: ${(error as Error).message}` }];
  }
  try {
    return await round({ url, host, key, directory, answerSeconds, roundSeconds });
  } catch (error) {
    return [{ kind: 'wrong', words: `the golden pictures cannot be read: ${(error as Error).message}` }];
  }
}

/** The only place that has the reason: Amazon ECS itself says no more than that a hook failed. */
function stop(revision: string, findings: readonly Finding[], extent = ''): HookAnswer {
  const pictures = findings.map(({ words }) => words);
  const reason = `The release gets no traffic, because of ${pictures.length} golden picture(s)${extent}. ${pictures[0]}`;
  console.error({ outcome: 'failed', service, revision, reason, pictures });
  return { hookStatus: 'FAILED' };
}
