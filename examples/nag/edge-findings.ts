import type { Acknowledgment } from 'aws-cdk-lib';
import { functionFindings } from './function-findings';
import { logAndRoleFindings } from './network-findings';

const asker = "The CDK's own function, which asks AWS one question during deployment";

/** What it finds in a distribution that takes callers of every country. */
export const callersFinding: Acknowledgment = { id: 'AwsSolutions-CFR1', reason: 'Callers may be anywhere' };

/** What cdk-nag finds in the function of the CDK by which a stack looks something up while it is deployed. */
export const lookupFindings: Acknowledgment[] = [
  ...[
    'AwsSolutions-L1',
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
  ].map((id) => ({ id, reason: asker })),
  ...functionFindings,
  ...logAndRoleFindings,
];
