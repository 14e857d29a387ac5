/** Whether a schedule was due after `from` and not after `to`, both in milliseconds of the epoch. */
export type Schedule = (from: number, to: number, timeZone?: string) => boolean;

const minuteMs = 60_000;
const units: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };
const names: Readonly<Record<string, readonly string[]>> = {
  month: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  weekday: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};

/** Reads `at(...)`, `rate(...)` or `cron(...)`; nothing where the schedule is written in a way that is not understood. */
export function parseSchedule(text: string): Schedule | undefined {
  const [, kind, body] = /^(at|rate|cron)\((.+)\)$/.exec(text.trim()) ?? [];
  if (kind === 'at') return at(body);
  if (kind === 'rate') return rate(body);
  return kind === 'cron' ? cron(body) : undefined;
}

function at(time: string): Schedule | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(time)) return undefined;
  return everyMinute((clock) => `${clock.date}T${clock.time}:00` === `${time.slice(0, 16)}:00`);
}

function rate(body: string): Schedule | undefined {
  const [, count, unit] = /^(\d+) (minute|hour|day)s?$/.exec(body) ?? [];
  if (count === undefined) return undefined;
  const ms = Number(count) * units[unit] * minuteMs;
  return (from, to) => Math.floor(to / ms) > Math.floor(from / ms);
}

function cron(body: string): Schedule | undefined {
  const fields = body.trim().split(/\s+/);
  if (fields.length !== 6) return undefined;
  const [minute, hour, day, month, weekday, year] = fields;
  const tests = [
    field(minute, 0, 59),
    field(hour, 0, 23),
    field(day, 1, 31),
    field(month, 1, 12, names.month, 1),
    field(weekday, 1, 7, names.weekday, 1),
    field(year, 1970, 2199),
  ];
  if (tests.some((test) => test === undefined)) return undefined;
  return everyMinute(({ parts }) => tests.every((test, place) => test?.has(parts[place])));
}

/** The values that one field of a cron expression lets through; L, W and # are not understood. */
function field(
  text: string,
  low: number,
  high: number,
  words: readonly string[] = [],
  first = 0,
): Set<number> | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [range, step = '1'] = part.split('/');
    const bounds =
      range === '*' || range === '?'
        ? [low, high]
        : range.split('-').map((word) => {
            const place = words.indexOf(word.toUpperCase());
            return place < 0 ? Number(word) : place + first;
          });
    const [start, end = part.includes('/') ? high : start] = bounds;
    if (![start, end, Number(step)].every(Number.isInteger) || start < low || end > high || Number(step) < 1)
      return undefined;
    for (let value = start; value <= end; value += Number(step)) values.add(value);
  }
  return values;
}

interface WallClock {
  readonly date: string;
  readonly time: string;
  /** Minute, hour, day, month, weekday from 1 for Sunday, year. */
  readonly parts: readonly number[];
}

function everyMinute(fits: (clock: WallClock) => boolean): Schedule {
  return (from, to, timeZone = 'UTC') => {
    for (let time = (Math.floor(from / minuteMs) + 1) * minuteMs; time <= to; time += minuteMs) {
      if (fits(wallClock(time, timeZone))) return true;
    }
    return false;
  };
}

function wallClock(time: number, timeZone: string): WallClock {
  const options = { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const more = { hour: '2-digit', minute: '2-digit', weekday: 'short' } as const;
  const parts = new Intl.DateTimeFormat('en-US', { ...options, ...more }).formatToParts(time);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  const numbers = ['minute', 'hour', 'day', 'month'].map((type) => Number(of(type)));
  const weekday = names.weekday.indexOf(of('weekday').toUpperCase()) + 1;
  return {
    date: `${of('year')}-${of('month')}-${of('day')}`,
    time: `${of('hour')}:${of('minute')}`,
    parts: [...numbers, weekday, Number(of('year'))],
  };
}
