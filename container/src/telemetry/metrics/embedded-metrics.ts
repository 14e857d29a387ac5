import {
  cloudWatchName,
  type Metric,
  type MetricName,
  metricNamespace,
  metrics,
} from '../../../../lib/contracts/telemetry';
import type { Group, MetricInterval } from './metric-interval';
import type { Gauges } from './metric-registry';
import type { ValueSet } from './value-sketch';

/** The most metrics that one document may define. */
const mostMetrics = 100;
const minute = 60;

const units: Readonly<Record<Metric['unit'], string>> = {
  count: 'Count',
  pictures: 'Count',
  pixels: 'Count',
  seconds: 'Seconds',
  bytes: 'Bytes',
  share: 'None',
};

export interface EmbeddedMetricsOptions {
  readonly interval: MetricInterval;
  readonly gauges: Gauges;
  /** The dimension that all metrics have. */
  readonly service: string;
  /** Members that say more about this server without being dimensions. */
  readonly properties: Readonly<Record<string, string>>;
  readonly seconds: number;
  /** Takes one document, to be written as one line. */
  readonly write: (document: object) => void;
}

/** Writes the metrics in Amazon CloudWatch's embedded metric format, once per interval; `stop` writes what is left. */
export class EmbeddedMetrics {
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly options: EmbeddedMetricsOptions) {
    this.timer = setInterval(() => this.flush(), options.seconds * 1000);
    this.timer.unref();
  }

  flush(): void {
    const { interval, gauges, service, properties, seconds, write } = this.options;
    const timestamp = Date.now();
    const resolution = seconds < minute ? ({ StorageResolution: 1 } as const) : {};
    for (const group of interval.take(gauges)) {
      for (const document of documentsOf(group, { service, properties, timestamp, resolution })) write(document);
    }
  }

  stop(): void {
    clearInterval(this.timer);
    this.flush();
  }
}

interface Frame {
  readonly service: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly timestamp: number;
  /** CloudWatch keeps what comes more often than once a minute by the second only where it is told to. */
  readonly resolution: { readonly StorageResolution?: 1 };
}

function documentsOf(
  { dimensions, counts, sketches }: Group,
  { service, properties, timestamp, resolution }: Frame,
): object[] {
  const values: [MetricName, number | ValueSet][] = [
    ...counts,
    ...[...sketches].map(([name, sketch]) => [name, sketch.valueSet()] as [MetricName, ValueSet]),
  ];
  const documents: object[] = [];
  for (let start = 0; start < values.length; start += mostMetrics) {
    const part = values.slice(start, start + mostMetrics);
    const directive = {
      Namespace: metricNamespace,
      Dimensions: [['service', ...Object.keys(dimensions)]],
      Metrics: part.map(([name]) => ({ Name: cloudWatchName(name), Unit: units[metrics[name].unit], ...resolution })),
    };
    documents.push({
      _aws: { Timestamp: timestamp, CloudWatchMetrics: [directive] },
      ...properties,
      service,
      ...dimensions,
      ...Object.fromEntries(part.map(([name, value]) => [cloudWatchName(name), value])),
    });
  }
  return documents;
}
