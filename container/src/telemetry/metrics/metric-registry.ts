import { type MetricName, metrics } from '../../../../lib/contracts/telemetry';
import { type CounterName, type GaugeName, type HistogramName, type Labels, SeriesTable } from './series';

/** A gauge's value, or one for every set of labels. */
export type Reading = number | readonly { readonly labels: Labels; readonly value: number }[];
export type Gauges = Readonly<Record<GaugeName, () => Reading>>;

/** Hears of everything that is counted and measured, as it happens. */
export interface MetricListener {
  counted(name: CounterName, labels: Labels, by: number): void;
  observed(name: HistogramName, labels: Labels, value: number): void;
}

/** The metrics of `lib/contracts/telemetry`, since the start of the server. */
export class MetricRegistry {
  private readonly tables = new Map<MetricName, SeriesTable>();

  /**
   * @param gauges read whenever somebody looks
   * @param listener told of everything, besides
   */
  constructor(
    readonly gauges: Gauges,
    private readonly listener?: MetricListener,
  ) {
    for (const [name, { type }] of Object.entries(metrics) as [MetricName, { type: string }][]) {
      if (type !== 'gauge') this.tables.set(name, new SeriesTable(name));
    }
  }

  count(name: CounterName, labels: Labels = {}, by = 1): void {
    this.table(name).add(labels, by);
    this.listener?.counted(name, labels, by);
  }

  observe(name: HistogramName, value: number, labels: Labels = {}): void {
    this.table(name).observe(labels, value);
    this.listener?.observed(name, labels, value);
  }

  /** Drops all series that carry these labels: of a model that will not come back, so that names never pile up. */
  forget(labels: Labels): void {
    for (const table of this.tables.values()) table.forget(labels);
  }

  table(name: CounterName | HistogramName): SeriesTable {
    return this.tables.get(name) as SeriesTable;
  }
}
