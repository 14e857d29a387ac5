import { aws_elasticloadbalancingv2 as elbv2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * A rule whose weights Amazon ECS changes, and nobody else: CloudFormation sets them back to those of the template whenever it
 * changes the rule, so nothing in it ever changes, not even a tag.
 */
export function forwardingRule(scope: Construct, id: string, props: elbv2.ApplicationListenerRuleProps) {
  const rule = new elbv2.ApplicationListenerRule(scope, id, props);
  (rule.node.defaultChild as elbv2.CfnListenerRule).addPropertyDeletionOverride('Tags');
  return rule;
}
