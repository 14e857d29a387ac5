import { type Acknowledgment, Stack } from 'aws-cdk-lib';
import type { QueueWorkerFleet } from '../../lib';
import { arnInFinding } from './arn-in-finding';
import { bucketFindings } from './bucket-findings';
import { functionFindings } from './function-findings';
import { serverFindings } from './server-findings';

/** What cdk-nag finds in every fleet, and why it stays so. */
export function fleetFindings(fleet: QueueWorkerFleet, inputPrefix = ''): Acknowledgment[] {
  const stack = Stack.of(fleet);
  const [pictures, results] = [fleet.inputBucket, fleet.resultBucket].map(({ bucketArn }) =>
    arnInFinding(stack, bucketArn),
  );
  const objects = 'Pictures and results are many: the rights name the bucket, the prefix and each action';
  return [
    ...serverFindings,
    { id: 'AwsSolutions-ECS4', reason: 'Queue and service metrics, which cost nothing, tell all that scaling needs' },
    ...bucketFindings,
    ...functionFindings,
    { id: 'AwsSolutions-SQS3', reason: 'Results, progress and parked jobs go to readers outside, not to work' },
    { id: `AwsSolutions-IAM5[Resource::${pictures}/${inputPrefix}*]`, reason: objects },
    { id: `AwsSolutions-IAM5[Resource::${results}/*]`, reason: objects },
    { id: `AwsSolutions-IAM5[Resource::${results}/workers/*]`, reason: 'Workers lease their names there' },
    {
      id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ecs:<AWS::Region>:<AWS::AccountId>:task/*]',
      reason: "A task's number is not known before it runs; a condition on its tag limits this to the fleet",
    },
  ];
}

/** What it finds besides where instances are the fleet's own. */
export const instanceFindings: Acknowledgment[] = [
  { id: 'AwsSolutions-IAM5[Action::ecs:Submit*]', reason: 'The ECS agent reports by several calls of that name' },
  {
    id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ec2:<AWS::Region>:<AWS::AccountId>:instance/*]',
    reason: "An instance's number is not known before it runs; a condition on its tag limits this to the fleet",
  },
  { id: 'AwsSolutions-AS3', reason: 'Instances come and go with the pictures: that is no news' },
  { id: 'AwsSolutions-EC26', reason: 'The launch template encrypts the disk; this rule cannot follow it there' },
  {
    id: 'NIST.800.53.R5-EC2IMDSv2Enabled',
    reason: 'The launch template asks for it; this rule cannot follow it there',
  },
];
