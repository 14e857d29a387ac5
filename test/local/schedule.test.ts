import { parseSchedule } from '../../local/src/scaling/schedule';

const dueTimes = (text: string, day: string, timeZone = 'UTC') => {
  const schedule = parseSchedule(text);
  const start = Date.parse(`${day}T00:00:00Z`);
  const minutes = Array.from({ length: 1440 }, (_, minute) => start + minute * 60_000);
  return minutes
    .filter((time) => schedule?.(time - 60_000, time, timeZone))
    .map((time) => new Date(time).toISOString().slice(11, 16));
};

test.each([
  ['cron(50 17 ? * FRI *)', '2026-11-20', 'Europe/Berlin', ['16:50']],
  ['cron(50 17 ? * FRI *)', '2026-07-17', 'Europe/Berlin', ['15:50']],
  ['cron(50 17 ? * FRI *)', '2026-11-21', 'Europe/Berlin', []],
  ['cron(0/20 8-9 * * ? *)', '2026-11-21', 'UTC', ['08:00', '08:20', '08:40', '09:00', '09:20', '09:40']],
  ['cron(0 22 ? * MON-SAT 2026)', '2026-11-21', 'UTC', ['22:00']],
  ['at(2026-11-27T17:50:00)', '2026-11-27', 'UTC', ['17:50']],
  ['rate(6 hours)', '2026-11-21', 'UTC', ['00:00', '06:00', '12:00', '18:00']],
])('%s on %s in %s is due at %j', (text, day, timeZone, expected) => {
  expect(dueTimes(text, day, timeZone)).toEqual(expected);
});

test.each(['cron(0 0 L * ? *)', 'cron(61 0 * * ? *)', 'cron(0 0 * * ?)', 'every day', 'at(tomorrow)'])(
  '%s is not understood, and says so',
  (text) => {
    expect(parseSchedule(text)).toBeUndefined();
  },
);
