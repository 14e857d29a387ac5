import { aws_cloudwatch as cloudwatch, type Duration, type aws_sqs as sqs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { alarmMaker, holdsAnything, jobAlarms } from '../upload-classifier/job-alarms';
import type { JobMetrics } from '../upload-classifier/job-metrics';
import type { JobQueues } from '../upload-classifier/job-queues';

export interface UploadAlarmsOptions {
  readonly metrics: JobMetrics;
  readonly queues: JobQueues;
  readonly unreadNotices: sqs.IQueue;
  /** How long a picture may take from its upload to its result, all tries in order. */
  readonly longest: Duration;
  readonly actions: cloudwatch.IAlarmAction[];
}

/** What somebody should look at. */
export class UploadAlarms extends Construct {
  /** Pictures failed as often as they may: their jobs are parked, for a redrive after a fix. */
  public readonly parked: cloudwatch.Alarm;
  /** Dead letters stay where they are: the failure reporter does not keep up, or fails itself. */
  public readonly deadLetters: cloudwatch.Alarm;
  /** What the endpoint said could not be read; its pictures are tried again. */
  public readonly unreadNotices: cloudwatch.Alarm;
  /** A picture waits for longer than one try may take. */
  public readonly oldestJob: cloudwatch.Alarm;
  /** More than a tenth of the pictures fail. */
  public readonly errorRate: cloudwatch.Alarm;

  /** @internal */
  public static _add(scope: Construct, id: string, options: UploadAlarmsOptions): UploadAlarms {
    return new UploadAlarms(scope, id, options);
  }

  private constructor(scope: Construct, id: string, options: UploadAlarmsOptions) {
    super(scope, id);
    const { metrics, queues, unreadNotices, longest, actions } = options;
    const alarm = alarmMaker(this, actions);
    ({
      parked: this.parked,
      deadLetters: this.deadLetters,
      errorRate: this.errorRate,
    } = jobAlarms(alarm, queues, metrics));
    this.unreadNotices = alarm('UnreadNotices', {
      alarmDescription: 'What the endpoint said could not be made a result: look at the log of the results function.',
      ...holdsAnything(unreadNotices),
      evaluationPeriods: 1,
    });
    this.oldestJob = alarm('OldestJob', {
      alarmDescription:
        'A picture waits for longer than one try may take: more instances are needed, or none can start.',
      metric: metrics.oldest,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: Math.ceil(longest.toSeconds({ integral: false })),
      evaluationPeriods: 3,
    });
  }
}
