import { aws_cloudwatch as cloudwatch, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { alarmMaker, jobAlarms } from '../upload-classifier/job-alarms';
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

  private constructor(scope: Construct, id: string, options: FleetAlarmsOptions) {
    super(scope, id);
    const { metrics, queues, maxQueueDelay, jobTimeout, actions } = options;
    const alarm = alarmMaker(this, actions);
    ({
      parked: this.parked,
      deadLetters: this.deadLetters,
      errorRate: this.errorRate,
    } = jobAlarms(alarm, queues, metrics));
    this.oldestJob = alarm('OldestJob', {
      alarmDescription: 'A picture waits for much longer than it may: more workers are needed, or none can start.',
      metric: metrics.oldest,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: Math.ceil(maxQueueDelay.plus(wakeTime).toSeconds({ integral: false })),
      evaluationPeriods: 3,
    });
    this.noProgress = alarm('NoProgress', {
      alarmDescription: 'Pictures wait and none is done: look at the workers, or why none starts.',
      metric: metrics.math('IF(visible > 0 AND FILL(done, 0) < 1, 1, 0)', {
        visible: metrics.parts.visible,
        done: metrics.deleted,
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: Math.ceil(Math.max(wakeTime.toMinutes(), jobTimeout.toMinutes({ integral: false }))),
    });
  }
}
