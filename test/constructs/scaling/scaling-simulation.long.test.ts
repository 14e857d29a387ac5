import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flaps } from '../service-simulator/reaction';
import {
  crowd,
  crowdAt,
  day,
  policiesOf,
  ramp,
  reactionTable,
  usual,
  values,
} from '../service-simulator/reaction-table';
import { simulateService, type World } from '../service-simulator/service-simulator';

const traces: Record<string, Pick<World, 'demand' | 'hours'>> = {
  crowd: { demand: crowd, hours: 3 },
  'crowd that leaves': { demand: (second) => (second < crowdAt || second > 3 * 3600 ? 1.2 : 9.6), hours: 6 },
  ramp: { demand: ramp, hours: 7 },
  'day and night': { demand: day, hours: 26 },
  'a crowd beyond the maximum': { demand: (second) => (second < crowdAt ? 1.2 : 200), hours: 2 },
};
const worlds: Record<string, Partial<World>> = {
  'as usual': {},
  'metrics a minute later, slow starts': { delays: { own: 80, ecs: 100, alb: 120 }, startSeconds: 150 },
  'a wave of 5 % on everything, cooldowns shared': { noise: 0.05, sharedCooldown: true },
};
const cases = Object.keys(values).flatMap((value) =>
  Object.keys(traces).flatMap((trace) => Object.keys(worlds).map((world) => [value, trace, world] as const)),
);

test.each(cases)('%s: %s, %s: no policy fights another', (value, trace, world) => {
  const policies = policiesOf(values[value]);
  const report = simulateService(policies, { ...usual, ...traces[trace], ...worlds[world] });
  const outside = report.ticks.filter(({ desired }) => desired < policies.min || desired > policies.max);
  expect(outside).toEqual([]);
  expect(flaps(report.changes)).toEqual([]);
  for (const { to, demand, floor } of report.changes.filter(({ to, from }) => to < from)) {
    expect(to).toBeGreaterThanOrEqual(floor);
    // Whoever removes leaves what every other policy asks for: all of them aim at the same load of a task.
    expect(demand / to).toBeLessThanOrEqual(0.6 * 1.06);
  }
});

test('what leaves with the crowd is sent home within the hour, and who is needed stays', () => {
  for (const value of Object.values(values)) {
    const report = simulateService(policiesOf(value), { ...usual, ...traces['crowd that leaves'] });
    const after = (hours: number) => report.ticks.find(({ second }) => second >= hours * 3600)?.desired;
    expect(after(2.9)).toBe(16);
    expect(after(4)).toBeLessThanOrEqual(4);
  }
});

test('docs/patterns/scaling.md shows how each value takes a crowd, as it is simulated', () => {
  const page = readFileSync(join(__dirname, '../../../docs/patterns/scaling.md'), 'utf8');
  const shown = page.split('\n').filter((line) => /^\| `on/.test(line));
  const rows = Object.entries(reactionTable()).map(
    ([name, { firstWish, covered, overshoot, turnedAwayPercent }]) =>
      `| \`${name}\` | ${firstWish} s | ${covered} s | ${overshoot} | ${turnedAwayPercent} % |`,
  );
  expect(shown).toEqual(rows);
});

test('a guard covers a crowd in a fraction of the time that CPU takes, which can never ask for more than the double', () => {
  const table = reactionTable();
  const guarded = table['onConcurrency().withSpikeGuard()'];
  expect(guarded.covered).toBeLessThanOrEqual(120);
  expect(guarded.overshoot).toBe(0);
  expect(table['onCpu()'].covered).toBeGreaterThan(5 * guarded.covered);
  expect(table['onConcurrency()'].covered).toBeLessThan(table['onRequests({ perTarget: 360 })'].covered);
});
