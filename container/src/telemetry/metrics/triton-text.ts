import { metrics } from '../../../../lib/contracts/telemetry';
import type { MetricRegistry } from './metric-registry';
import { sampleLine } from './prometheus-text';
import type { CounterName, HistogramName, Series } from './series';

interface Alias {
  readonly type: 'counter' | 'gauge';
  readonly help: string;
}

/** The metrics of the Triton Inference Server that its dashboards, autoscalers and load generators read. */
const aliases = {
  nv_inference_request_success: { type: 'counter', help: 'Requests of a model that were answered.' },
  nv_inference_request_failure: { type: 'counter', help: 'Requests of a model that failed.' },
  nv_inference_count: { type: 'counter', help: 'Pictures that went through a model.' },
  nv_inference_exec_count: { type: 'counter', help: 'Runs of a model, each over one batch.' },
  nv_inference_request_duration_us: { type: 'counter', help: 'Time of all requests of a model, in microseconds.' },
  nv_inference_queue_duration_us: { type: 'counter', help: 'Time that work waited, in microseconds.' },
  nv_inference_compute_input_duration_us: { type: 'counter', help: 'Time to decode and preprocess, in microseconds.' },
  nv_inference_compute_infer_duration_us: { type: 'counter', help: 'Time inside the model, in microseconds.' },
  nv_inference_compute_output_duration_us: {
    type: 'counter',
    help: 'Time from the model to the answer, in microseconds.',
  },
  nv_inference_pending_request_count: { type: 'gauge', help: 'Pictures that wait for an inference process.' },
} as const satisfies Record<string, Alias>;
type AliasName = keyof typeof aliases;

/** What each stage of ours is called there. */
const stageAlias: Readonly<Record<string, AliasName>> = {
  queue: 'nv_inference_queue_duration_us',
  decode: 'nv_inference_compute_input_duration_us',
  preprocess: 'nv_inference_compute_input_duration_us',
  infer: 'nv_inference_compute_infer_duration_us',
  answer: 'nv_inference_compute_output_duration_us',
};

/** The same observations as the catalogue's, under the names of Triton and with its labels `model` and `version`. */
export function tritonText(registry: MetricRegistry): string {
  const sums = new AliasSums();
  each(registry, 'requests', (label, { sum }) => {
    sums.add(
      Number(label('status')) < 400 ? 'nv_inference_request_success' : 'nv_inference_request_failure',
      label,
      sum,
    );
  });
  each(registry, 'requestSeconds', (label, { sum }) => sums.add('nv_inference_request_duration_us', label, sum * 1e6));
  each(registry, 'stageSeconds', (label, { sum }) => {
    const alias = stageAlias[label('stage')];
    if (alias) sums.add(alias, label, sum * 1e6);
  });
  each(registry, 'batchSize', (label, { sum, buckets }) => {
    sums.add('nv_inference_count', label, sum);
    sums.add(
      'nv_inference_exec_count',
      label,
      buckets.reduce((all, count) => all + count, 0),
    );
  });
  const waiting = registry.gauges.waiting();
  for (const { labels, value } of typeof waiting === 'number' ? [] : waiting) {
    sums.add('nv_inference_pending_request_count', (name) => labels[name] ?? '', value);
  }
  return sums.text();
}

type LabelReader = (name: string) => string;

/** Every series that belongs to a model. */
function each(
  registry: MetricRegistry,
  name: CounterName | HistogramName,
  visit: (label: LabelReader, series: Series) => void,
): void {
  const names: readonly string[] =
    'labels' in metrics[name] ? (metrics[name] as { labels: readonly string[] }).labels : [];
  for (const series of registry.table(name)) {
    const label = (wanted: string) => series.labels[names.indexOf(wanted)] ?? '';
    if (label('model') !== '') visit(label, series);
  }
}

class AliasSums {
  private readonly sums = new Map<AliasName, Map<string, { labels: readonly string[]; value: number }>>();

  add(alias: AliasName, label: LabelReader, value: number): void {
    const labels = [label('model'), label('version')];
    const rows = this.sums.get(alias) ?? new Map();
    const key = labels.join('\u0000');
    rows.set(key, { labels, value: (rows.get(key)?.value ?? 0) + value });
    this.sums.set(alias, rows);
  }

  text(): string {
    const lines: string[] = [];
    for (const [name, { type, help }] of Object.entries(aliases)) {
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`);
      for (const { labels, value } of this.sums.get(name as AliasName)?.values() ?? []) {
        lines.push(sampleLine(name, ['model', 'version'], labels, Math.round(value)));
      }
    }
    return `${lines.join('\n')}\n`;
  }
}
