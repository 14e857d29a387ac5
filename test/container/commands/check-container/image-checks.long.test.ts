import type { Finding } from '../../../../container/src/commands/check-container/check';
import { checkImage, type ImageOptions } from '../../../../container/src/commands/check-container/check-image';
import type { ImageFacts } from '../../../../container/src/commands/check-container/engine';
import { smallPicture } from '../../../../container/src/commands/check-container/payload';
import { ProcessEngine } from './process-engine';

const limits = { readyWithinMs: 4000, stopWithinMs: 4000, refuseWithinMs: 4000 };
const payload = { payload: smallPicture, contentType: 'image/png' };

async function check(faults: string, facts: Partial<ImageFacts> = {}, options: Partial<ImageOptions> = {}) {
  const engine = new ProcessEngine(facts);
  return await checkImage({ image: faults, engine, ...payload, multiModel: false, ...limits, ...options }, () => {});
}

function verdictIn(findings: Finding[], id: string) {
  return findings.find((finding) => finding.id === id)?.verdict;
}

const label = (name: string) => `com.amazonaws.sagemaker.capabilities.${name}`;
const capabilities = ['multi-models', 'accept-bind-to-port', 'bidirectional-streaming'];
const labels = Object.fromEntries(capabilities.map((name) => [label(name), 'true']));

test('an image that keeps the contract passes everything', async () => {
  const findings = await check('', { labels });
  expect(findings.filter(({ verdict }) => verdict.outcome !== 'passed')).toEqual([]);
  expect(findings.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['entrypoint', 'ready', 'sigterm', 'as-any-user']),
  );
}, 60_000);

test('a multi-model image is started as such, and asked for models instead of labels', async () => {
  const engine = new ProcessEngine({ labels });
  const findings = await checkImage({ image: '', engine, ...payload, multiModel: true }, () => {});
  expect(engine.started[0].environment).toEqual({ SAGEMAKER_MULTI_MODEL: 'true' });
  expect(verdictIn(findings, 'models-list')).toMatchObject({ outcome: 'passed' });
  expect(verdictIn(findings, 'invocations')).toBeUndefined();
});

/** With the time after which it is given up, where it is. */
const broken: [fault: string, check: string, reason: RegExp, remedy: RegExp, limit?: Partial<typeof limits>][] = [
  [
    'dies-at-start',
    'ready',
    /exit code 3 before it was ready. Its last words: CUDA driver not found/,
    /argument serve/,
  ],
  [
    'ping-503',
    'ready',
    /Not ready after 1 s; at last: GET \/ping answered 503/,
    /as soon as the model is loaded/,
    { readyWithinMs: 1000 },
  ],
  [
    'ignores-arguments',
    'unknown-argument',
    /ignores the argument and keeps running/,
    /exit with 64/,
    { refuseWithinMs: 1000 },
  ],
  ['ends-with-0', 'unknown-argument', /exit code 0, as if all were well/, /exit with 64/],
  ['fixed-port', 'bind-to-port', /connections are refused/, /Read SAGEMAKER_BIND_TO_PORT/, { readyWithinMs: 2500 }],
  ['ends-with-1', 'sigterm', /exit code 1 after/, /exit with 0/],
  ['ignores-sigterm', 'sigterm', /still runs 1 s after SIGTERM/, /as process 1 it is ignored/, { stopWithinMs: 1000 }],
  ['slow,drops-work', 'sigterm', /in work when SIGTERM came got no answer/, /Finish what was accepted/],
];

test.each(broken)(
  '%s: %s fails with the reason and its remedy',
  async (faults, id, reason, remedy, limit = {}) => {
    expect(verdictIn(await check(faults, {}, { ...limit, only: [id] }), id)).toEqual({
      outcome: 'failed',
      reason: expect.stringMatching(reason),
      remedy: expect.stringMatching(remedy),
    });
  },
  90_000,
);

test.each([
  ['shell form', ['/bin/sh', '-c', 'server'], /shell form/],
  ['tini', ['/usr/bin/tini', '--', 'server'], /is tini/],
] as const)('an ENTRYPOINT in %s is explained', async (_, entrypoint, reason) => {
  const findings = await check('dies-at-start', { entrypoint });
  expect(verdictIn(findings, 'entrypoint')).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(reason) });
});

test('labels are missed where the way of hosting needs them, and only there', async () => {
  const many = await check('dies-at-start', {}, { multiModel: true });
  expect(verdictIn(many, 'label-multi-models')).toMatchObject({ outcome: 'failed', reason: 'The label is missing.' });
  const one = await check('dies-at-start');
  expect(verdictIn(one, 'label-multi-models')).toMatchObject({ outcome: 'skipped' });
});

test('the label for streams without a stream is a contradiction', async () => {
  const findings = await check('no-stream', { labels }, { only: ['bidirectional-stream'] });
  expect(verdictIn(findings, 'bidirectional-stream')).toEqual({
    outcome: 'failed',
    reason: 'The image has the label for bidirectional streaming, but the handshake got 404.',
    remedy: expect.stringContaining('or remove the label'),
  });
});
