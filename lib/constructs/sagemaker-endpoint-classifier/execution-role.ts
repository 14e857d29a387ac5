import { aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Where Amazon SageMaker publishes what it measures, in the name of the role. */
const metricNamespaces = ['/aws/sagemaker/Endpoints', '/aws/sagemaker/InferenceComponents'];

/** Who the containers are: they publish metrics; logs, models, images and buckets add what they need. */
export function executionRole(scope: Construct, inNetwork: boolean): iam.Role {
  const role = new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('sagemaker.amazonaws.com'),
    description: 'What the containers of an endpoint may do',
  });
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
