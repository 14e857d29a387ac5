import { aws_cloudwatch as cloudwatch, Duration, type aws_ecs as ecs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { taskCounts } from './task-counts';

/**
 * Capacity that is not there, an image that does not come, tasks that end at their start: callers notice once a crowd comes.
 * Nothing where nobody counts the tasks.
 */
export function tasksMissing(scope: Construct, service: ecs.BaseService): cloudwatch.Alarm[] {
  const counts = taskCounts(service);
  if (!counts) return [];
  const { wanted, running } = counts;
  const alarm = new cloudwatch.Alarm(scope, 'TasksMissing', {
    alarmDescription: 'For a quarter of an hour fewer tasks ran than are wanted: the events of the service say why.',
    metric: new cloudwatch.MathExpression({
      expression: 'wanted - running',
      usingMetrics: { wanted, running },
      period: Duration.minutes(1),
    }),
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: 0,
    evaluationPeriods: 15,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  return [alarm];
}
