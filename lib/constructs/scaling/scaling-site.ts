import { aws_applicationautoscaling as appscaling, type aws_ecs as ecs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../../contracts/settings';

/** What a `Scaling` is attached to. */
export interface ScalingSite {
  readonly scope: Construct;
  readonly service: ecs.BaseService;
  readonly tasks: ecs.ScalableTaskCount;
  readonly minTasks: number;
  readonly maxTasks: number;
  /** What the servers call themselves in the metrics they write. */
  readonly serviceName: string;
  /** How the server in every task behaves. */
  readonly settings: Settings;
  /** Load balancer and target group, as a scaling policy names them; left out where callers come without one. */
  readonly targetGroupLabel?: string;
}

/** Scaling policies are children of the classifier, beside the count that they move. */
export function addPolicy(
  { scope, tasks }: ScalingSite,
  id: string,
  props: Omit<appscaling.CfnScalingPolicyProps, 'scalingTargetId' | 'policyName'> & { readonly policyName: string },
): appscaling.CfnScalingPolicy {
  return new appscaling.CfnScalingPolicy(scope, id, { ...props, scalingTargetId: targetOf(tasks).scalableTargetId });
}

export const targetOf = (tasks: ecs.ScalableTaskCount): appscaling.ScalableTarget =>
  tasks.node.findChild('Target') as appscaling.ScalableTarget;
