import { mediaTypeOf } from '../../../http-server/body/media-type';
import { contradiction, described, excerpt } from '../answers';
import { type Check, failed, passed } from '../check';
import { invoke, isSuccess, type Target } from '../target';

const answersPayload: Check<Target> = {
  id: 'invocations',
  title: 'POST /invocations answers the payload within 60 s',
  rule: 'SageMaker: POST /invocations must answer within 60 s; any other status reaches callers as ModelError 424.',
  needs: ['ping'],
  async run(target) {
    const answer = await invoke(target);
    if (isSuccess(answer)) return passed(`${Math.round(answer.milliseconds)} ms, ${excerpt(answer)}`);
    const got = `POST /invocations with ${target.contentType} answered ${described(answer)}.`;
    if (answer.status === 404 || answer.status === 405) return failed(got, 'Add the route POST /invocations.');
    if (answer.status === 415)
      return failed(got, 'Accept this content type, or check with --payload FILE --content-type TYPE.');
    if (answer.status < 500)
      return failed(got, 'If the model wants another input, check with --payload FILE --content-type TYPE.');
    return failed(got, 'Read the log of the server: its handler failed on a request that it should know.');
  },
};

const honestType: Check<Target> = {
  id: 'content-type',
  title: 'The answer is of the type that its Content-Type says',
  rule: 'SageMaker passes Content-Type on to callers, data capture and the next container of a pipeline.',
  needs: ['invocations'],
  async run(target) {
    const wrong = contradiction(await invoke(target));
    if (wrong === undefined) return passed();
    return failed(`Of POST /invocations ${wrong}.`, 'Set Content-Type to what the body is, application/json for JSON.');
  },
};

const honoursAccept: Check<Target> = {
  id: 'accept-header',
  title: 'Accept: application/json is honoured, or refused with a 4xx',
  rule: 'SageMaker passes the Accept of a caller on to the container, which decides the form of its answer.',
  needs: ['invocations'],
  async run(target) {
    const answer = await invoke(target, { headers: { Accept: 'application/json' } });
    if (isSuccess(answer) && mediaTypeOf(answer.headers).endsWith('json') && contradiction(answer) === undefined)
      return passed();
    if (answer.status >= 400 && answer.status < 500) return passed(`refused with ${answer.status}`);
    return failed(
      `A caller who accepts application/json got ${mediaTypeOf(answer.headers) || 'no content type'}: ${described(answer)}.`,
      'Answer in a type that Accept names, or answer 406.',
    );
  },
};

const ignoresHeaders: Check<Target> = {
  id: 'platform-headers',
  title: "The platform's own headers change nothing",
  rule: 'SageMaker adds X-Amzn-SageMaker-* headers to requests and may add others: unknown ones must be ignored.',
  needs: ['invocations'],
  async run(target) {
    const headers = {
      'X-Amzn-SageMaker-Custom-Attributes': 'trace=check-container',
      'X-Amzn-SageMaker-Inference-Id': 'check-container-1',
      'X-Amzn-SageMaker-Target-Variant': 'AllTraffic',
      'X-Forwarded-For': '192.0.2.1',
    };
    const answer = await invoke(target, { headers });
    if (isSuccess(answer)) return passed();
    return failed(
      `With X-Amzn-SageMaker-* headers the same payload is answered with ${described(answer)}.`,
      'Ignore headers that the server does not know.',
    );
  },
};

const concurrent = 8;

const servesSeveral: Check<Target> = {
  id: 'concurrent',
  title: `${concurrent} callers at once are all answered`,
  rule: 'SageMaker does not serialise requests: it opens as many connections as there are callers.',
  needs: ['invocations'],
  async run(target) {
    const answers = await Promise.all(Array.from({ length: concurrent }, () => invoke(target)));
    const bad = answers.find((answer) => !isSuccess(answer));
    if (!bad) return passed(`slowest ${Math.round(Math.max(...answers.map(({ milliseconds }) => milliseconds)))} ms`);
    return failed(
      `One of ${concurrent} callers at once got ${described(bad)}.`,
      'Let requests wait for a free worker instead of refusing the second one; a line of a few dozen is short enough.',
    );
  },
};

export const invocationChecks = [answersPayload, honestType, honoursAccept, ignoresHeaders, servesSeveral] as const;
