import type { Acknowledgment } from 'aws-cdk-lib';

/** What cdk-nag finds wherever the server runs in a task, and why it stays so. */
export const serverFindings: Acknowledgment[] = [
  { id: 'AwsSolutions-ECS2', reason: "No secrets: the variables are only the server's own settings" },
  {
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'Signing in to Amazon ECR, for instances to Amazon ECS too, and seeing their names: these know no resources',
  },
];

/** What it finds in the bucket of a load balancer. */
export const accessLogFinding: Acknowledgment = {
  id: 'AwsSolutions-S1',
  reason: 'The bucket holds access logs itself; logging it would only grow it',
};

/** What it finds in buckets of pictures, results and models. */
export const bucketFinding: Acknowledgment = {
  id: 'AwsSolutions-S1',
  reason: 'Who may read and write is a matter of roles; CloudTrail records it where needed',
};
