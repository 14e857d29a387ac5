import { Duration, type aws_kms as kms, Names, Stack, aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Jobs go in, and whatever becomes of them comes out of exactly one of the other queues. */
export interface JobQueues {
  readonly jobQueue: sqs.Queue;
  readonly deadLetterQueue: sqs.Queue;
  readonly parkedQueue: sqs.Queue;
  readonly resultQueue: sqs.Queue;
}

export interface JobQueuesOptions {
  /** How long a job is hidden from others after each extension. */
  readonly visibility: Duration;
  /** Deliveries before SQS moves a job to the dead letters. */
  readonly maxTries: number;
  /** How long the function that reads the dead letters may take. */
  readonly reporterTimeout: Duration;
  /** Left out: the key of Amazon SQS. */
  readonly encryptionKey?: kms.IKey;
}

const longest = Duration.days(14);

export function jobQueues(
  scope: Construct,
  { visibility, maxTries, reporterTimeout, encryptionKey }: JobQueuesOptions,
): JobQueues {
  // Each of the two names the other, which only works where one of the names is known before it exists.
  const queueName = Names.uniqueResourceName(scope, { maxLength: 75, separator: '-' }).concat('-jobs');
  const jobQueueArn = Stack.of(scope).formatArn({ service: 'sqs', resource: queueName });
  const deadLetterQueue = queue(scope, 'DeadLetterQueue', {
    encryptionKey,
    retentionPeriod: longest,
    // Six times the function's timeout, as AWS Lambda advises: a batch that is throttled is not read twice.
    visibilityTimeout: Duration.seconds(6 * reporterTimeout.toSeconds()),
    redriveAllowPolicy: {
      redrivePermission: sqs.RedrivePermission.BY_QUEUE,
      sourceQueues: [{ queueArn: jobQueueArn } as sqs.IQueue],
    },
  });
  const jobQueue = queue(scope, 'JobQueue', {
    encryptionKey,
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
    parkedQueue: queue(scope, 'ParkedQueue', { encryptionKey, retentionPeriod: longest }),
    resultQueue: queue(scope, 'ResultQueue', {
      encryptionKey,
      retentionPeriod: longest,
      receiveMessageWaitTime: Duration.seconds(20),
    }),
  };
}

/** Encrypted, and reached by TLS alone. */
export function queue(
  scope: Construct,
  id: string,
  { encryptionKey, ...props }: sqs.QueueProps & Pick<JobQueuesOptions, 'encryptionKey'>,
): sqs.Queue {
  const encryption = encryptionKey
    ? { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
    : { encryption: sqs.QueueEncryption.SQS_MANAGED };
  return new sqs.Queue(scope, id, { ...encryption, enforceSSL: true, ...props });
}
