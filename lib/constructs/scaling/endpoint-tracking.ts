import type { aws_applicationautoscaling as appscaling } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../../contracts/settings';
import type { Tracker } from './tracker';

/** A count of Amazon SageMaker that a `Scaling` moves. */
export interface EndpointCount {
  readonly scope: Construct;
  readonly of: 'instances' | 'copies';
  readonly endpointName: string;
  /** The name of the variant, or of the component in the account. */
  readonly name: string;
  /** What was chosen for the server. */
  readonly settings: Partial<Settings>;
  /** What one of them does at once. */
  readonly processes: number;
  readonly vcpus: number;
}

/** How a policy of Application Auto Scaling moves a count. */
export type CountPolicy = Pick<
  appscaling.CfnScalingPolicyProps,
  'policyName' | 'policyType' | 'targetTrackingScalingPolicyConfiguration'
>;

type Tracking = Omit<
  appscaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty,
  'scaleInCooldown' | 'scaleOutCooldown'
>;

/**
 * The same number as a tracker keeps for tasks, as Amazon SageMaker publishes it: requests at once, those in the line among
 * them, every 10 seconds; requests per minute; CPU, which is the sum of all vCPUs of an instance.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-policy.html
 */
export function endpointTracking({ metric, target }: Tracker, count: EndpointCount): Tracking {
  const { of, processes, vcpus, endpointName, name } = count;
  const predefined = (predefinedMetricType: string, targetValue: number): Tracking => ({
    targetValue,
    predefinedMetricSpecification: { predefinedMetricType },
  });
  const instances = of === 'instances';
  if (metric === 'concurrency') {
    const type = instances
      ? 'SageMakerVariantConcurrentRequestsPerModelHighResolution'
      : 'SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution';
    return predefined(type, Number((target * processes).toFixed(2)));
  }
  if (metric === 'requests') {
    const type = instances ? 'SageMakerVariantInvocationsPerInstance' : 'SageMakerInferenceComponentInvocationsPerCopy';
    return predefined(type, target);
  }
  if (!instances) return copiesCpu(name, target);
  return {
    targetValue: target * vcpus,
    customizedMetricSpecification: {
      namespace: '/aws/sagemaker/Endpoints',
      metricName: 'CPUUtilization',
      dimensions: [
        { name: 'EndpointName', value: endpointName },
        { name: 'VariantName', value: name },
      ],
      statistic: 'Average',
    },
  };
}

/**
 * Of copies Amazon SageMaker publishes CPU elsewhere: in percent of what a copy reserves, by component.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 */
const copiesCpu = (componentName: string, targetValue: number): Tracking => ({
  targetValue,
  customizedMetricSpecification: {
    namespace: '/aws/sagemaker/InferenceComponents',
    metricName: 'CPUUtilizationNormalized',
    dimensions: [{ name: 'InferenceComponentName', value: componentName }],
    statistic: 'Average',
  },
});
