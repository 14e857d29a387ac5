import { parseExpression } from '../../scaling/expression';
import { type Alarm, type Comparison, comparisons, type MetricQuery } from '../model';
import type { StackReader } from '../stack-reader';
import type { Fields } from '../template';
import { readQuery, readSingle } from './metric-query';

const understood = [
  ...['AlarmName', 'AlarmDescription', 'ActionsEnabled', 'AlarmActions', 'ComparisonOperator', 'Threshold'],
  ...['EvaluationPeriods', 'DatapointsToAlarm', 'TreatMissingData', 'Metrics', 'Namespace', 'MetricName', 'Dimensions'],
  ...['Period', 'Statistic', 'ExtendedStatistic'],
];

/** The alarms of a stack that compare a number with a threshold. */
export function readAlarms(stack: StackReader): Alarm[] {
  return stack.resources('AWS::CloudWatch::Alarm', understood).flatMap(({ id, properties }): Alarm[] => {
    const { ComparisonOperator, EvaluationPeriods, DatapointsToAlarm, TreatMissingData, AlarmActions } = properties;
    const known = String(ComparisonOperator) in comparisons && properties.ExtendedStatistic === undefined;
    if (!known || properties.Threshold === undefined) {
      stack.note(`AWS::CloudWatch::Alarm ${String(ComparisonOperator)}`, id);
      return [];
    }
    const query = understandable(stack, id, queryOf(properties));
    if (!query) return [];
    return [
      {
        id,
        query,
        comparison: ComparisonOperator as Comparison,
        threshold: Number(properties.Threshold),
        evaluationPeriods: Number(EvaluationPeriods),
        datapoints: Number(DatapointsToAlarm ?? EvaluationPeriods),
        missing: (TreatMissingData ?? 'missing') as Alarm['missing'],
        actions: properties.ActionsEnabled === false ? [] : ((AlarmActions ?? []) as unknown[]).map(String),
      },
    ];
  });
}

function queryOf(properties: Fields): MetricQuery {
  const { Metrics, Period, Statistic } = properties;
  if (Array.isArray(Metrics)) return readQuery(Metrics as Fields[], 60);
  return readSingle(properties, Statistic, Number(Period));
}

/** The query, or nothing where an expression in it is not understood: that is noted. */
export function understandable(stack: StackReader, id: string, query: MetricQuery): MetricQuery | undefined {
  for (const line of query.lines) {
    if (!('expression' in line)) continue;
    try {
      parseExpression(line.expression);
    } catch (error) {
      stack.note(`expression ${line.expression}: ${(error as Error).message}`, id);
      return undefined;
    }
  }
  return query;
}
