import { type Metric, type MetricName, metrics } from '../../../../lib/contracts/telemetry';

export type NamesOfType<T> = { [K in MetricName]: (typeof metrics)[K]['type'] extends T ? K : never }[MetricName];
export type CounterName = NamesOfType<'counter'>;
export type GaugeName = NamesOfType<'gauge'>;
export type HistogramName = NamesOfType<'histogram'>;
export type Labels = Readonly<Record<string, string>>;

/** What was counted or measured under one set of label values. */
export interface Series {
  /** In the order of the catalogue. */
  readonly labels: readonly string[];
  /** A counter's count, or the sum of a histogram's values. */
  sum: number;
  /** A histogram's observations by bucket, the last bucket without an upper bound; empty for a counter. */
  readonly buckets: Float64Array;
}

/** So many sets of labels per metric at most: past it, whatever comes is filed under `other`. */
const maxSeries = 5000;

/** All series of one counter or histogram. */
export class SeriesTable {
  private readonly series = new Map<string, Series>();
  private readonly labelNames: readonly string[];
  private readonly bounds: readonly number[] | undefined;

  constructor(name: MetricName) {
    const { labels = [], buckets }: Metric = metrics[name];
    this.labelNames = labels;
    this.bounds = buckets;
  }

  add(labels: Labels, by: number): void {
    this.find(labels).sum += by;
  }

  observe(labels: Labels, value: number): void {
    const series = this.find(labels);
    const bounds = this.bounds as readonly number[];
    let bucket = 0;
    while (bucket < bounds.length && value > bounds[bucket]) bucket += 1;
    series.buckets[bucket] += 1;
    series.sum += value;
  }

  /** Drops every series that carries all of these labels. */
  forget(labels: Labels): void {
    const places = Object.entries(labels).map(([name, value]) => [this.labelNames.indexOf(name), value] as const);
    if (places.some(([place]) => place < 0)) return;
    for (const [key, series] of this.series) {
      if (places.every(([place, value]) => series.labels[place] === value)) this.series.delete(key);
    }
  }

  [Symbol.iterator](): IterableIterator<Series> {
    return this.series.values();
  }

  private find(labels: Labels): Series {
    let key = '';
    for (const name of this.labelNames) key += `${labels[name] ?? ''}\u0000`;
    return this.series.get(key) ?? this.create(key, labels);
  }

  private create(key: string, labels: Labels): Series {
    const full = this.series.size >= maxSeries && !Object.values(labels).every((value) => value === 'other');
    if (full) return this.find(Object.fromEntries(this.labelNames.map((name) => [name, 'other'])));
    const values = this.labelNames.map((name) => labels[name] ?? '');
    const buckets = new Float64Array(this.bounds ? this.bounds.length + 1 : 0);
    const series = { labels: values, sum: 0, buckets };
    this.series.set(key, series);
    return series;
  }
}
