import { type Acknowledgment, Stack } from 'aws-cdk-lib';
import type { SageMakerEndpointClassifier } from '../../lib';
import { arnInFinding } from './arn-in-finding';
import { bucketFindings } from './bucket-findings';
import { functionFindings } from './function-findings';
import { logAndRoleFindings } from './network-findings';

const place = 'arn:<AWS::Partition>';
const here = '<AWS::Region>:<AWS::AccountId>';

/** What cdk-nag finds in every endpoint, and why it stays so. */
export function endpointFindings({
  endpointName,
  answerBucket,
  captureBucket,
}: SageMakerEndpointClassifier): Acknowledgment[] {
  const objects = (bucket: typeof answerBucket, prefix: string): Acknowledgment[] =>
    bucket
      ? [
          {
            id: `AwsSolutions-IAM5[Resource::${arnInFinding(Stack.of(bucket), bucket.bucketArn)}/${prefix}*]`,
            reason: 'Requests and answers are many: one action below one prefix',
          },
        ]
      : [];
  return [
    {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'Signing in to Amazon ECR, publishing metrics (limited to the namespaces of SageMaker) and describing scaling know no resources',
    },
    {
      id: `AwsSolutions-IAM5[Resource::${place}:application-autoscaling:${here}:scalable-target/*]`,
      reason: 'A scalable target has a number that nobody knows before; a condition limits this to SageMaker',
    },
    {
      id: `AwsSolutions-IAM5[Resource::${place}:sagemaker:${here}:endpoint-config/*]`,
      reason: 'Configurations are replaced and never named; this is the right to look at them',
    },
    {
      id: `AwsSolutions-IAM5[Resource::${place}:cloudwatch:${here}:alarm:TargetTracking-endpoint/${endpointName}/*]`,
      reason: 'Target tracking names its alarms itself, below the name of the endpoint',
    },
    {
      id: 'NIST.800.53.R5-SageMakerEndpointConfigurationKMSKeyConfigured',
      reason: 'SageMaker encrypts the disks with a key of its own; encryptionKey takes one of yours',
    },
    {
      id: 'NIST.800.53.R5-CloudWatchAlarmAction',
      reason: 'Alarms of a release roll it back; whom they tell besides is the choice of their owner (alarmActions)',
    },
    ...objects(answerBucket, 'answers/'),
    ...objects(answerBucket, 'failures/'),
    ...objects(captureBucket, 'captured/'),
    ...bucketFindings,
    ...logAndRoleFindings,
    ...functionFindings,
  ];
}
