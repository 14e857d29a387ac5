import { type Day, simulate } from './simulation';

// Two processes; 3 ms per batch and 8 per picture: at most 2 x 4 / 35 ms.
const costMs = (sizes: readonly number[]) => 3 + 8 * sizes.length;
const machine = { slots: 2, costMs };
const ceiling = (2 * 4 * 1000) / costMs([1, 1, 1, 1]);
const late = ({ at }: { at: number }) => at > 2000;

// Simulated days are shorter than the time limits of their callers: those must not come true on the real clock.
beforeAll(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance', 'queueMicrotask', 'nextTick'] });
});
afterAll(() => {
  jest.useRealTimers();
});

const load = (factor: number, seconds = 60) => ({ perSecond: factor * ceiling, seconds });
const refusedShare = ({ refused, answered }: Day) => refused / (refused + answered.length);

describe('three times more pictures than the server can classify', () => {
  let calm: Day;
  let overloaded: Day;

  beforeAll(async () => {
    calm = await simulate([load(0.8)], machine);
    overloaded = await simulate([load(3)], machine);
  });

  test('cost it less than a tenth of its throughput', () => {
    expect(overloaded.perSecond).toBeGreaterThan(0.9 * ceiling);
  });

  test('make those who are answered wait at most twice as long as at 0.8 of the ceiling', () => {
    expect(overloaded.p99()).toBeLessThan(2 * calm.p99());
  });

  test('a line bounded by its length alone makes them wait ten times as long', async () => {
    const plain = await simulate([load(3)], machine, { queueTargetMs: 3_600_000 });
    expect(plain.perSecond).toBeGreaterThan(0.9 * ceiling);
    expect(plain.p99()).toBeGreaterThan(10 * calm.p99());
  });

  test('are forgotten two seconds later', async () => {
    const day = await simulate([load(3, 10), load(0.8, 20)], machine);
    const after = ({ at }: { at: number }) => at > 12_000;
    expect(day.p99(after)).toBeLessThan(1.2 * calm.p99());
    expect(day.answered.filter(after).length).toBeGreaterThan(0.99 * 18 * 0.8 * ceiling * 0.97);
  });
});

test('nobody is turned away at 0.8 of the ceiling', async () => {
  expect((await simulate([load(0.8)], machine)).refused).toBe(0);
});

test.each([1, 6])(
  '64 callers who wait for one answer before they ask again are never turned away (%d x as slow)',
  async (factor) => {
    const slow = { slots: 2, costMs: (sizes: readonly number[]) => factor * costMs(sizes) };
    const usual = { perSecond: (0.5 * ceiling) / factor, seconds: 2 * factor };
    // What they have under way at once, when all of them begin at the same moment.
    const day = await simulate([usual, { perSecond: 64_000, seconds: 0.001 }, { perSecond: 0.001, seconds: 1 }], slow);
    expect(day.refused).toBe(0);
  },
);

describe('64 callers who wait for one answer before they ask again, of a model that takes 350 ms for a picture', () => {
  const slow = { slots: 2, costMs: (sizes: readonly number[]) => 40 * costMs(sizes) };
  const begun = [{ perSecond: ceiling / 80, seconds: 60 }];
  const together = [...begun, { perSecond: 64_000, seconds: 0.001 }, { perSecond: 0.1, seconds: 60 }];

  // A full batch takes 1400 ms.
  const longestMs = 2 * (1 + 2 / Math.sqrt(2)) * 1400;

  test('wait for two targets and no longer, unless the operator says so; the others are told at once', async () => {
    const day = await simulate(together, slow);
    const slowest = Math.max(...day.answered.map(({ milliseconds }) => milliseconds));
    expect(slowest).toBeGreaterThan(0.8 * longestMs);
    expect(slowest).toBeLessThan(longestMs + 1400 + 500);
    expect([day.refused > 10, day.refused < 30]).toEqual([true, true]);
  });

  test('may wait as long as they like, by their own word, without being let in for it', async () => {
    const patient = together.map((traffic) => ({ ...traffic, patienceMs: 300_000 }));
    expect((await simulate(patient, slow)).refused).toBeGreaterThan(10);
  });

  test('are all answered where the operator sets half of the time that all of them take', async () => {
    expect((await simulate(together, slow, { queueTargetMs: (64 * 350) / 2 / 2 })).refused).toBe(0);
  });
});

test('photographs that cost ten times as much are counted as what they cost', async () => {
  const size = (random: () => number) => (random() < 0.05 ? 36e6 : 1e6);
  const mixedMs = (sizes: readonly number[]) => sizes.reduce((sum, bytes) => sum + 7 + bytes / 5e5, 3);
  const mixed = { slots: 2, costMs: mixedMs };
  const average = 0.05 * 36e6 + 0.95 * 1e6;
  const most = 8000 / mixedMs([average, average, average, average]);
  const calm = await simulate([{ perSecond: 0.8 * most, seconds: 60, size }], mixed);
  const overloaded = await simulate([{ perSecond: 3 * most, seconds: 60, size }], mixed);

  expect(refusedShare(calm)).toBeLessThan(0.01);
  expect(overloaded.perSecond).toBeGreaterThan(0.9 * most);
  expect(overloaded.p99(late)).toBeLessThan(2 * calm.p99());
});

test('callers in a hurry are turned away at once instead of being answered too late', async () => {
  const day = await simulate([{ ...load(1.5), patienceMs: 60 }], machine);

  expect(day.p99(late)).toBeLessThanOrEqual(60);
  expect(day.perSecond).toBeGreaterThan(0.85 * ceiling);
});
