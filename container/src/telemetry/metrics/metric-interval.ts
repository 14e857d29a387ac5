import { type Metric, type MetricName, metrics } from '../../../../lib/contracts/telemetry';
import { probes } from '../probes';
import type { Gauges, MetricListener } from './metric-registry';
import type { CounterName, GaugeName, HistogramName, Labels } from './series';
import { ValueSketch } from './value-sketch';

/** What one set of dimensions saw in an interval. */
export interface Group {
  readonly dimensions: Labels;
  readonly counts: Map<MetricName, number>;
  readonly sketches: Map<HistogramName, ValueSketch>;
}

/** So many models or stages at most in one interval; what comes after is in the sums alone. */
const maxGroups = 200;
/** Among these the traffic of callers would be invisible. */
const aside = new Set([...probes, 'pageFile', 'page', 'openapi']);

/** Adds up what happens between two looks, by the dimensions that the catalogue names for Amazon CloudWatch. */
export class MetricInterval implements MetricListener {
  private groups = new Map<string, Group>();

  counted(name: CounterName, labels: Labels, by: number): void {
    for (const { counts } of this.groupsOf(name, labels)) counts.set(name, (counts.get(name) ?? 0) + by);
  }

  observed(name: HistogramName, labels: Labels, value: number): void {
    for (const { sketches } of this.groupsOf(name, labels)) {
      const sketch = sketches.get(name) ?? new ValueSketch();
      sketch.add(value);
      sketches.set(name, sketch);
    }
  }

  /** Everything since the last call, with the gauges as they are now; a counter that stood still is a zero. */
  take(gauges: Gauges): Group[] {
    for (const [key, { type, cloudWatch }] of Object.entries(metrics) as [MetricName, Metric][]) {
      if (type === 'counter' && cloudWatch) this.counted(key as CounterName, {}, 0);
      if (type === 'gauge' && cloudWatch) this.read(key as GaugeName, gauges[key as GaugeName]());
    }
    const groups = [...this.groups.values()];
    this.groups = new Map();
    return groups;
  }

  private read(name: GaugeName, reading: ReturnType<Gauges[GaugeName]>): void {
    const readings = typeof reading === 'number' ? [{ labels: {}, value: reading }] : reading;
    for (const { labels, value } of readings) {
      for (const { counts } of this.groupsOf(name, labels)) counts.set(name, (counts.get(name) ?? 0) + value);
    }
  }

  private groupsOf(name: MetricName, labels: Labels): Group[] {
    const { cloudWatch = [] }: Metric = metrics[name];
    if (aside.has(labels.route)) return [];
    const groups: Group[] = [];
    for (const set of cloudWatch) {
      // CloudWatch refuses a dimension without a value.
      if (set.some((label) => !labels[label])) continue;
      const group = this.groupOf(set, labels);
      if (group) groups.push(group);
    }
    return groups;
  }

  private groupOf(set: readonly string[], labels: Labels): Group | undefined {
    const key = set.map((label) => `${label}\u0000${labels[label]}`).join('\u0000');
    const known = this.groups.get(key);
    if (known || this.groups.size >= maxGroups) return known;
    const dimensions = Object.fromEntries(set.map((label) => [label, labels[label].slice(0, 1024)]));
    const group: Group = { dimensions, counts: new Map(), sketches: new Map() };
    this.groups.set(key, group);
    return group;
  }
}
