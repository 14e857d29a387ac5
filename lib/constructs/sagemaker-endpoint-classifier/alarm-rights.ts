import { type aws_cloudwatch as cloudwatch, aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * To look at what rolls a release back. Not in the policy of the role itself: alarms name the configuration, which waits for that
 * policy.
 */
export function allowAlarms(scope: Construct, role: iam.IRole, alarms: readonly cloudwatch.IAlarm[]): iam.Policy {
  return new iam.Policy(scope, 'Rights', {
    roles: [role],
    statements: [
      new iam.PolicyStatement({
        actions: ['cloudwatch:DescribeAlarms'],
        resources: alarms.map(({ alarmArn }) => alarmArn),
      }),
    ],
  });
}
