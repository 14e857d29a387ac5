import { aws_iam as iam, aws_logs as logs, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { allowLines } from '../../private/exact-rights';
import type { HostingSite } from './hosting-site';

/** Whose containers write it; those of a component write nothing into the log of its endpoint. */
export type LoggedKind = 'Endpoints' | 'InferenceComponents';

/** The log of containers: Amazon SageMaker chooses its name; made here, it has an end. */
export function endpointLog(
  scope: Construct,
  { role, logRetention: retention }: Pick<HostingSite, 'role' | 'logRetention'>,
  kind: LoggedKind,
  name: string,
): logs.LogGroup {
  const group = new logs.LogGroup(scope, 'Log', {
    logGroupName: `/aws/sagemaker/${kind}/${name}`,
    retention,
    // Its name is taken again by the next endpoint of this app.
    removalPolicy: RemovalPolicy.DESTROY,
  });
  allowLines(role, group);
  iam.Grant.addToPrincipal({
    grantee: role,
    actions: ['logs:DescribeLogStreams'],
    resourceArns: [group.logGroupArn],
  });
  return group;
}
