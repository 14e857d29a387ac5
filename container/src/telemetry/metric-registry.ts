import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type MetricName, metrics } from '../../../lib/contracts/telemetry';

type NamesOfType<T> = { [K in MetricName]: (typeof metrics)[K]['type'] extends T ? K : never }[MetricName];
type CounterName = NamesOfType<'counter'>;
type GaugeName = NamesOfType<'gauge'>;
type HistogramName = NamesOfType<'histogram'>;
type Labels = Readonly<Record<string, string>>;

/** The metrics of `lib/contracts/telemetry`, written as Prometheus text. */
export class MetricRegistry {
  private readonly registry = new Registry();
  private readonly counters = new Map<MetricName, Counter>();
  private readonly histograms = new Map<MetricName, Histogram>();

  /** @param gauges read at every scrape */
  constructor(gauges: Readonly<Record<GaugeName, () => number>>) {
    const registers = [this.registry];
    for (const [key, metric] of Object.entries(metrics)) {
      const name = key as MetricName;
      const labelNames = 'labels' in metric ? [...metric.labels] : [];
      const shape = { name: metric.name, help: metric.help, labelNames, registers };
      if (metric.type === 'counter') this.counters.set(name, new Counter(shape));
      if (metric.type === 'histogram')
        this.histograms.set(name, new Histogram({ ...shape, buckets: [...metric.buckets] }));
      if (metric.type === 'gauge') {
        const read = gauges[name as GaugeName];
        new Gauge({
          ...shape,
          collect() {
            this.set(read());
          },
        });
      }
    }
  }

  count(name: CounterName, labels: Labels = {}): void {
    this.counters.get(name)?.inc(labels);
  }

  observe(name: HistogramName, value: number, labels: Labels = {}): void {
    this.histograms.get(name)?.observe(labels, value);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
