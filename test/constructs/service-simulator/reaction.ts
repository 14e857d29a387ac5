import type { Change, Report } from './service-simulator';

/** How a service took a sudden crowd. */
export interface Reaction {
  /** Seconds until a task was asked for. */
  readonly firstWish: number;
  /** Seconds until the tasks could do all that came. */
  readonly covered: number;
  /** Tasks wanted at most, beyond what the target asks for. */
  readonly overshoot: number;
  /** Percent of the work in the first half hour of the crowd that nobody had time for. */
  readonly turnedAwayPercent: number;
}

export function reaction({ changes, ticks }: Report, { at, needed }: { at: number; needed: number }): Reaction {
  const crowd = ticks.filter(({ second }) => second >= at && second < at + 1800);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  const lost = sum(crowd.map(({ demand, running }) => Math.max(0, demand - running)));
  const first = (found: { second: number } | undefined) => (found?.second ?? Infinity) - at;
  return {
    firstWish: first(changes.find(({ second, to, from }) => second >= at && to > from)),
    covered: first(crowd.find(({ running, demand }) => running >= demand)),
    overshoot: Math.max(0, ...crowd.map(({ desired }) => desired - needed)),
    turnedAwayPercent: Math.round((1000 * lost) / sum(crowd.map(({ demand }) => demand))) / 10,
  };
}

/** Up, down and up again, or the other way round, although the traffic stayed as it was. */
export function flaps(changes: readonly Change[]): Change[][] {
  const direction = ({ from, to }: Change) => Math.sign(to - from);
  const turns = changes.filter((change, place) => place === 0 || direction(changes[place - 1]) !== direction(change));
  return turns
    .map((_, place) => turns.slice(place, place + 3))
    .filter((three) => {
      const demands = three.map(({ demand }) => demand);
      return three.length === 3 && Math.max(...demands) < 1.1 * Math.min(...demands);
    });
}
