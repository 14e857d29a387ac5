import { type Acknowledgment, Stack, type aws_s3 as s3 } from 'aws-cdk-lib';
import type { ModelStore, SageMakerEndpointClassifier } from '../../lib';
import { arnInFinding } from './arn-in-finding';

/** What cdk-nag finds where the models of a store are packed for an endpoint, and why it stays so. */
export function libraryFindings(classifier: SageMakerEndpointClassifier, models: ModelStore): Acknowledgment[] {
  const { bucketArn } = classifier.node.findChild('Archives') as s3.Bucket;
  const arn = (of: string) => arnInFinding(Stack.of(classifier), of);
  return [
    {
      id: `AwsSolutions-IAM5[Resource::${arn(models.bucket.bucketArn)}/*]`,
      reason: 'Models come and go while the endpoint runs: reading them is one action on one bucket',
    },
    {
      id: `AwsSolutions-IAM5[Resource::${arn(bucketArn)}/${classifier.endpointName}/*]`,
      reason: 'Their archives come and go, too: the rights name the bucket, the prefix and each action',
    },
  ];
}
