import { aws_cloudwatch as cloudwatch, Duration, aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The queues of a library. */
export interface LibraryQueues {
  /** Files that make a version, each until it is packed. */
  readonly announced: sqs.Queue;
  /** Those that could not be packed. */
  readonly unpackable: sqs.Queue;
}

/** As many as AWS advises at least: a try is also counted when a function has no room to run. */
const mostTries = 5;

/** What is published waits in a queue, so that nothing is lost while nobody can pack it; what cannot be packed raises an alarm. */
export function libraryQueues(scope: Construct, packingTime: Duration): LibraryQueues {
  const queue = (id: string, props: sqs.QueueProps) =>
    new sqs.Queue(scope, id, { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true, ...props });
  const unpackable = queue('UnpackableQueue', { retentionPeriod: Duration.days(14) });
  const announced = queue('AnnouncedQueue', {
    // Shorter than the dead letters are kept: those count from the first sending too.
    retentionPeriod: Duration.days(7),
    visibilityTimeout: packingTime.plus(Duration.minutes(1)),
    deadLetterQueue: { queue: unpackable, maxReceiveCount: mostTries },
  });
  new cloudwatch.Alarm(scope, 'Unpackable', {
    alarmDescription: 'Models that were published cannot be packed: the log of the packer says why; then redrive them.',
    metric: unpackable.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: 'Maximum' }),
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 1,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  return { announced, unpackable };
}
