import { type Alarm, comparisons } from '../assembly/model';
import type { MetricStore } from './metric-store';
import type { Series } from './series';

export type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm of CloudWatch: M of the last N periods beyond a threshold. */
export class AlarmState {
  state: State = 'INSUFFICIENT_DATA';
  /** The newest value that it looked at. */
  value: number | undefined;

  constructor(
    readonly alarm: Alarm,
    private readonly metrics: MetricStore,
  ) {}

  /** How often it looks: at least once a minute. */
  get everySeconds(): number {
    return Math.min(60, this.alarm.query.periodSeconds);
  }

  evaluate(now: number): State {
    const { query, evaluationPeriods } = this.alarm;
    const series = this.metrics.query(query, now, evaluationPeriods);
    this.value = series.findLast((value) => value !== undefined);
    this.state = this.judge(series);
    return this.state;
  }

  private judge(series: Series): State {
    const { comparison, threshold, datapoints, missing } = this.alarm;
    const known = series.filter((value) => value !== undefined);
    const absent = series.length - known.length;
    const breaching = known.filter((value) => comparisons[comparison](value, threshold)).length;
    if (missing === 'ignore' && absent > 0 && breaching < datapoints) return this.state;
    if (missing === 'missing' && known.length === 0) return 'INSUFFICIENT_DATA';
    return breaching + (missing === 'breaching' ? absent : 0) >= datapoints ? 'ALARM' : 'OK';
  }
}
