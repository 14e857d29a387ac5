import { type Metric, type MetricName, metrics } from '../../../../lib/contracts/telemetry';
import type { MetricRegistry } from './metric-registry';
import type { CounterName, GaugeName, HistogramName } from './series';

export const prometheusContentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Every metric of the catalogue in the text format of Prometheus. */
export function prometheusText(registry: MetricRegistry): string {
  const lines: string[] = [];
  for (const [key, metric] of Object.entries(metrics) as [MetricName, Metric][]) {
    lines.push(`# HELP ${metric.name} ${metric.help}`, `# TYPE ${metric.name} ${metric.type}`);
    if (metric.type === 'gauge') writeGauge(lines, metric, registry.gauges[key as GaugeName]());
    else if (metric.type === 'counter') writeCounter(lines, metric, registry, key as CounterName);
    else writeHistogram(lines, metric, registry, key as HistogramName);
  }
  return `${lines.join('\n')}\n`;
}

/** `name{label="value"} 1`; labels without a value are left out, as Prometheus takes them for absent anyway. */
export function sampleLine(
  name: string,
  labelNames: readonly string[],
  values: readonly string[],
  value: number,
): string {
  const pairs: string[] = [];
  for (const [place, label] of labelNames.entries()) {
    if (values[place] !== '') pairs.push(`${label}="${escaped(values[place])}"`);
  }
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`;
}

function writeGauge(
  lines: string[],
  { name, labels = [] }: Metric,
  reading: ReturnType<MetricRegistry['gauges'][GaugeName]>,
) {
  const readings = typeof reading === 'number' ? [{ labels: {} as Record<string, string>, value: reading }] : reading;
  for (const { labels: given, value } of readings) {
    lines.push(
      sampleLine(
        name,
        labels,
        labels.map((label) => given[label] ?? ''),
        value,
      ),
    );
  }
}

function writeCounter(lines: string[], { name, labels = [] }: Metric, registry: MetricRegistry, key: CounterName) {
  for (const series of registry.table(key)) lines.push(sampleLine(name, labels, series.labels, series.sum));
}

function writeHistogram(
  lines: string[],
  { name, labels = [], buckets = [] }: Metric,
  registry: MetricRegistry,
  key: HistogramName,
) {
  const withBound = [...labels, 'le'];
  for (const { labels: values, sum, buckets: counts } of registry.table(key)) {
    let below = 0;
    for (const [place, count] of counts.entries()) {
      below += count;
      const bound = place < buckets.length ? String(buckets[place]) : '+Inf';
      lines.push(sampleLine(`${name}_bucket`, withBound, [...values, bound], below));
    }
    lines.push(sampleLine(`${name}_sum`, labels, values, sum), sampleLine(`${name}_count`, labels, values, below));
  }
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}
