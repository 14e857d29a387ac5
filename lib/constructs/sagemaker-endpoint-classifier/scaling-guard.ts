import type {
  aws_applicationautoscaling as appscaling,
  aws_logs as logs,
  aws_sagemaker as sagemaker,
} from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { guardEndpoint } from '../../private/sagemaker/endpoint-guard';
import type { ScaledCount } from '../hosting/scaled-count';

export interface GuardedEndpoint {
  readonly endpointName: string;
  readonly endpoint: sagemaker.CfnEndpoint;
  /** What holds all that scales. */
  readonly scaling: Construct;
  readonly counts: readonly ScaledCount[];
  /** Of the counts, in their order. */
  readonly targets: readonly appscaling.CfnScalableTarget[];
  readonly logRetention: logs.RetentionDays;
}

/**
 * Amazon SageMaker refuses an update that changes the instance type of a variant while its instances are scaled.
 *
 * @returns what comes after the endpoint and its scaling
 */
export function guardScaling(
  scope: Construct,
  { counts, targets, scaling, ...endpoint }: GuardedEndpoint,
): IConstruct[] {
  const variants = counts.flatMap(({ instances }, place) =>
    instances ? [{ name: instances.variant, instanceType: instances.instanceType, target: targets[place] }] : [],
  );
  return variants.length > 0
    ? [guardEndpoint(scope, 'Guard', { ...endpoint, variants, scaling: [scaling] }).after]
    : [];
}
