import { readdirSync, readFileSync } from 'node:fs';
import { descendantsOf } from '../load/host';
import { treeMebibytes } from '../load/memory';
import { median } from '../load/statistics';
import type { Promises } from './verdict';

/** What a server holds while nobody asks it anything. */
export interface Footprint {
  readonly seconds: number;
  readonly mebibytes: number;
  readonly descriptors: number;
  readonly threads: number;
}

/** Counts over the server's process and all its descendants. */
export function footprint(pid: number, seconds: number): Footprint {
  const family = [pid, ...descendantsOf(pid)];
  const sum = (count: (pid: number) => number) => family.reduce((total, each) => total + count(each), 0);
  return {
    seconds,
    mebibytes: treeMebibytes(family),
    descriptors: sum((each) => readdirSync(`/proc/${each}/fd`).length),
    threads: sum((each) => Number(/^Threads:\s+(\d+)/m.exec(readFileSync(`/proc/${each}/status`, 'utf8'))?.[1])),
  };
}

/** The first share of a run fills caches and pools. */
const warmUpShare = 0.2;
/**
 * The most that may be there at the end and was not there after warming up. A process has four threads more once it has decoded
 * a picture other than JPEG, and which of those that were opened last have done so is chance.
 */
const mostGrowth = { mebibytes: 50, descriptors: 4, threads: 8 } as const;
type Quantity = keyof typeof mostGrowth;
const words: Readonly<Record<Quantity, string>> = {
  mebibytes: 'memory after warming up grows by less than 50 MiB',
  descriptors: 'file descriptors stay',
  threads: 'threads stay',
};

/** Whether the last footprints are those after warming up: medians of three, because one may meet a collection of garbage. */
export function steadiness(footprints: readonly Footprint[]): Promises {
  const warm = footprints.slice(Math.floor(footprints.length * warmUpShare));
  return (Object.keys(mostGrowth) as Quantity[]).map((quantity) => {
    const values = warm.map((each) => each[quantity]);
    const [first, last] = [median(values.slice(0, 3)), median(values.slice(-3))];
    const perHour = slope(warm, quantity) * 3600;
    return {
      promise: words[quantity],
      kept: last - first <= mostGrowth[quantity],
      figure:
        `${footprints[0][quantity].toFixed(0)} at first, ${first.toFixed(0)} warm, ${last.toFixed(0)} at the end; ` +
        `${perHour >= 0 ? '+' : ''}${perHour.toFixed(1)} per hour`,
    };
  });
}

/** Of the straight line with the least squares, per second. */
function slope(footprints: readonly Footprint[], quantity: Quantity): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const middle = mean(footprints.map(({ seconds }) => seconds));
  const level = mean(footprints.map((each) => each[quantity]));
  const products = footprints.map((each) => (each.seconds - middle) * (each[quantity] - level));
  const squares = footprints.map(({ seconds }) => (seconds - middle) ** 2);
  return mean(products) / mean(squares) || 0;
}
