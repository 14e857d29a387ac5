import { aws_iam as iam, Stack, type aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { leasePrefix } from '../../contracts/worker-lease';
import { allowObjects, allowQueue } from '../../private/exact-rights';
import { fleetTag } from '../compute/place';
import type { JobQueues } from './job-queues';

export interface FleetPlaces {
  readonly inputBucket: s3.IBucket;
  readonly inputPrefix: string;
  readonly resultBucket: s3.IBucket;
  readonly resultPrefix: string;
}

const readPicture = ['s3:GetObject', 's3:GetObjectVersion'];

/** What a worker calls, action by action, and nothing besides. */
export function allowWork(
  worker: iam.IGrantable,
  { inputBucket, inputPrefix, resultBucket, resultPrefix }: FleetPlaces,
  { jobQueue, resultQueue, statusQueue }: JobQueues,
): void {
  allowObjects(worker, { bucket: inputBucket, actions: readPicture, pattern: `${inputPrefix}*` });
  allowToMissPictures(worker, inputBucket);
  // A conditional write asks for the right to read as well.
  allowObjects(worker, {
    bucket: resultBucket,
    actions: ['s3:PutObject', 's3:GetObject'],
    pattern: `${resultPrefix}*`,
  });
  allowObjects(worker, {
    bucket: resultBucket,
    actions: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'],
    pattern: `${leasePrefix}*`,
  });
  allowQueue(worker, jobQueue, 'sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage');
  allowQueue(worker, resultQueue, 'sqs:SendMessage');
  allowQueue(worker, statusQueue, 'sqs:SendMessage');
}

/** Against scale-in while it holds long work: a task of this fleet, known by its tag, and no other. */
export function allowProtection(scope: Construct, worker: iam.IGrantable, fleet: string): void {
  worker.grantPrincipal.addToPrincipalPolicy(
    new iam.PolicyStatement({
      actions: ['ecs:UpdateTaskProtection'],
      resources: [Stack.of(scope).formatArn({ service: 'ecs', resource: 'task', resourceName: '*' })],
      conditions: { StringEquals: { [`aws:ResourceTag/${fleetTag}`]: fleet } },
    }),
  );
}

/** What the failure reporter calls. */
export function allowReports(
  reporter: iam.IGrantable,
  { inputBucket, inputPrefix, resultBucket, resultPrefix }: FleetPlaces,
  { deadLetterQueue, resultQueue, parkedQueue }: JobQueues,
): void {
  allowQueue(reporter, deadLetterQueue, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
  allowQueue(reporter, resultQueue, 'sqs:SendMessage');
  allowQueue(reporter, parkedQueue, 'sqs:SendMessage');
  allowObjects(reporter, { bucket: inputBucket, actions: readPicture, pattern: `${inputPrefix}*` });
  allowToMissPictures(reporter, inputBucket);
  allowObjects(reporter, {
    bucket: resultBucket,
    actions: ['s3:PutObject', 's3:GetObject'],
    pattern: `${resultPrefix}*`,
  });
}

/** Without it Amazon S3 says "forbidden" of a picture that is not there, and so would the result. */
function allowToMissPictures(grantee: iam.IGrantable, bucket: s3.IBucket): void {
  iam.Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [bucket.bucketArn] });
}
