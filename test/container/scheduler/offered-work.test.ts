import { OfferedWork } from '../../../container/src/scheduler/offered-work';
import { OfferedConcurrency } from '../../../container/src/telemetry/metrics/offered-concurrency';
import { simulate } from './simulation';

const costMs = (sizes: readonly number[]) => 3 + 8 * sizes.length;
const machine = { slots: 2, costMs };
const ceiling = (2 * 4 * 1000) / costMs([1, 1, 1, 1]);

// Simulated days are shorter than the time limits of their callers: those must not come true on the real clock.
beforeAll(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'performance', 'queueMicrotask', 'nextTick'] });
});
afterAll(() => {
  jest.useRealTimers();
});

test.each([2, 3, 5])(
  'at %d times its ceiling a server says so, although it is never more than busy',
  async (factor) => {
    const day = await simulate([{ perSecond: factor * ceiling, seconds: 20 }], machine);
    expect(day.refused).toBeGreaterThan(0);
    expect(day.offered / factor).toBeGreaterThan(0.85);
    expect(day.offered / factor).toBeLessThan(1.15);
  },
);

test('without an overload it is the share of the time that processes work', async () => {
  const day = await simulate([{ perSecond: 0.3 * ceiling, seconds: 60 }], machine);
  // Pictures that come alone have a batch of their own, which is dearer.
  const alone = (0.3 * ceiling * costMs([1])) / 2000;
  expect(day.offered).toBeGreaterThan(0.9 * alone);
  expect(day.offered).toBeLessThan(1.05 * alone);
});

test('readings tell of the time between them, also in the middle of a long run', () => {
  const work = new OfferedWork(0);
  work.became({ slots: 2, busy: 1 }, 0);
  expect(work.reading(1000)).toEqual({ workMs: 1000, slotMs: 2000 });
  work.turnedAway(3000);
  work.became({ slots: 2, busy: 2 }, 2000);
  expect(work.reading(3000)).toEqual({ workMs: 1000 + 1000 + 3000 + 2000, slotMs: 6000 });
});

test('each reader has intervals of its own, the busiest model counts, and no process is no load', () => {
  const calm = new OfferedWork(0);
  const busy = new OfferedWork(0);
  const none = new OfferedWork(0);
  calm.became({ slots: 1, busy: 0 }, 0);
  busy.became({ slots: 1, busy: 1 }, 0);
  const at = (now: number) =>
    [calm, busy, none].map((work) => ({
      get offered() {
        return work.reading(now);
      },
    }));
  const [first, later] = [at(10), at(20)];
  expect(new OfferedConcurrency().take(first)).toBe(1);
  expect(new OfferedConcurrency().take([later[2]])).toBe(0);
  const reader = new OfferedConcurrency();
  const asked = { offered: { workMs: 0, slotMs: 0 } };
  reader.take([asked]);
  asked.offered = { workMs: 30, slotMs: 10 };
  expect(reader.take([asked])).toBe(3);
  asked.offered = { workMs: 35, slotMs: 20 };
  expect(reader.take([asked])).toBe(0.5);
});
