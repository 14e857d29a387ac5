import { runChecks } from '../../../../container/src/commands/check-container/check';
import { invoke } from '../../../../container/src/commands/check-container/target';
import { urlChecks } from '../../../../container/src/commands/check-container/url-checks';
import { startStub, stopStubs, verdictOf } from './stub';

afterAll(stopStubs);

test('a server that keeps the contract passes every check', async () => {
  const findings = await runChecks(urlChecks, await startStub(), () => {});
  expect(findings.filter(({ verdict }) => verdict.outcome !== 'passed')).toEqual([]);
  expect(findings).toHaveLength(urlChecks.length);
}, 60_000);

const broken: [fault: string, check: string, reason: RegExp, remedy: RegExp][] = [
  ['no-ping', 'ping', /answered status 404/, /Add the route GET \/ping/],
  ['ping-503', 'ping', /status 503 and "{"status":"loading"}"/, /until the model is loaded/],
  ['ping-500', 'ping', /status 500/, /handler of \/ping itself fails/],
  ['ping-401', 'ping', /status 401/, /without credentials/],
  ['ping-redirects', 'ping', /status 301/, /follows no redirect/],
  ['ping-hangs', 'ping', /no complete answer within 2 s/, /inference never blocks/],
  ['ping-flaps', 'ping-steady', /Ping \d+ of 20 answered 503/, /same state/],
  ['blocks', 'ping-under-load', /Under load GET \/ping took \d{4} ms/, /single-threaded/],
  ['no-invocations', 'invocations', /status 404/, /Add the route POST \/invocations/],
  ['invocations-500', 'invocations', /KeyError: image/, /Read the log/],
  ['lies', 'content-type', /says application\/json, but the body is "red"/, /Set Content-Type/],
  ['text-only', 'accept-header', /got text\/plain/, /406/],
  ['strict-headers', 'platform-headers', /status 400/, /Ignore headers/],
  ['one-at-a-time', 'concurrent', /One of 8 callers at once got status 503/, /wait for a free worker/],
  ['closes', 'keep-alive', /closes the connection after every answer/, /keep-alive/],
  ['needs-length', 'chunked-request', /status 411/, /until its end/],
  ['catches-all', 'unknown-route', /answered status 200/, /Answer 404/],
  ['crashes-on-bad-bodies', 'bad-body', /fault of the server: status 500/, /Check the body/],
  ['accepts-anything', 'empty-body', /as if it were fine: status 200/, /Check the body/],
  ['small-limit', 'body-6-mib', /6 MiB is refused: status 413/, /Raise the body limit/],
  ['dies-of-large-bodies', 'endless-body', /\/ping got no answer/, /413/],
  ['loses-workers', 'cut-body', /no answer within 1 s/, /Notice closed connections/],
  ['metrics-in-html', 'metrics', /status 200 and "<html>"/, /Prometheus/],
  ['greedy', 'execution-parameters', /100 transforms x 25 MB/, /N x M up to 100/],
  ['wrong-handshake', 'bidirectional-stream', /wrong Sec-WebSocket-Accept/, /RFC 6455/],
];

test.each(broken)('%s: %s fails with the reason and its remedy', async (fault, id, reason, remedy) => {
  const target = { ...(await startStub(fault)), recoverWithinMs: 1000 };
  const verdict = await verdictOf(id, urlChecks, target);
  expect(verdict).toEqual({
    outcome: 'failed',
    reason: expect.stringMatching(reason),
    remedy: expect.stringMatching(remedy),
  });
});

test('a port where nothing listens fails once, and everything that builds on it is skipped', async () => {
  const target = { ...(await startStub()), url: 'http://127.0.0.1:9' };
  const [listens, ...others] = await runChecks(urlChecks, target, () => {});
  expect(listens.verdict).toMatchObject({ outcome: 'failed', reason: 'Nothing listens at 127.0.0.1:9.' });
  expect(new Set(others.map(({ verdict }) => verdict.outcome))).toEqual(new Set(['skipped']));
});

test('what is optional is skipped where the server does not have it', async () => {
  const target = await startStub('no-parameters', 'no-stream');
  expect(await verdictOf('execution-parameters', urlChecks, target)).toMatchObject({ outcome: 'skipped' });
  expect(await verdictOf('bidirectional-stream', urlChecks, target)).toMatchObject({ outcome: 'skipped' });
});

test('every check that can fail is shown failing', () => {
  const shown = new Set(broken.map(([, id]) => id));
  expect(urlChecks.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual(['listens', 'accept']);
});

test('a server whose listen queue is full is slow to accept, and everything else is still tried', async () => {
  const target = await startStub('short-queue', 'blocks');
  const busy = Array.from({ length: 12 }, () => invoke(target).catch(() => undefined));
  const verdict = await verdictOf('accept', urlChecks, target);
  await Promise.all(busy);
  expect(verdict).toMatchObject({ outcome: 'failed', remedy: expect.stringContaining('backlog') });
  expect(await verdictOf('ping', urlChecks, target)).toMatchObject({ outcome: 'passed' });
});
