import { aws_iam as iam } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * The role with which Amazon ECS moves traffic: these groups, these rules and no others
 * (https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSInfrastructureRolePolicyForLoadBalancers.html, less
 * what only network load balancers and default rules need). Its rights are part of it, so that it never exists without them.
 */
export function trafficRole(scope: Construct, { groups, rules }: { groups: string[]; rules: string[] }): iam.Role {
  const look = new iam.PolicyStatement({
    actions: [
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeRules',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
    ],
    // None of these can be limited to a resource.
    resources: ['*'],
  });
  const move = new iam.PolicyStatement({ actions: ['elasticloadbalancing:ModifyRule'], resources: rules });
  const fill = new iam.PolicyStatement({
    actions: ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
    resources: groups,
  });
  return serviceRole(scope, 'TrafficRole', [look, move, fill]);
}

/** The role with which Amazon ECS asks one function. */
export function hookRole(scope: Construct, functionArn: string): iam.Role {
  const ask = new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] });
  return serviceRole(scope, 'AskingRole', [ask]);
}

function serviceRole(scope: Construct, id: string, statements: iam.PolicyStatement[]): iam.Role {
  return new iam.Role(scope, id, {
    assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com'),
    inlinePolicies: { Rights: new iam.PolicyDocument({ statements }) },
  });
}
