import { Duration } from 'aws-cdk-lib';
import type { QueueWorkerFleetProps } from '../../../lib';
import { type Report, simulate, type World } from '../fleet-simulator/fleet-simulator';
import { policiesOf } from '../fleet-simulator/policies';
import { fleetTemplate } from '../synthesized-fleet';

const calm: World = {
  arrivals: () => 0,
  hours: 3,
  picturesPerSecond: 10,
  // At least what it works off in a second, which is the finest that the simulation knows.
  slots: 12,
  startSeconds: 60,
  delays: { sqs: 60, ecs: 60 },
};

/** All at once, so many seconds after midnight. */
const burst = (pictures: number, at: number) => (second: number) => (second === at ? pictures : 0);

const usual = fleetTemplate();

function run(world: Partial<World>, props?: QueueWorkerFleetProps, change?: (expression: string) => string): Report {
  const template = props ? fleetTemplate(() => props) : usual;
  return simulate(policiesOf(template, change), { ...calm, ...world });
}

const delays: World['delays'][] = [
  { sqs: 0, ecs: 0 },
  { sqs: 60, ecs: 60 },
  { sqs: 120, ecs: 60 },
  { sqs: 60, ecs: 180 },
  { sqs: 180, ecs: 120 },
];

const shrinking = ({ changes }: Report) => changes.filter(({ from, to }) => to < from);
const growing = ({ changes }: Report) => changes.filter(({ from, to }) => to > from);

