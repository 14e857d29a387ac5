import {
  type ApplicationAutoScalingClient,
  DescribeScalingPoliciesCommand,
  PutScalingPolicyCommand,
  type PutScalingPolicyCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import type { VariantScaling } from '../../lib/contracts/custom-resources/endpoint-guard';
import { persist } from './persist';
import type { Target } from './target';

/**
 * Puts the policies of a target that are missing.
 *
 * @returns the ARNs of all that it has then, by their names
 */
export async function restorePolicies(
  scaling: ApplicationAutoScalingClient,
  target: Target,
  { policies }: VariantScaling,
  abortSignal: AbortSignal,
): Promise<Map<string, string>> {
  const arns = new Map<string, string>();
  if (policies.length === 0) return arns;
  let NextToken: string | undefined;
  do {
    const page = await scaling.send(new DescribeScalingPoliciesCommand({ ...target, NextToken }), { abortSignal });
    for (const { PolicyName = '', PolicyARN = '' } of page.ScalingPolicies ?? []) arns.set(PolicyName, PolicyARN);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  for (const policy of policies as unknown as PutScalingPolicyCommandInput[]) {
    const { PolicyName = '' } = policy;
    if (arns.has(PolicyName)) continue;
    const command = new PutScalingPolicyCommand({ ...policy, ...target });
    const { PolicyARN: arn = '' } = await persist(abortSignal, () => scaling.send(command, { abortSignal }));
    arns.set(PolicyName, arn);
    console.info({ outcome: 'policy restored', variant: target.ResourceId, policy: PolicyName, arn });
  }
  return arns;
}
