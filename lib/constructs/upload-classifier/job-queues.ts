import { Duration, Names, Stack, aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Jobs go in, and whatever becomes of them comes out of exactly one of the other queues. */
export interface JobQueues {
  readonly jobQueue: sqs.Queue;
  readonly deadLetterQueue: sqs.Queue;
  readonly parkedQueue: sqs.Queue;
  readonly resultQueue: sqs.Queue;
}

const longest = Duration.days(14);

/**
 * @param visibility how long a job is hidden from others after each extension
 * @param maxTries deliveries before SQS moves a job to the dead letters
 * @param reporterTimeout how long the function that reads the dead letters may take
 */
export function jobQueues(
  scope: Construct,
  { visibility, maxTries, reporterTimeout }: { visibility: Duration; maxTries: number; reporterTimeout: Duration },
): JobQueues {
  // Each of the two names the other, which only works where one of the names is known before it exists.
  const queueName = Names.uniqueResourceName(scope, { maxLength: 75, separator: '-' }).concat('-jobs');
  const jobQueueArn = Stack.of(scope).formatArn({ service: 'sqs', resource: queueName });
  const deadLetterQueue = queue(scope, 'DeadLetterQueue', {
    retentionPeriod: longest,
    // Six times the function's timeout, as AWS Lambda advises: a batch that is throttled is not read twice.
    visibilityTimeout: Duration.seconds(6 * reporterTimeout.toSeconds()),
    redriveAllowPolicy: {
      redrivePermission: sqs.RedrivePermission.BY_QUEUE,
      sourceQueues: [{ queueArn: jobQueueArn } as sqs.IQueue],
    },
  });
  const jobQueue = queue(scope, 'JobQueue', {
    queueName,
    // Shorter than the dead letters are kept: those count from the first sending too.
    retentionPeriod: Duration.days(7),
    visibilityTimeout: visibility,
    receiveMessageWaitTime: Duration.seconds(20),
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: maxTries },
  });
  return {
    jobQueue,
    deadLetterQueue,
    parkedQueue: queue(scope, 'ParkedQueue', { retentionPeriod: longest }),
    resultQueue: queue(scope, 'ResultQueue', {
      retentionPeriod: longest,
      receiveMessageWaitTime: Duration.seconds(20),
    }),
  };
}

/** Encrypted, and reached by TLS alone. */
export function queue(scope: Construct, id: string, props: sqs.QueueProps): sqs.Queue {
  return new sqs.Queue(scope, id, { encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true, ...props });
}
