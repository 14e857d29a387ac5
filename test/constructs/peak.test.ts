import { aws_applicationautoscaling as appscaling, TimeZone } from 'aws-cdk-lib';
import type { Peak } from '../../lib';
import { fleetTemplate } from './synthesized-fleet';

const { cron } = appscaling.Schedule;
const sale: Peak = {
  name: 'Sale',
  workers: 8,
  from: cron({ hour: '17', minute: '50' }),
  until: cron({ hour: '22', minute: '0' }),
  timeZone: TimeZone.EUROPE_BERLIN,
};

/** What happens at which time, of the fleet with these peaks. */
function actions(...schedules: Peak[]) {
  const template = fleetTemplate(() => ({ minWorkers: 1, schedules }));
  const [target] = Object.values(template.findResources('AWS::ApplicationAutoScaling::ScalableTarget'));
  return target.Properties.ScheduledActions;
}

test('a peak that is known starts workers before it, in your time zone, and lets them go after it', () => {
  expect(actions(sale)).toEqual([
    {
      ScheduledActionName: 'SaleBegins',
      Timezone: 'Europe/Berlin',
      Schedule: 'cron(50 17 * * ? *)',
      ScalableTargetAction: { MinCapacity: 8 },
    },
    {
      ScheduledActionName: 'SaleEnds',
      Timezone: 'Europe/Berlin',
      Schedule: 'cron(0 22 * * ? *)',
      ScalableTargetAction: { MinCapacity: 1 },
    },
  ]);
});

test('without a time zone it is UTC, as the clock of Amazon ECS is', () => {
  const [begins, ends] = actions({ ...sale, timeZone: undefined });
  expect([begins.Timezone, ends.Timezone]).toEqual([undefined, undefined]);
});

test('a fleet has as many peaks as it likes', () => {
  const names = actions(sale, { ...sale, name: 'Holidays', workers: 20 }).map(
    ({ ScheduledActionName }: { ScheduledActionName: string }) => ScheduledActionName,
  );
  expect(names).toEqual(['SaleBegins', 'SaleEnds', 'HolidaysBegins', 'HolidaysEnds']);
});
