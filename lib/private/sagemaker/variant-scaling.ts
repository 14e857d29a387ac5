import { aws_applicationautoscaling as appscaling, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { GuardedVariant, VariantScaling } from '../../contracts/custom-resources/endpoint-guard';

/** A variant of an endpoint, and what scales it. */
export interface ScaledVariant {
  readonly name: string;
  /** Such as ml.c7g.xlarge; serverless variants have none. */
  readonly instanceType?: string;
  /** The scalable target of the variant, as `CfnScalableTarget` or as `ScalableTarget`. @default - nothing scales it */
  readonly target?: IConstruct;
}

/**
 * What scales a variant, read from the tree once it is complete: the target, and every policy that names it.
 *
 * @param places where all of it lies
 * @throws Error for a policy elsewhere: nothing would wait for it
 */
export function guardedVariant({ target, ...variant }: ScaledVariant, places: readonly IConstruct[]): GuardedVariant {
  if (!target) return variant;
  const stack = Stack.of(target);
  const [registered, mine] = [registeredBy(target), policiesOf(target)];
  const lost = [registered, ...mine].find(({ node }) => !places.some((place) => node.scopes.includes(place)));
  if (lost) throw new Error(`${lost.node.path} must lie where the guard of its endpoint was told that scaling is`);
  const { scheduledActions, suspendedState, minCapacity, maxCapacity, scalableDimension } = registered;
  const known = (value: unknown) => inCapitals(stack.resolve(value)) as Record<string, unknown>;
  return {
    ...variant,
    scaling: {
      dimension: scalableDimension as VariantScaling['dimension'],
      min: minCapacity,
      max: maxCapacity,
      ...(suspendedState && { suspended: known(suspendedState) }),
      policies: mine.map((policy) => known(partsOf(policy))),
      scheduledActions: (stack.resolve(scheduledActions) ?? []).map(known),
    },
  };
}

/** Every policy of the stack that names the target. */
export function policiesOf(target: IConstruct): appscaling.CfnScalingPolicy[] {
  const all = Stack.of(target).node.findAll().filter(appscaling.CfnScalingPolicy.isCfnScalingPolicy);
  return all.filter(isOf(registeredBy(target)));
}

function registeredBy(target: IConstruct): appscaling.CfnScalableTarget {
  const registered = target.node.findAll().find(appscaling.CfnScalableTarget.isCfnScalableTarget);
  if (!registered) throw new Error(`${target.node.path} is no scalable target`);
  return registered;
}

const isOf =
  ({ logicalId, stack }: appscaling.CfnScalableTarget) =>
  ({ scalingTargetId }: appscaling.CfnScalingPolicy): boolean =>
    (stack.resolve(scalingTargetId) as { Ref?: unknown } | undefined)?.Ref === stack.resolve(logicalId);

const partsOf = ({
  policyName,
  policyType,
  targetTrackingScalingPolicyConfiguration,
  stepScalingPolicyConfiguration,
  predictiveScalingPolicyConfiguration,
}: appscaling.CfnScalingPolicy) => ({
  policyName,
  policyType,
  targetTrackingScalingPolicyConfiguration,
  stepScalingPolicyConfiguration,
  predictiveScalingPolicyConfiguration,
});

/** The CDK writes the names of properties with a small letter first, the API and AWS CloudFormation with a capital. */
function inCapitals(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCapitals);
  if (typeof value !== 'object' || value === null) return value;
  const [[first] = []] = Object.entries(value);
  if (first === 'Ref' || first?.startsWith('Fn::')) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.charAt(0).toUpperCase() + key.slice(1), inCapitals(inner)]),
  );
}
