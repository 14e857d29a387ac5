import { runChecks } from '../../../../container/src/commands/check-container/check';
import { fillsMemory } from '../../../../container/src/commands/check-container/checks/multi-model-checks';
import { multiModelUrlChecks } from '../../../../container/src/commands/check-container/url-checks';
import { startStub, stopStubs, verdictOf } from './stub';

afterAll(stopStubs);

const checks = [...multiModelUrlChecks.filter(({ id }) => id !== 'models-unload'), fillsMemory];

test('a server that keeps the multi-model contract passes every check', async () => {
  const findings = await runChecks([...multiModelUrlChecks], await startStub(), () => {});
  expect(findings.filter(({ verdict }) => verdict.outcome !== 'passed')).toEqual([]);
});

test('a server that answers 507 when its memory is full passes, and its models are taken back', async () => {
  const target = await startStub();
  expect(await verdictOf('models-memory', checks, target)).toEqual({
    outcome: 'passed',
    detail: 'after 4 copies of the model',
  });
  const { models } = await (await fetch(`${target.url}/models`)).json();
  expect(models).toHaveLength(1);
});

const broken: [fault: string, check: string, reason: RegExp, remedy: RegExp][] = [
  ['no-models', 'models-list', /status 404/, /{"models":\[\]}/],
  ['models-are-all-known', 'models-unknown', /GET \/models\/never-loaded answered status 200/, /404/],
  ['models-500-on-nonsense', 'models-bad-request', /with {} answered status 500/, /400/],
  ['models-do-not-load', 'models-load', /POST \/models answered status 500/, /200/],
  ['models-trims-url', 'models-load', /"modelUrl":"\/stub"/, /"modelUrl":"\/stub\/models\/one\/model"/],
  ['models-loads-twice', 'models-conflict', /status 200/, /409/],
  ['models-cannot-be-invoked', 'models-invoke', /status 500/, /--payload/],
  ['models-stay', 'models-unload', /After DELETE, .* status 200/, /really unloaded/],
  ['models-500-when-full', 'models-memory', /Copy 5 of the model answered status 500/, /507/],
];

test.each(broken)('%s: %s fails with the reason and its remedy', async (fault, id, reason, remedy) => {
  const list = id === 'models-unload' ? multiModelUrlChecks : checks;
  const verdict = await verdictOf(id, list, await startStub(fault));
  expect(verdict).toEqual({
    outcome: 'failed',
    reason: expect.stringMatching(reason),
    remedy: expect.stringMatching(remedy),
  });
});

test('without a model to load, loading is skipped and everything else is still checked', async () => {
  const target = { ...(await startStub()), modelUrl: undefined };
  const findings = await runChecks([...multiModelUrlChecks], target, () => {});
  const skipped = findings.filter(({ verdict }) => verdict.outcome === 'skipped').map(({ id }) => id);
  expect(skipped).toEqual(['models-load', 'models-conflict', 'models-invoke', 'models-unload']);
});
