import {
  type aws_cloudfront as cloudfront,
  aws_ec2 as ec2,
  type aws_elasticloadbalancingv2 as elbv2,
  aws_iam as iam,
  custom_resources as resources,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const groupName = 'CloudFront-VPCOrigins-Service-SG';
const groupId = 'SecurityGroups.0.GroupId';

export interface VpcOriginWay {
  readonly vpc: ec2.IVpc;
  readonly distribution: cloudfront.Distribution;
  readonly listener: elbv2.ApplicationListener;
}

/**
 * Lets in what comes out of the network interfaces that Amazon CloudFront has in this network, and nothing else.
 *
 * Their security group is made with the first origin in a network and told by no resource, so it is asked for during deployment. One
 * rule; the list of all addresses of Amazon CloudFront would count as 55 of the 60 that a group may have
 * (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html).
 */
export function allowVpcOrigin(scope: Construct, { vpc, distribution, listener }: VpcOriginWay): void {
  const found = new resources.AwsCustomResource(scope, 'VpcOriginGroup', {
    onUpdate: {
      service: 'EC2',
      action: 'describeSecurityGroups',
      parameters: {
        Filters: [
          { Name: 'vpc-id', Values: [vpc.vpcId] },
          { Name: 'group-name', Values: [groupName] },
        ],
      },
      outputPaths: [groupId],
      physicalResourceId: resources.PhysicalResourceId.of(groupName),
    },
    policy: resources.AwsCustomResourcePolicy.fromStatements([
      new iam.PolicyStatement({ actions: ['ec2:DescribeSecurityGroups'], resources: ['*'] }),
    ]),
    installLatestAwsSdk: false,
  });
  found.node.addDependency(distribution);
  const group = ec2.SecurityGroup.fromSecurityGroupId(scope, 'VpcOrigin', found.getResponseField(groupId), {
    mutable: false,
  });
  listener.connections.allowDefaultPortFrom(group, 'Amazon CloudFront');
}
