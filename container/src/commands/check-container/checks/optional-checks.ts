import { mediaTypeOf } from '../../../http-server/body/media-type';
import { described } from '../answers';
import { ask } from '../ask';
import { type Check, failed, passed, skipped, type Verdict } from '../check';
import type { Target } from '../target';

const metrics: Check<Target> = {
  id: 'metrics',
  title: 'GET /metrics on the inference port is Prometheus text',
  rule: 'SageMaker detailed observability scrapes /metrics on port 8080 of containers that have it.',
  needs: ['ping'],
  async run({ url }) {
    const answer = await ask(`${url}/metrics`, { timeoutMs: 10_000 });
    if (answer.status === 404) return skipped('the server has no /metrics; it is optional');
    const text = answer.body.toString('utf8');
    const sample = /^[a-zA-Z_:][\w:]*(\{.*\})? [-+.\w]+( \d+)?$/m;
    if (answer.status === 200 && sample.test(text)) return passed();
    return failed(
      `GET /metrics answered ${described(answer)} as ${mediaTypeOf(answer.headers) || 'no type'}.`,
      'Answer 200 in the text format of Prometheus, or 404 where there are no metrics.',
    );
  },
};

const strategies = ['SINGLE_RECORD', 'MULTI_RECORD'];
/** SageMaker's limit for concurrent transforms times megabytes per payload. */
const mostMegabytesInFlight = 100;

const executionParameters: Check<Target> = {
  id: 'execution-parameters',
  title: 'GET /execution-parameters tells batch transform what suits it',
  rule: 'SageMaker batch transform: optional; MaxConcurrentTransforms x MaxPayloadInMB must not exceed 100 MB.',
  needs: ['ping'],
  async run({ url }) {
    const answer = await ask(`${url}/execution-parameters`, { timeoutMs: 10_000 });
    if (answer.status === 404) {
      return skipped('the server has none; batch transform then takes 1 transform, MULTI_RECORD, 6 MB');
    }
    if (answer.status !== 200)
      return failed(`It answered ${described(answer)}.`, 'Answer 200 with the parameters, or 404.');
    return judgeParameters(answer.body.toString('utf8'));
  },
};

function judgeParameters(text: string): Verdict {
  const remedy =
    'Answer {"MaxConcurrentTransforms":N,"BatchStrategy":"SINGLE_RECORD","MaxPayloadInMB":M} with N x M up to 100.';
  let found: Record<string, unknown>;
  try {
    found = JSON.parse(text);
  } catch {
    return failed('The answer is not JSON.', remedy);
  }
  const { MaxConcurrentTransforms: transforms, BatchStrategy: strategy, MaxPayloadInMB: megabytes } = found ?? {};
  const whole = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 1;
  if (!whole(transforms)) return failed('MaxConcurrentTransforms is not a whole number from 1.', remedy);
  if (!whole(megabytes)) return failed('MaxPayloadInMB is not a whole number from 1.', remedy);
  if (!strategies.includes(strategy as string))
    return failed('BatchStrategy is neither SINGLE_RECORD nor MULTI_RECORD.', remedy);
  if (transforms * megabytes > mostMegabytesInFlight) {
    return failed(`${transforms} transforms x ${megabytes} MB are more than 100 MB: the job would be refused.`, remedy);
  }
  return passed(`${transforms} at once, ${strategy}, ${megabytes} MB`);
}

export const optionalChecks = [metrics, executionParameters] as const;
