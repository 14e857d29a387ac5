import { type Acknowledgment, Stack, type aws_s3 as s3 } from 'aws-cdk-lib';
import type { EndpointUploads, SageMakerEndpointClassifier } from '../../lib';
import { arnInFinding } from './arn-in-finding';
import { bucketFindings } from './bucket-findings';
import { functionFindings } from './function-findings';

const objects = (bucket: s3.IBucket | undefined, pattern: string): Acknowledgment[] =>
  bucket
    ? [
        {
          id: `AwsSolutions-IAM5[Resource::${arnInFinding(Stack.of(bucket), bucket.bucketArn)}/${pattern}]`,
          reason: 'Pictures, answers and results are many: the rights name the bucket, the prefix and each action',
        },
      ]
    : [];

/** What cdk-nag finds of the endpoint besides where it reads uploads, and why it stays so. */
export const readingFindings = (uploads: EndpointUploads, { answerBucket }: SageMakerEndpointClassifier) =>
  objects(answerBucket, `pictures/${uploads.node.addr}/*`);

/** What cdk-nag finds in uploads that an endpoint classifies, and why it stays so. */
export function uploadFindings(uploads: EndpointUploads, endpoint: SageMakerEndpointClassifier): Acknowledgment[] {
  return [
    ...objects(uploads.inputBucket, '*'),
    ...objects(uploads.resultBucket, '*'),
    ...readingFindings(uploads, endpoint),
    ...objects(endpoint.answerBucket, 'answers/*'),
    ...objects(endpoint.answerBucket, 'failures/*'),
    { id: 'AwsSolutions-SQS3', reason: 'Results and parked jobs go to readers outside, not to work' },
    ...bucketFindings,
    ...functionFindings,
  ];
}
