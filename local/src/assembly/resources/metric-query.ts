import type { Metric, MetricLine, MetricQuery } from '../model';
import type { Fields } from '../template';

/** A query made of several lines: `Metrics` of an alarm or of a policy. */
export function readQuery(lines: readonly Fields[], defaultPeriod: number): MetricQuery {
  let periodSeconds = 0;
  const read = lines.map(({ Id, Expression, MetricStat, Period }): MetricLine => {
    const id = String(Id);
    if (Expression !== undefined) return { id, expression: String(Expression) };
    const { Metric: metric, Stat, Period: period } = MetricStat as { Metric: Fields; Stat: unknown; Period?: unknown };
    periodSeconds = Math.max(periodSeconds, Number(period ?? Period ?? defaultPeriod));
    return { id, metric: readMetric(metric), statistic: String(Stat) };
  });
  const returned = lines.filter(({ ReturnData }) => ReturnData !== false && ReturnData !== 'false');
  const result = String((returned.at(-1) ?? lines.at(-1))?.Id);
  return { lines: read, result, periodSeconds: periodSeconds || defaultPeriod };
}

/** A query of one metric. */
export function readSingle(metric: Fields, statistic: unknown, periodSeconds: number): MetricQuery {
  const line = { id: 'value', metric: readMetric(metric), statistic: String(statistic ?? 'Average') };
  return { lines: [line], result: 'value', periodSeconds };
}

function readMetric({ Namespace, MetricName, Dimensions = [] }: Fields): Metric {
  const dimensions = (Dimensions as Fields[]).map(({ Name, Value }) => [Name, String(Value)]);
  return { namespace: String(Namespace), name: String(MetricName), dimensions: Object.fromEntries(dimensions) };
}
