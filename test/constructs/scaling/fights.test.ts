import { aws_applicationautoscaling as appscaling, Duration } from 'aws-cdk-lib';
import { PredictionMode, Scaling } from '../../../lib';
import { flaps } from '../service-simulator/reaction';
import { crowd, policiesOf, usual, values } from '../service-simulator/reaction-table';
import { type ServicePolicy, type Stepping, servicePolicies } from '../service-simulator/service-policies';
import { simulateService } from '../service-simulator/service-simulator';
import { templateWith } from '../synthesized';

const steady = () => 3.3;
const guarded = policiesOf(values['onConcurrency().withSpikeGuard()']);
const latencyGuarded = policiesOf(Scaling.onConcurrency().withLatencyGuard({ slowest: Duration.millis(100) }));

describe('what other libraries do, and the same without it', () => {
  test('a tracker that may also remove takes tasks away in the middle of a crowd, as its minutes are old', () => {
    const world = { ...usual, demand: crowd, hours: 2, noise: 0.05, sharedCooldown: true };
    const needed = (change: { to: number; from: number; demand: number }) =>
      change.to < change.from && change.demand / change.to > 0.8;
    const removing = guarded.policies.map((policy) =>
      policy.kind === 'tracking' ? { ...policy, removes: true } : policy,
    );
    expect(simulateService({ ...guarded, policies: removing }, world).changes.filter(needed)).not.toEqual([]);
    expect(simulateService(guarded, world).changes.filter(needed)).toEqual([]);
  });

  test('steps that remove below a load at which a tracker adds go up and down for ever', () => {
    const steps: Stepping = {
      kind: 'stepping',
      name: 'below 70 %',
      signals: { m: 'offered' },
      expression: 'm',
      periodSeconds: 60,
      evaluationPeriods: 1,
      datapoints: 1,
      breaches: (value) => value < 0.7,
      wants: (capacity) => capacity - 1,
      cooldown: 60,
    };
    const alone = policiesOf(values['onConcurrency()']);
    const world = { ...usual, demand: steady, hours: 3 };
    const fighting = { ...alone, policies: [...alone.policies, steps] };
    expect(flaps(simulateService(fighting, world).changes).length).toBeGreaterThan(5);
    expect(flaps(simulateService(alone, world).changes)).toEqual([]);
  });

  test('a latency guard that does not look at the load adds tasks that have nothing to do, again and again', () => {
    const world = { ...usual, demand: steady, hours: 3 };
    const blind = latencyGuarded.policies.map(
      (policy): ServicePolicy =>
        policy.name === 'latency-guard' && policy.kind === 'stepping'
          ? { ...policy, expression: 'IF(p99 > 0.1, 1, 0)', wants: (capacity) => capacity + 1 }
          : policy,
    );
    const most = (policies: readonly ServicePolicy[]) =>
      Math.max(...simulateService({ ...latencyGuarded, policies }, world).ticks.map(({ desired }) => desired));
    expect(most(blind)).toBeGreaterThan(1.5 * 6);
    expect(most(latencyGuarded.policies)).toBe(6);
  });

  test('steps of a fixed size neither reach a large crowd nor fit a small one', () => {
    const fixed = guarded.policies.map(
      (policy): ServicePolicy =>
        policy.name === 'spike-guard' && policy.kind === 'stepping'
          ? { ...policy, wants: (capacity) => capacity + 5 }
          : policy,
    );
    const late = (policies: readonly ServicePolicy[]) =>
      simulateService({ ...guarded, policies }, { ...usual, demand: crowd, hours: 1 }).turnedAway;
    expect(late(fixed)).toBeGreaterThan(1.5 * late(guarded.policies));
  });
});

test('a peak has its tasks before the crowd is there, and keeps them until its end', () => {
  const schedule = (hour: string) => appscaling.Schedule.cron({ hour, minute: '0' });
  const sale = { name: 'Sale', workers: 16, from: schedule('1'), until: schedule('4') };
  const policies = servicePolicies(templateWith(() => ({ schedules: [sale] })));
  const demand = (second: number) => (second >= 4500 && second < 12_000 ? 9.6 : 1.2);
  const report = simulateService(policies, { ...usual, demand, hours: 6 });
  expect(report.turnedAway).toBe(0);
  const desired = (second: number) => report.ticks.find((each) => each.second === second)?.desired;
  expect([3590, 3610, 14_390].map(desired)).toEqual([2, 16, 16]);
  expect(desired(6 * 3600 - 10)).toBeLessThanOrEqual(3);
});

test('a forecast has the tasks ready at the full hour, and one that only forecasts moves nothing', () => {
  const demand = (second: number) => (second >= 3600 && second < 2 * 3600 ? 9.6 : 1.2);
  const turnedAway = (mode?: PredictionMode) =>
    simulateService(policiesOf(Scaling.onConcurrency().withSpikeGuard().withPrediction({ mode })), {
      ...usual,
      demand,
      hours: 3,
    }).turnedAway;
  expect(turnedAway(PredictionMode.FORECAST_AND_SCALE)).toBe(0);
  expect(turnedAway()).toBeGreaterThan(0.01);
});
