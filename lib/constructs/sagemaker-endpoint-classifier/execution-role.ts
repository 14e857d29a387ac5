import { aws_iam as iam, type aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { allowLines } from '../../private/exact-rights';

/** Where Amazon SageMaker publishes what it measures, in the name of the role. */
const metricNamespaces = ['/aws/sagemaker/Endpoints', '/aws/sagemaker/InferenceComponents'];

/** Who the containers are: they write their log and publish metrics; models, images and buckets add what they need. */
export function executionRole(scope: Construct, logGroups: readonly logs.ILogGroup[], inNetwork: boolean): iam.Role {
  const role = new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com'),
    description: 'What the containers of an endpoint may do',
  });
  for (const group of logGroups) {
    allowLines(role, group);
    const resourceArns = [group.logGroupArn];
    iam.Grant.addToPrincipal({ grantee: role, actions: ['logs:DescribeLogStreams'], resourceArns });
  }
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      // Metrics have no address; their namespace is what can be named.
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': metricNamespaces } },
    }),
  );
  if (inNetwork) role.addToPolicy(placeInNetwork);
  return role;
}

/**
 * To give containers a place in a network; none of it can be limited to one.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
 */
const placeInNetwork = new iam.PolicyStatement({
  actions: [
    'ec2:CreateNetworkInterface',
    'ec2:CreateNetworkInterfacePermission',
    'ec2:DeleteNetworkInterface',
    'ec2:DeleteNetworkInterfacePermission',
    'ec2:DescribeDhcpOptions',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcs',
  ],
  resources: ['*'],
});
