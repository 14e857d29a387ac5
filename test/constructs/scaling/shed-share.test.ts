import { fromEnvironment } from '../../../lib/contracts/environment';
import { shedShare } from '../../../lib/private/tasks/shed-share';
import { simulate } from '../../container/scheduler/simulation';

// Simulated days are shorter than the time limits of their callers: those must not come true on the real clock.
beforeAll(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance', 'queueMicrotask', 'nextTick'] });
});
afterAll(() => {
  jest.useRealTimers();
});

const settings = (variables: Record<string, string> = {}) =>
  fromEnvironment(Object.fromEntries(Object.entries(variables).map(([name, v]) => [`IMAGE_CLASSIFIER_${name}`, v])));

test('a server as it comes turns nobody away at the usual target, and a third at one and a half times its work', () => {
  expect(shedShare(settings(), { concurrency: 0.6, secondsPerImage: 0.1 })).toBeLessThan(1e-5);
  expect(shedShare(settings(), { concurrency: 1.5, secondsPerImage: 0.1 })).toBeCloseTo(1 / 3, 2);
});

test('without a place to wait it is the loss of telephone lines, which everybody can look up', () => {
  // Erlang B: 10 lines with 5 Erlang lose 1.84 %.
  const lines = { ...settings({ PROCESSES: '10' }), maxWaiting: 0 };
  expect(shedShare(lines, { concurrency: 0.5, secondsPerImage: 0.1 })).toBeCloseTo(0.0184, 4);
});

// The formula knows nothing of batches and of equal pictures, both of which help: it must never promise too much.
test.each([
  ['1 place', 2, { maxWaiting: 1 }, 0.6],
  ['4 places', 2, { maxWaiting: 4 }, 0.6],
  ['as it comes', 2, {}, 0.6],
  ['as it comes, one process', 1, {}, 0.8],
] as const)(
  'the real scheduler turns away no more than that: %s, %d processes',
  async (_, processes, options, load) => {
    const secondsPerImage = 0.05;
    const picturesPerSecond = (load * processes) / secondsPerImage;
    const machine = { slots: processes, costMs: (sizes: readonly number[]) => 1000 * secondsPerImage * sizes.length };
    const day = await simulate([{ perSecond: picturesPerSecond, seconds: 120 }], machine, options);
    const share = day.refused / (day.refused + day.answered.length);
    const chosen = { ...settings({ PROCESSES: String(processes) }), ...options };
    expect(share).toBeLessThanOrEqual(shedShare(chosen, { concurrency: load, secondsPerImage }) + 0.002);
  },
);