describe.each(delays)('with metrics that are late by %o seconds', (late) => {
  test('a single picture wakes one worker, which goes home again', () => {
    const report = run({ arrivals: burst(1, 600), delays: late });
    expect(report.changes.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(report.done).toBe(1);
    expect(report.firstWorkerAt! - 600).toBeLessThanOrEqual(late.sqs + 60 + calm.startSeconds + 60);
  });

  test('a flash sale of 10,000 is worked off by what it takes, never by more than the cap', () => {
    const report = run({ arrivals: burst(10_000, 600), delays: late });
    expect(report.done).toBe(10_000);
    expect(report.mostWorkers).toBeGreaterThanOrEqual(17);
    expect(report.mostWorkers).toBeLessThanOrEqual(20);
    // A quarter of an hour by one worker; by 17 most of it is the start of the workers.
    expect(report.lastDoneAt - 600).toBeLessThanOrEqual(late.sqs + 60 + calm.startSeconds + 150);
    expect(report.desired).toBe(0);
  });

  test('nobody is sent home while a picture waits or is in work', () => {
    for (const arrivals of [burst(10_000, 600), burst(100_000, 600), (second: number) => (second < 3600 ? 40 : 0)]) {
      const report = run({ arrivals, delays: late });
      expect(report.done).toBe(report.arrived);
      expect(shrinking(report)).toHaveLength(1);
      for (const { waiting, inWork } of shrinking(report)) expect([waiting, inWork]).toEqual([0, 0]);
    }
  });

  test('the alarms that add and the alarm that sends home are never true together', () => {
    for (const arrivals of [burst(1, 600), burst(10_000, 600), (second: number) => Number(second % 700 === 0)]) {
      for (const { alarms } of run({ arrivals, delays: late }).minutes) {
        if (alarms.includes('rest')) expect(alarms).toEqual(['rest']);
      }
    }
  });

  test('a trickle does not make workers come and go, nor become more', () => {
    const report = run({
      arrivals: (second) => Number(second % 20 === 0),
      delays: late,
      picturesPerSecond: 0.1,
      slots: 4,
    });
    expect(report.mostWorkers).toBeLessThanOrEqual(2);
    expect(shrinking(report)).toEqual([]);
  });

  test('pictures every ten minutes: workers come and go once for each, and none is lost', () => {
    const report = run({ arrivals: (second) => Number(second % 1200 === 0), delays: late });
    expect(report.done).toBe(report.arrived);
    expect(growing(report).length).toBeLessThanOrEqual(report.arrived);
    expect(shrinking(report).length).toBeLessThanOrEqual(report.arrived);
  });
});

test('a fleet that runs already grows with a sale, and does not ask again for workers that are on their way', () => {
  // 25 pictures a second need three workers of ten a second each, and more for the line that grew before they came.
  const report = run({ arrivals: (second) => (second > 600 ? 25 : 0) }, { minWorkers: 1 });
  expect(report.mostWorkers).toBeGreaterThanOrEqual(3);
  expect(report.mostWorkers).toBeLessThanOrEqual(8);
});

test('an endless sale stays at the cap, and what waits is not forgotten', () => {
  const report = run({ arrivals: (second) => (second < 7200 ? 400 : 0), hours: 6 });
  expect(report.mostWorkers).toBe(20);
  expect(report.done).toBe(report.arrived);
  expect(report.desired).toBe(0);
});

test('a minimum is kept, and a fleet above it goes back to it', () => {
  const report = run({ arrivals: burst(20_000, 600) }, { minWorkers: 2 });
  expect(report.mostWorkers).toBeGreaterThan(2);
  expect(report.desired).toBe(2);
  expect(Math.min(...report.changes.map(({ to }) => to))).toBe(2);
});

test('in a known peak its workers stay, even while nothing comes', () => {
  const report = simulate({ ...policiesOf(usual), min: 5 }, { ...calm, arrivals: burst(10, 1800) });
  expect(report.changes).toEqual([]);
  expect(report.desired).toBe(5);
});

test('slower pictures wake more workers for the same line', () => {
  const props = { secondsPerImage: 2, maxQueueDelay: Duration.minutes(2) };
  const report = run({ arrivals: burst(300, 600), picturesPerSecond: 0.5 }, props);
  expect(report.changes[0]).toMatchObject({ from: 0, to: 5 });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('whatever comes, nobody goes home before the idle time is over (%i)', (seed) => {
  const random = randomFrom(seed);
  let [rate, until] = [0, 0];
  const arrivals = (second: number) => {
    if (second >= until) [rate, until] = [random() < 0.5 ? 0 : 60 * random() ** 6, second + 1800 * random()];
    return second < 5 * 3600 && random() < rate % 1 ? Math.ceil(rate) : 0;
  };
  const late = delays[seed % delays.length];
  const report = run({ arrivals, hours: 8, delays: late });
  expect(report.done).toBe(report.arrived);
  expect(report.mostWorkers).toBeLessThanOrEqual(20);
  expect(report.desired).toBe(0);
  for (const { second } of shrinking(report)) {
    const now = (second + 1) / 60 - 1 - late.sqs / 60;
    const idle = report.minutes.slice(now - 4, now + 1);
    expect(idle.map(({ work }) => work)).toEqual([0, 0, 0, 0, 0]);
  }
});

describe('what other libraries got wrong shows in this simulation', () => {
  test('a wake alarm above one, as in Copilot, leaves a single picture waiting for ever', () => {
    const report = run({ arrivals: burst(1, 600) }, undefined, (expression) =>
      expression.replace(/^visible \*/, '(visible - 1) *'),
    );
    expect(report.done).toBe(0);
  });

  test('looking only at what waits, as KEDA once did, sends workers home from their work', () => {
    const blind = (expression: string) => expression.replace(/visible \+ FILL\(inflight, 0\)/g, 'visible');
    const report = run({ arrivals: burst(2, 600), picturesPerSecond: 1 / 900 }, undefined, blind);
    expect(shrinking(report).some(({ inWork }) => inWork > 0)).toBe(true);
    expect(shrinking(run({ arrivals: burst(2, 600), picturesPerSecond: 1 / 900 }))).toHaveLength(1);
  });

  test('filling a metric that is merely late with zero would hide what waits', () => {
    const filled = (expression: string) => expression.replace(/(?<![(\w])visible/g, 'FILL(visible, 0)');
    expect(run({ arrivals: burst(10_000, 600) }, undefined, filled).done).toBe(0);
  });

  test('rest and wake that both look at the line alone, as in watchbot, are true together', () => {
    const both = (expression: string) => (expression.includes('empty') ? '0 * visible' : expression);
    const report = run({ arrivals: burst(10_000, 600) }, undefined, both);
    expect(report.minutes.some(({ alarms }) => alarms.length > 1)).toBe(true);
  });
});

/** Numbers from 0 to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    return (((mixed ^ (mixed >>> 7)) >>> 0) % 1_000_003) / 1_000_003;
  };
}
