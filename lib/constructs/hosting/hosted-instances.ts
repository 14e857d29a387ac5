import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../../contracts/settings';
import type {
  DescribedContainer,
  DescribedVariant,
} from '../../private/sagemaker/hosting-constraints/described-endpoint';
import { machineOf } from '../../private/sagemaker/hosting-instances';
import type { HostingInstanceOptions } from '../hosting-props';
import { Scaling } from '../scaling';
import { requirePeaks } from '../scaling/peaks';
import { driverFor } from './gpu-driver';
import type { HostingSite } from './hosting-site';
import type { ScaledCount } from './scaled-count';

export const usualInstanceType = 'ml.c7g.xlarge';

export interface InstancePlan extends HostingInstanceOptions {
  /** The name of the variant. */
  readonly name: string;
  readonly settings: Partial<Settings>;
  readonly containers: readonly DescribedContainer[];
  readonly weight?: number;
}

export interface HostedInstances {
  /** What the rules of Amazon SageMaker look at. */
  readonly described: DescribedVariant;
  readonly variant: sagemaker.CfnEndpointConfig.ProductionVariantProperty;
  /** None for types that nothing scales. */
  readonly counts: readonly ScaledCount[];
}

/** A variant on instances whose number follows its requests. */
export function onInstances(
  scope: Construct,
  { endpointName }: HostingSite,
  modelName: string,
  plan: InstancePlan,
): HostedInstances {
  const { name, instanceType = usualInstanceType, minInstances = 2, maxInstances = 20, schedules = [] } = plan;
  const { scaling = Scaling.onConcurrency(), startTimeout, weight = 1 } = plan;
  const machine = machineOf(scope, instanceType);
  requirePeaks(scope, schedules, { min: minInstances, max: maxInstances });
  const count: ScaledCount = {
    name,
    min: minInstances,
    max: maxInstances,
    schedules,
    dimension: 'sagemaker:variant:DesiredInstanceCount',
    resourceId: `endpoint/${endpointName}/variant/${name}`,
    policies: [
      scaling._policyOf({
        scope,
        of: 'instances',
        endpointName,
        name,
        settings: plan.settings,
        // What one instance does at once: a picture for each GPU, or else for each vCPU.
        processes: machine.gpus || machine.vcpus || 1,
        vcpus: machine.vcpus ?? 1,
      }),
    ],
    instances: { variant: name, instanceType },
  };
  const gpuDriver = driverFor(plan.containers, plan.gpuDriver);
  const described: DescribedVariant = {
    gpuDriver,
    name,
    instanceType,
    minInstances,
    maxInstances,
    weight,
    containers: plan.containers,
    scales: minInstances !== maxInstances,
    startupSeconds: startTimeout?.toSeconds(),
  };
  return {
    described,
    variant: instanceVariant(name, modelName, { instanceType, gpuDriver, count: minInstances, weight, startTimeout }),
    counts: machine.burstable ? [] : [count],
  };
}

/** The same as CloudFormation takes it. */
export function instanceVariant(
  variantName: string,
  modelName: string | undefined,
  options: Required<Pick<InstancePlan, 'instanceType' | 'weight'>> &
    Pick<InstancePlan, 'startTimeout'> & { readonly count: number; readonly gpuDriver?: string },
): sagemaker.CfnEndpointConfig.ProductionVariantProperty {
  const { instanceType, weight, startTimeout, count, gpuDriver } = options;
  return {
    variantName,
    modelName,
    instanceType,
    initialVariantWeight: weight,
    // An endpoint begins with one instance at least, wherever scaling takes it later.
    initialInstanceCount: Math.max(1, count),
    inferenceAmiVersion: gpuDriver,
    containerStartupHealthCheckTimeoutInSeconds: startTimeout?.toSeconds(),
    // A busy instance gets no more while another one is idle.
    routingConfig: { routingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
  };
}
