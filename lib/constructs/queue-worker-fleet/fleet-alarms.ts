import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { JobQueues } from '../upload-classifier/job-queues';
import type { FleetMetrics } from './fleet-metrics';

export interface FleetAlarmsOptions {
  readonly metrics: FleetMetrics;
  readonly queues: JobQueues;
  /** How long a picture may wait while the fleet keeps up. */
  readonly maxQueueDelay: Duration;
  /** How long one try of a picture may take. */
  readonly jobTimeout: Duration;
  readonly actions: cloudwatch.IAlarmAction[];
}

/** From the first picture at zero workers to its label, at worst. */
const wakeTime = Duration.minutes(15);
const failingPercent = 10;

/** What somebody should look at. */
export class FleetAlarms extends Construct {
  /** Pictures failed as often as they may: their jobs are parked, for a redrive after a fix. */
  public readonly parked: cloudwatch.Alarm;
  /** Dead letters stay where they are: the failure reporter does not keep up, or fails itself. */
  public readonly deadLetters: cloudwatch.Alarm;
  /** A picture waits for much longer than it may. Says nothing of jobs that were received three times: `parked` does. */
  public readonly oldestJob: cloudwatch.Alarm;
  /** More than a tenth of the pictures fail. */
  public readonly errorRate: cloudwatch.Alarm;
  /** Pictures wait, and none is done. */
  public readonly noProgress: cloudwatch.Alarm;

  /** @internal */
  public static _add(scope: Construct, id: string, options: FleetAlarmsOptions): FleetAlarms {
    return new FleetAlarms(scope, id, options);
  }

  private constructor(
    scope: Construct,
    id: string,
    private readonly options: FleetAlarmsOptions,
  ) {
    super(scope, id);
    const { metrics, queues, maxQueueDelay, jobTimeout } = options;
    const waiting = { period: Duration.minutes(1), statistic: 'Maximum' };
    const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD: atLeast, GREATER_THAN_THRESHOLD: moreThan } =
      cloudwatch.ComparisonOperator;

    this.parked = this.alarm('Parked', {
      alarmDescription: 'Pictures failed on every try. Their jobs are parked: mend the cause, then redrive them.',
      metric: queues.parkedQueue.metricApproximateNumberOfMessagesVisible(waiting),
      comparisonOperator: atLeast,
      threshold: 1,
      evaluationPeriods: 1,
    });
    this.deadLetters = this.alarm('DeadLetters', {
      alarmDescription: 'Dead letters wait for the failure reporter: look at its log.',
      metric: queues.deadLetterQueue.metricApproximateNumberOfMessagesVisible(waiting),
      comparisonOperator: atLeast,
      threshold: 1,
      evaluationPeriods: 10,
    });
    this.oldestJob = this.alarm('OldestJob', {
      alarmDescription: 'A picture waits for much longer than it may: more workers are needed, or none can start.',
      metric: metrics.oldest,
      comparisonOperator: moreThan,
      threshold: Math.ceil(maxQueueDelay.plus(wakeTime).toSeconds({ integral: false })),
      evaluationPeriods: 3,
    });
    this.errorRate = this.alarm('ErrorRate', {
      alarmDescription: `More than ${failingPercent} % of the pictures fail: look at their results.`,
      metric: metrics.failing,
      comparisonOperator: moreThan,
      threshold: failingPercent,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
    });
    this.noProgress = this.alarm('NoProgress', {
      alarmDescription: 'Pictures wait and none is done: look at the workers, or why none starts.',
      metric: metrics.math('IF(visible > 0 AND FILL(done, 0) < 1, 1, 0)', {
        visible: metrics.parts.visible,
        done: metrics.deleted,
      }),
      comparisonOperator: atLeast,
      threshold: 1,
      evaluationPeriods: Math.ceil(Math.max(wakeTime.toMinutes(), jobTimeout.toMinutes({ integral: false }))),
    });
  }

  private alarm(id: string, props: cloudwatch.AlarmProps): cloudwatch.Alarm {
    const alarm = new cloudwatch.Alarm(this, id, {
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      ...props,
    });
    alarm.addAlarmAction(...this.options.actions);
    return alarm;
  }
}
