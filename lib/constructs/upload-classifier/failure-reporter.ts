import { Duration, aws_lambda as lambda, type aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../../contracts/settings';
import { nodeFunction } from '../../private/node-function';
import type { JobQueues } from './job-queues';
import { allowReports, type PicturePlaces } from './picture-rights';

export interface ReporterOptions {
  readonly settings: Pick<Settings, 'maxTries' | 'resultFormat' | 'resultPrefix'>;
  readonly places: PicturePlaces;
  readonly queues: JobQueues;
  readonly logRetention: logs.RetentionDays;
}

export const reporterTimeout = Duration.seconds(30);

/** A function that gives every picture that no worker could finish its failed result. */
export function reportFailures(
  scope: Construct,
  { settings: { maxTries, resultFormat, resultPrefix }, places, queues, logRetention }: ReporterOptions,
): lambda.Function {
  const { deadLetterQueue, resultQueue, parkedQueue } = queues;
  const reporter = nodeFunction(scope, 'FailureReporter', {
    name: 'failure-reporter',
    description: 'Gives pictures that no worker could finish their failed result, and parks their jobs',
    settings: {
      resultBucket: places.resultBucket.bucketName,
      resultQueueUrl: resultQueue.queueUrl,
      parkedQueueUrl: parkedQueue.queueUrl,
      resultFormat,
      resultPrefix,
      maxTries,
    },
    timeout: reporterTimeout,
    logRetention,
  });
  allowReports(reporter, places, queues);
  const deadLetters = new lambda.EventSourceMapping(reporter, 'DeadLetters', {
    target: reporter,
    eventSourceArn: deadLetterQueue.queueArn,
    batchSize: 10,
    reportBatchItemFailures: true,
  });
  // The mapping is refused while the function may not read the queue.
  if (reporter.role) deadLetters.node.addDependency(reporter.role);
  return reporter;
}
