import { randomUUID } from 'node:crypto';
import { checkImage } from '../../../../container/src/commands/check-container/check-image';
import { CommandLineEngine } from '../../../../container/src/commands/check-container/command-line-engine';
import { smallPicture } from '../../../../container/src/commands/check-container/payload';
import { testWith } from '../../../system-package';
import { temporaryFolder } from '../../temporary-folder';
import { buildsStubImage, deriveStubImage, removeImages } from './stub-image';

const folder = temporaryFolder();
const base = `localhost/check-container-stub:${randomUUID().slice(0, 8)}`;
const derived = (faults: string) => `${base}-${faults}`;

const works = buildsStubImage(folder, base, ['LABEL com.amazonaws.sagemaker.capabilities.multi-models=true']);
const needed = [works, 'podman, on Linux, able to run containers'] as const;

beforeAll(() => {
  if (!works) return;
  for (const faults of ['writes', 'needs-network']) deriveStubImage(folder, base, derived(faults), faults);
}, 120_000);

afterAll(() => removeImages(derived('writes'), derived('needs-network'), base));

async function check(image: string, ...only: string[]) {
  const engine = new CommandLineEngine('podman');
  const payload = { payload: smallPicture, contentType: 'image/png' };
  const findings = await checkImage(
    { image, engine, ...payload, multiModel: false, only, readyWithinMs: 20_000 },
    () => {},
  );
  return Object.fromEntries(findings.map(({ id, verdict }) => [id, verdict]));
}

testWith(...needed)(
  'a sound image passes in real containers',
  async () => {
    const only = [
      'entrypoint',
      'label-multi-models',
      'sigterm',
      'unknown-argument',
      'bind-to-port',
      'as-root',
      'as-any-user',
    ];
    const verdicts = await check(base, ...only);
    expect(Object.entries(verdicts).map(([id, { outcome }]) => [id, outcome])).toEqual(
      ['entrypoint', 'label-multi-models', 'ready', ...only.slice(2)].map((id) => [id, 'passed']),
    );
  },
  90_000,
);

testWith(...needed)(
  'an image that writes to its root is told so',
  async () => {
    const verdicts = await check(derived('writes'), 'as-root');
    expect(verdicts.ready.outcome).toBe('passed');
    expect(verdicts['as-root']).toMatchObject({
      outcome: 'failed',
      reason: expect.stringMatching(/ended with exit code 1 .*EROFS.*'\/state'/),
      remedy: expect.stringContaining('Write under /tmp only'),
    });
  },
  90_000,
);

testWith(...needed)(
  'an image that wants the network at its start is told so',
  async () => {
    const verdicts = await check(derived('needs-network'), 'as-any-user');
    expect(verdicts.ready.outcome).toBe('passed');
    expect(verdicts['as-any-user']).toMatchObject({
      outcome: 'failed',
      reason: expect.stringContaining('cannot download the model'),
      remedy: expect.stringContaining('Download nothing at the start'),
    });
  },
  90_000,
);

testWith(...needed)('an image that is not there is named', async () => {
  expect(await check('localhost/check-container-nothing:0')).toEqual({
    image: {
      outcome: 'failed',
      reason: expect.stringContaining('podman knows no image localhost/check-container-nothing:0'),
      remedy: 'Build or pull it first: podman pull localhost/check-container-nothing:0.',
    },
  });
});
