import { type Acknowledgment, type aws_logs as logs, Stack } from 'aws-cdk-lib';
import type { EcsFargateClassifier } from '../../lib';
import { arnInFinding } from './arn-in-finding';

/** What cdk-nag finds where people may open sessions in a container, and why it stays so. */
export function sessionFindings({ node }: EcsFargateClassifier): Acknowledgment[] {
  const log = node.findChild('SessionLog') as logs.LogGroup;
  const name = arnInFinding(Stack.of(log), log.logGroupName);
  return [
    {
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:${name}:*]`,
      reason: 'Every session writes a stream of its own into this one log group',
    },
  ];
}
