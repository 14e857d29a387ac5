import {
  type ApplicationAutoScalingClient,
  DeregisterScalableTargetCommand,
  DescribeScalableTargetsCommand,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import { variantResource } from '../../lib/contracts/custom-resources/endpoint-guard';
import { persist } from './persist';

export const ServiceNamespace = 'sagemaker' as const;

/** What is registered of these variants, of whatever dimension. */
export async function registered(
  scaling: ApplicationAutoScalingClient,
  endpointName: string,
  variants: readonly string[],
  signal: AbortSignal,
): Promise<ScalableTarget[]> {
  if (variants.length === 0) return [];
  const ResourceIds = variants.map((name) => variantResource(endpointName, name));
  const found: ScalableTarget[] = [];
  let NextToken: string | undefined;
  do {
    const command = new DescribeScalableTargetsCommand({ ServiceNamespace, ResourceIds, NextToken });
    const page = await scaling.send(command, { abortSignal: signal });
    found.push(...(page.ScalableTargets ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return found;
}

/** Takes variants out of Application Auto Scaling, with all their policies; those that are not there count as taken out. */
export async function deregister(
  scaling: ApplicationAutoScalingClient,
  endpointName: string,
  variants: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  for (const { ResourceId, ScalableDimension } of await registered(scaling, endpointName, variants, signal)) {
    try {
      await persist(signal, () =>
        scaling.send(new DeregisterScalableTargetCommand({ ServiceNamespace, ResourceId, ScalableDimension }), {
          abortSignal: signal,
        }),
      );
    } catch (error) {
      if ((error as Error).name !== 'ObjectNotFoundException') throw error;
    }
    console.info({ outcome: 'deregistered', variant: ResourceId });
  }
}
