import {
  Duration,
  aws_iam as iam,
  aws_lambda as lambda,
  type aws_logs as logs,
  type aws_s3 as s3,
  type aws_sqs as sqs,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FunctionSettings } from '../../contracts/functions';
import { allowObjects, allowQueue } from '../../private/exact-rights';
import { nodeFunction } from '../../private/node-function';
import type { SageMakerEndpointClassifier } from '../sagemaker-endpoint-classifier';
import type { JobQueues } from '../upload-classifier/job-queues';
import { allowPictures, allowResults, type PicturePlaces } from '../upload-classifier/picture-rights';

export interface UploadFunctionOptions {
  readonly endpoint: SageMakerEndpointClassifier;
  readonly answerBucket: s3.IBucket;
  readonly places: PicturePlaces;
  readonly queues: JobQueues;
  /** What the endpoint says of its requests. */
  readonly notices: sqs.Queue;
  readonly settings: FunctionSettings<'async-invoker'>;
  readonly logRetention: logs.RetentionDays;
}

/** It tries a busy endpoint again for a while. */
export const functionTimeout = Duration.seconds(60);
/** Six times the timeout, as AWS Lambda advises: a batch that is throttled is not read twice. */
export const functionVisibility = Duration.seconds(6 * functionTimeout.toSeconds());
/** Calls at once, ten pictures each: some hundred pictures a second, which no endpoint of 20 instances outruns. */
const mostInvokers = 10;

/** The function that gives pictures to the endpoint. */
export function addInvoker(scope: Construct, options: UploadFunctionOptions): lambda.Function {
  const { endpoint, answerBucket, places, queues, settings, logRetention } = options;
  const { jobQueue, resultQueue } = queues;
  const invoker = nodeFunction(scope, 'Invoker', {
    name: 'async-invoker',
    description: 'Gives uploaded pictures to an asynchronous endpoint',
    settings,
    logRetention,
    timeout: functionTimeout,
  });
  allowQueue(invoker, jobQueue, ...readQueue, 'sqs:ChangeMessageVisibility', 'sqs:SendMessage');
  allowQueue(invoker, resultQueue, 'sqs:SendMessage');
  allowPictures(invoker, places);
  allowResults(invoker, places);
  allowObjects(invoker, { bucket: answerBucket, actions: ['s3:PutObject'], pattern: `${settings.picturesPrefix}*` });
  endpoint.grants.invoke(invoker);
  // Before the endpoint is there, every request would be a try in vain.
  feed(invoker, jobQueue, mostInvokers).node.addDependency(endpoint.endpoint);
  return invoker;
}

/** The function that makes results of what the endpoint says. */
export function addResults(scope: Construct, options: UploadFunctionOptions): lambda.Function {
  const { endpoint, answerBucket, places, queues, notices, settings, logRetention } = options;
  const { jobQueue, resultQueue } = queues;
  const results = nodeFunction(scope, 'Results', {
    name: 'async-results',
    description: 'Makes results of what an asynchronous endpoint says about its requests',
    settings,
    logRetention,
    timeout: functionTimeout,
  });
  allowQueue(results, notices, ...readQueue);
  allowQueue(results, jobQueue, 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage');
  allowQueue(results, resultQueue, 'sqs:SendMessage');
  const pattern = `${settings.picturesPrefix}*`;
  allowObjects(results, { bucket: answerBucket, actions: ['s3:GetObject', 's3:DeleteObject'], pattern });
  // Without it Amazon S3 says "forbidden" of an object that is not there.
  const resourceArns = [answerBucket.bucketArn];
  iam.Grant.addToPrincipal({ grantee: results, actions: ['s3:ListBucket'], resourceArns });
  endpoint.grants.readAnswers(results);
  allowResults(results, places);
  feed(results, notices);
  return results;
}

const readQueue = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

function feed(target: lambda.Function, queue: sqs.Queue, maxConcurrency?: number): lambda.EventSourceMapping {
  const mapping = new lambda.EventSourceMapping(target, 'Messages', {
    target,
    eventSourceArn: queue.queueArn,
    batchSize: 10,
    maxConcurrency,
    reportBatchItemFailures: true,
  });
  // The mapping is refused while the function may not read the queue.
  if (target.role) mapping.node.addDependency(target.role);
  return mapping;
}
