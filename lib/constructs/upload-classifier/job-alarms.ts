import { aws_cloudwatch as cloudwatch, Duration, type aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { JobMetrics } from './job-metrics';
import type { JobQueues } from './job-queues';

export type AlarmMaker = (id: string, props: cloudwatch.AlarmProps) => cloudwatch.Alarm;

const failingPercent = 10;

/** Makes alarms that are quiet while nothing is measured, and do what their owner says. */
export function alarmMaker(scope: Construct, actions: readonly cloudwatch.IAlarmAction[]): AlarmMaker {
  return (id, props) => {
    const treatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING;
    const alarm = new cloudwatch.Alarm(scope, id, { treatMissingData, ...props });
    alarm.addAlarmAction(...actions);
    return alarm;
  };
}

/** True while a queue holds anything. */
export function holdsAnything(
  queue: sqs.IQueue,
): Pick<cloudwatch.AlarmProps, 'metric' | 'comparisonOperator' | 'threshold'> {
  return {
    metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 1,
  };
}

/** What somebody should look at, whatever classifies. */
export function jobAlarms(
  alarm: AlarmMaker,
  { parkedQueue, deadLetterQueue }: JobQueues,
  metrics: Pick<JobMetrics, 'failing'>,
): Record<'parked' | 'deadLetters' | 'errorRate', cloudwatch.Alarm> {
  return {
    parked: alarm('Parked', {
      alarmDescription: 'Pictures failed on every try. Their jobs are parked: mend the cause, then redrive them.',
      ...holdsAnything(parkedQueue),
      evaluationPeriods: 1,
    }),
    deadLetters: alarm('DeadLetters', {
      alarmDescription: 'Dead letters wait for the failure reporter: look at its log.',
      ...holdsAnything(deadLetterQueue),
      evaluationPeriods: 10,
    }),
    errorRate: alarm('ErrorRate', {
      alarmDescription: `More than ${failingPercent} % of the pictures fail: look at their results.`,
      metric: metrics.failing,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: failingPercent,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
    }),
  };
}
