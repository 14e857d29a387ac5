import { aws_cloudwatch as cloudwatch, Duration, type aws_sqs as sqs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
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

const failingPercent = 10;

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

  private constructor(
    scope: Construct,
    id: string,
    private readonly options: UploadAlarmsOptions,
  ) {
    super(scope, id);
    const { metrics, queues, unreadNotices, longest } = options;
    this.parked = this.some('Parked', queues.parkedQueue, {
      alarmDescription: 'Pictures failed on every try. Their jobs are parked: mend the cause, then redrive them.',
      evaluationPeriods: 1,
    });
    this.deadLetters = this.some('DeadLetters', queues.deadLetterQueue, {
      alarmDescription: 'Dead letters wait for the failure reporter: look at its log.',
      evaluationPeriods: 10,
    });
    this.unreadNotices = this.some('UnreadNotices', unreadNotices, {
      alarmDescription: 'What the endpoint said could not be made a result: look at the log of the results function.',
      evaluationPeriods: 1,
    });
    this.oldestJob = this.alarm('OldestJob', {
      alarmDescription:
        'A picture waits for longer than one try may take: more instances are needed, or none can start.',
      metric: metrics.oldest,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: Math.ceil(longest.toSeconds({ integral: false })),
      evaluationPeriods: 3,
    });
    this.errorRate = this.alarm('ErrorRate', {
      alarmDescription: `More than ${failingPercent} % of the pictures fail: look at their results.`,
      metric: metrics.failing,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: failingPercent,
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
    });
  }

  /** True while the queue holds anything. */
  private some(
    id: string,
    queue: sqs.IQueue,
    props: Pick<cloudwatch.AlarmProps, 'alarmDescription' | 'evaluationPeriods'>,
  ): cloudwatch.Alarm {
    return this.alarm(id, {
      ...props,
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
    });
  }

  private alarm(id: string, props: cloudwatch.AlarmProps): cloudwatch.Alarm {
    const { NOT_BREACHING: treatMissingData } = cloudwatch.TreatMissingData;
    const alarm = new cloudwatch.Alarm(this, id, { treatMissingData, ...props });
    alarm.addAlarmAction(...this.options.actions);
    return alarm;
  }
}
