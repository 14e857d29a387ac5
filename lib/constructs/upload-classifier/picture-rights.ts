import { aws_iam as iam, type aws_s3 as s3 } from 'aws-cdk-lib';
import { allowObjects, allowQueue } from '../../private/exact-rights';
import type { JobQueues } from './job-queues';

/** Where pictures come from, and where their results go. */
export interface PicturePlaces {
  readonly inputBucket: s3.IBucket;
  readonly inputPrefix: string;
  readonly resultBucket: s3.IBucket;
  readonly resultPrefix: string;
}

/** To read pictures in any of their versions, and to be told of one that is gone. */
export function allowPictures(grantee: iam.IGrantable, { inputBucket, inputPrefix }: PicturePlaces): void {
  const actions = ['s3:GetObject', 's3:GetObjectVersion'];
  allowObjects(grantee, { bucket: inputBucket, actions, pattern: `${inputPrefix}*` });
  // Without it Amazon S3 says "forbidden" of a picture that is not there, and so would the result.
  iam.Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [inputBucket.bucketArn] });
}

/** To write results; a conditional write asks for the right to read as well. */
export function allowResults(grantee: iam.IGrantable, { resultBucket, resultPrefix }: PicturePlaces): void {
  const actions = ['s3:PutObject', 's3:GetObject'];
  allowObjects(grantee, { bucket: resultBucket, actions, pattern: `${resultPrefix}*` });
}

/** What the failure reporter calls. */
export function allowReports(
  reporter: iam.IGrantable,
  places: PicturePlaces,
  { deadLetterQueue, resultQueue, parkedQueue }: JobQueues,
): void {
  allowQueue(reporter, deadLetterQueue, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
  allowQueue(reporter, resultQueue, 'sqs:SendMessage');
  allowQueue(reporter, parkedQueue, 'sqs:SendMessage');
  allowPictures(reporter, places);
  allowResults(reporter, places);
}
