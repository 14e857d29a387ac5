import type { Metric, MetricQuery } from '../assembly/model';
import { parseExpression } from './expression';
import { at, type Series, type Value } from './series';

interface Point {
  readonly time: number;
  readonly value: number;
}

/** Metrics are asked for at most so far back: one alarm may look at a day. */
const keptMs = 25 * 3_600_000;

const statistics: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Average: (values) => values.reduce((total, value) => total + value, 0) / values.length,
  Sum: (values) => values.reduce((total, value) => total + value, 0),
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
};

/** The metrics of a stack, in the time of its clock. */
export class MetricStore {
  private readonly points = new Map<string, Point[]>();

  /** @param value NaN where it is known only that there was a sample, for the statistic SampleCount */
  put(metric: Metric, value: number, time: number): void {
    const key = keyOf(metric);
    const points = this.points.get(key) ?? [];
    points.push({ time, value });
    while (points[0].time < time - keptMs) points.shift();
    this.points.set(key, points);
  }

  /** Whether the metric ever had a value. */
  knows(metric: Metric): boolean {
    return this.points.has(keyOf(metric));
  }

  /** The values of a query in the last periods that end at `end`. */
  query({ lines, result, periodSeconds }: MetricQuery, end: number, count: number): Series {
    const values = new Map<string, Value>();
    const valueIn = (id: string): Value => {
      const line = lines.find((candidate) => candidate.id === id);
      if (!line) throw new Error(`${id} is no line of the query`);
      const known = values.get(id);
      if (known !== undefined) return known;
      const value =
        'metric' in line
          ? this.series(line.metric, line.statistic, { end, count, periodMs: periodSeconds * 1000 })
          : parseExpression(line.expression)(valueIn);
      values.set(id, value);
      return value;
    };
    const value = valueIn(result) as number | Series;
    return Array.from({ length: count }, (_, period) => at(value, period));
  }

  private series(metric: Metric, statistic: string, range: { end: number; count: number; periodMs: number }): Series {
    const points = this.points.get(keyOf(metric)) ?? [];
    return Array.from({ length: range.count }, (_, period) => {
      const to = range.end - (range.count - 1 - period) * range.periodMs;
      const inside = points.filter(({ time }) => time >= to - range.periodMs && time < to);
      if (statistic === 'SampleCount') return inside.length > 0 ? inside.length : undefined;
      const values = inside.map(({ value }) => value).filter((value) => !Number.isNaN(value));
      return values.length > 0 ? statistics[statistic]?.(values) : undefined;
    });
  }
}

function keyOf({ namespace, name, dimensions }: Metric): string {
  const sorted = Object.entries(dimensions).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}
