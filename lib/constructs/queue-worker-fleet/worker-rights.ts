import { aws_iam as iam, Stack, type aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { leasePrefix } from '../../contracts/worker-lease';
import { allowObjects, allowQueue } from '../../private/exact-rights';
import { fleetTag } from '../compute/place';
import type { JobQueues } from '../upload-classifier/job-queues';
import { allowPictures, allowResults, type PicturePlaces } from '../upload-classifier/picture-rights';

/** What a worker calls, action by action, and nothing besides. */
export function allowWork(
  worker: iam.IGrantable,
  places: PicturePlaces,
  { jobQueue, resultQueue, statusQueue }: JobQueues & { readonly statusQueue: sqs.IQueue },
): void {
  allowPictures(worker, places);
  allowResults(worker, places);
  allowObjects(worker, {
    bucket: places.resultBucket,
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
