import type { Alarm, MetricQuery, ScalableTarget, StepPolicy, TrackingPolicy } from '../../local/src/assembly/model';
import { Controller } from '../../local/src/scaling/controller';

const metric = { namespace: 'AWS/SQS', name: 'Load', dimensions: {} };
const query: MetricQuery = {
  lines: [{ id: 'load', metric, statistic: 'Maximum' }],
  result: 'load',
  periodSeconds: 60,
};
const tracking: TrackingPolicy = {
  kind: 'tracking',
  id: 'Tracking',
  query,
  target: 10,
  scaleOutCooldownSeconds: 300,
  scaleInCooldownSeconds: 300,
  scalesIn: true,
};
const steps = (id: string, more: Partial<StepPolicy>): StepPolicy => {
  return {
    kind: 'step',
    id,
    arn: id,
    adjustment: 'ChangeInCapacity',
    cooldownSeconds: 120,
    minimum: 0,
    steps: [],
    ...more,
  };
};
const alarm = (id: string, more: Partial<Alarm>): Alarm => ({
  id,
  query,
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 1,
  evaluationPeriods: 1,
  datapoints: 1,
  missing: 'notBreaching',
  actions: [],
  ...more,
});

/** What is desired after each minute in which the metric had one of these values; nothing where it had none. */
async function desiredAfter(
  policies: ScalableTarget['policies'],
  loads: readonly (number | undefined)[],
  { alarms = [], minimum = 1, maximum = 20 }: { alarms?: Alarm[]; minimum?: number; maximum?: number } = {},
): Promise<number[]> {
  const target = { id: 'Target', service: 'Service', minimum, maximum, policies, schedules: [] };
  const controller = new Controller({ alarms, targets: [target] });
  const desired: number[] = [];
  for (const [minute, value] of loads.entries()) {
    for (let second = 10; second <= 60; second += 10) {
      const readings = value === undefined ? [] : [{ metric, value }];
      await controller.tick((minute * 60 + second) * 1000, () => readings);
    }
    desired.push(controller.desired('Service') as number);
  }
  return desired;
}

const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

test('target tracking grows in proportion after three minutes above the target, and never above the maximum', async () => {
  expect(await desiredAfter([tracking], [35, 35, 35])).toEqual([1, 1, 4]);
  expect(await desiredAfter([tracking], times(3, 9000))).toEqual([1, 1, 20]);
  expect(await desiredAfter([tracking], [35, 9, 35, 35])).toEqual([1, 1, 1, 1]);
});

test('what a scale-out added counts while it settles: the same load does not add it again', async () => {
  // 4 of the 4 wanted are on their way; afterwards each of the four still has 35.
  expect(await desiredAfter([tracking], times(9, 35))).toEqual([1, 1, 4, 4, 4, 4, 4, 14, 14]);
});

test('target tracking shrinks after fifteen quiet minutes, to what the highest of them needs, and not without data', async () => {
  const high = await desiredAfter([tracking], [...times(3, 100), ...times(16, 4)]);
  expect(high.slice(2, 17)).toEqual(times(15, 10));
  expect(high.slice(17)).toEqual([4, 4]);
  const blind = await desiredAfter([tracking], [...times(3, 100), ...times(30, undefined)]);
  expect(blind.at(-1)).toBe(10);
});

test('just below the target nothing shrinks', async () => {
  expect((await desiredAfter([tracking], [...times(3, 100), ...times(30, 9.5)])).at(-1)).toBe(10);
});

test('a step policy takes the step of the distance from the threshold, bounds on the side of the alarm included', async () => {
  const up = steps('up', {
    steps: [
      { from: 0, to: 10, by: 1 },
      { from: 10, to: Number.POSITIVE_INFINITY, by: 5 },
    ],
  });
  const options = { alarms: [alarm('high', { actions: ['up'] })], minimum: 0 };
  expect(await desiredAfter([up], [0, 1], options)).toEqual([0, 1]);
  expect(await desiredAfter([up], [11], options)).toEqual([5]);
  const rest = steps('rest', {
    adjustment: 'ExactCapacity',
    steps: [{ from: Number.NEGATIVE_INFINITY, to: 0, by: 0 }],
  });
  const quiet = alarm('quiet', {
    comparison: 'LessThanOrEqualToThreshold',
    threshold: 0,
    evaluationPeriods: 2,
    datapoints: 2,
    actions: ['rest'],
  });
  const both = { alarms: [alarm('high', { actions: ['up'] }), quiet], minimum: 0 };
  expect(await desiredAfter([up, rest], [11, 0, 0, 0, 0], both)).toEqual([5, 5, 0, 0, 0]);
});

test('an alarm repeats its action each minute, and the cooldown lets only a larger change through', async () => {
  const up = steps('up', {
    steps: [
      { from: 0, to: 10, by: 2 },
      { from: 10, to: Number.POSITIVE_INFINITY, by: 6 },
    ],
  });
  const options = { alarms: [alarm('high', { actions: ['up'] })], minimum: 0 };
  // Two at once, the same two again only after 120 s; a larger step counts what is there already.
  expect(await desiredAfter([up], [5, 5, 5, 5], options)).toEqual([2, 2, 4, 4]);
  expect(await desiredAfter([up], [5, 50], options)).toEqual([2, 6]);
});

test('of several policies the largest number wins, and tracking shrinks only where all agree', async () => {
  const calm: TrackingPolicy = { ...tracking, id: 'Calm', target: 1000 };
  expect(await desiredAfter([tracking, calm], times(3, 50))).toEqual([1, 1, 5]);
  const torn: TrackingPolicy = { ...tracking, id: 'Torn', target: 4 };
  expect((await desiredAfter([tracking, torn], [...times(3, 40), ...times(30, 4)])).at(-1)).toBe(10);
});

test.each([
  ['notBreaching', 0],
  ['breaching', 1],
  ['missing', 0],
] as const)('missing data that count as %s leave %i running', async (missing, expected) => {
  const up = steps('up', { steps: [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, by: 1 }] });
  const watch = alarm('watch', { missing, evaluationPeriods: 2, datapoints: 2, actions: ['up'] });
  expect((await desiredAfter([up], [5, undefined], { alarms: [watch], minimum: 0 })).at(-1)).toBe(expected);
});
