import type { Acknowledgment } from 'aws-cdk-lib';
import { networkFindings } from './network-findings';

/** What cdk-nag finds wherever the server runs in a task, and why it stays so. */
export const serverFindings: Acknowledgment[] = [
  { id: 'AwsSolutions-ECS2', reason: "No secrets: the variables are only the server's own settings" },
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'Signing in to Amazon ECR, for instances to Amazon ECS too, and seeing their names: these know no resources',
  },
  {
    id: 'NIST.800.53.R5-CloudWatchAlarmAction',
    reason: 'Whom an alarm tells is the choice of its owner (alarmActions): the examples know nobody',
  },
  ...networkFindings,
];
