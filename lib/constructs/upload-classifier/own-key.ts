import { aws_iam as iam, type aws_kms as kms, aws_logs as logs, Stack, type aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { warn } from '../../private/refusals';

/**
 * Encrypts every log group that was made below `scope`. Whoever writes and reads logs needs no right on the key: Amazon
 * CloudWatch Logs uses it for them, here for log groups of this account and region alone
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html).
 */
export function encryptLogs(scope: Construct, key: kms.IKey): void {
  for (const made of scope.node.findAll()) if (made instanceof logs.CfnLogGroup) made.kmsKeyId ??= key.keyArn;
  const stack = Stack.of(scope);
  const everyGroup = stack.formatArn({ service: 'logs', resource: 'log-group:*' });
  allowService(scope, key, {
    service: `logs.${stack.region}.${stack.urlSuffix}`,
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': everyGroup } },
  });
}

/**
 * Lets a service of AWS fill a queue that has a key of its own; without a key nothing is needed. For whom it fills the queue is
 * said by the policy of the queue, and by that of the key where the service tells it there (`conditions`)
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html).
 */
export function letQueueFill(
  scope: Construct,
  { encryptionMasterKey: key }: sqs.IQueue,
  { service, conditions }: Pick<ServiceUse, 'service' | 'conditions'>,
): void {
  if (key) allowService(scope, key, { service, conditions, actions: ['kms:GenerateDataKey', 'kms:Decrypt'] });
}

interface ServiceUse {
  readonly service: string;
  readonly actions: string[];
  readonly conditions?: Record<string, unknown>;
}

function allowService(scope: Construct, key: kms.IKey, { service, actions, conditions }: ServiceUse): void {
  const statement = new iam.PolicyStatement({
    actions,
    conditions,
    principals: [new iam.ServicePrincipal(service)],
    // In the policy of a key that is the key.
    resources: ['*'],
  });
  if (!key.addToResourcePolicy(statement, true).statementAdded) warn(scope, 'fleet-key-policy');
}
