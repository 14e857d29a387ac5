import { Names, Size, aws_sagemaker as sagemaker, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import { requireNames } from '../../private/sagemaker/hosting-constraints';
import type { DescribedComponent } from '../../private/sagemaker/hosting-constraints/described-endpoint';
import { machineOf } from '../../private/sagemaker/hosting-instances';
import type { ServedModelOptions } from '../hosting-props';
import type { Peak } from '../peak';
import { Scaling } from '../scaling';
import { requirePeaks } from '../scaling/peaks';
import { settingsOf } from '../server-settings';
import { endpointLog } from './endpoint-log';
import { driverFor, type GpuDriver } from './gpu-driver';
import { instanceVariant, usualInstanceType } from './hosted-instances';
import { type Hosted, type HostingSite, mainVariant } from './hosting-site';
import { modelResource } from './model-resource';
import type { ScaledCount } from './scaled-count';
import { servedContainer, servesDemo } from './served-container';

/** A model that shares instances with others, with room and copies of its own. */
export interface InferenceComponent extends ServedModelOptions {
  /** What callers ask for, such as `shoes`. */
  readonly name: string;

  /**
   * The processors of one copy.
   *
   * @default 1
   */
  readonly cpus?: number;

  /**
   * The memory of one copy.
   *
   * @default Size.gibibytes(1)
   */
  readonly memory?: Size;

  /**
   * The GPUs of one copy.
   *
   * @default 0
   */
  readonly gpus?: number;

  /**
   * The fewest copies that ever run; from 0 the first call fails until a copy has started.
   *
   * @default 0
   */
  readonly minCopies?: number;

  /**
   * The most copies that ever run.
   *
   * @default 20
   */
  readonly maxCopies?: number;

  /**
   * What adds and removes copies.
   *
   * @default Scaling.onConcurrency()
   */
  readonly scaling?: Scaling;

  /**
   * Times that are known to be busy: they raise the fewest copies.
   *
   * @default - none
   */
  readonly schedules?: Peak[];
}

/** What can be chosen for an endpoint whose models come and go by copies. */
export interface InferenceComponentsOptions {
  /** The models. */
  readonly components: InferenceComponent[];

  /**
   * The instance type, such as `ml.c7g.xlarge`; images are built for its processors.
   *
   * @default 'ml.c7g.xlarge'
   */
  readonly instanceType?: string;

  /**
   * The NVIDIA driver of instances with GPUs.
   *
   * @default - GpuDriver.R580 where the bundled image uses GPUs; for other images what Amazon SageMaker gives the instance type
   */
  readonly gpuDriver?: GpuDriver;

  /**
   * The fewest instances that ever run; 0 costs nothing while no copy runs.
   *
   * @default 0
   */
  readonly minInstances?: number;

  /**
   * The most instances that ever run.
   *
   * @default 20
   */
  readonly maxInstances?: number;
}

/** Models with copies of their own on instances that Amazon SageMaker adds and removes for them. */
export function inferenceComponents(scope: Construct, site: HostingSite, options: InferenceComponentsOptions): Hosted {
  const { components, instanceType = usualInstanceType, minInstances = 0, maxInstances = 20 } = options;
  requireNames(
    scope,
    'sagemaker-components-names',
    'name of a component',
    components.map(({ name }) => name),
  );
  const plans = components.map((component) => planned(scope, site, component, instanceType));
  const { network, isolated } = site;
  const containers = plans.map(({ described }) => described.container);
  const gpuDriver = driverFor(containers, options.gpuDriver);
  return {
    described: {
      mode: 'inference-components',
      variants: [{ name: mainVariant, instanceType, gpuDriver, minInstances, maxInstances, containers: [] }],
      components: plans.map(({ described }) => described),
    },
    config: {
      productionVariants: [
        {
          ...instanceVariant(mainVariant, undefined, { instanceType, gpuDriver, count: minInstances, weight: 1 }),
          managedInstanceScaling: {
            status: 'ENABLED',
            minInstanceCount: minInstances,
            maxInstanceCount: maxInstances,
          },
        },
      ],
      executionRoleArn: site.role.roleArn,
      enableNetworkIsolation: isolated,
      vpcConfig: network && { securityGroupIds: network.securityGroupIds, subnets: network.subnets },
    },
    variantNames: [mainVariant],
    counts: plans.map(({ count }) => count),
    // At zero copies there is nobody to ask.
    addressees: plans.filter(({ count }) => count.min > 0).map(({ name }) => ({ component: name })),
    components: Object.fromEntries(plans.map(({ name, options }) => [options.name, name])),
    demoModel: components.every(servesDemo),
    componentModels: plans.map(({ model }) => model.attrModelName),
    stack: (endpoint, change) => plans.map((plan) => component(plan, endpoint, change?.(plan.name))),
  };
}

interface Plan {
  readonly place: Construct;
  readonly name: string;
  readonly options: InferenceComponent;
  readonly model: sagemaker.CfnModel;
  readonly count: ScaledCount;
  readonly described: DescribedComponent;
}

function planned(scope: Construct, site: HostingSite, options: InferenceComponent, instanceType: string): Plan {
  const { name, cpus = 1, gpus = 0, server = {} } = options;
  const place = new Construct(scope, name);
  const { cpuArchitecture, gpus: offered } = machineOf(place, instanceType);
  if (gpus > 0 && offered === 0 && !Token.isUnresolved(instanceType)) {
    const problem = `instanceType must be one with GPUs for the component ${name}, such as ml.g6.xlarge, got ${instanceType}`;
    refuse(place, 'sagemaker-components-accelerators', problem);
  }
  const { definition, described } = servedContainer(place, site, options, {
    machine: { cpuArchitecture, gpus },
    archived: false,
    processes: Math.max(1, Math.floor(cpus)),
  });
  const model = modelResource(place, 'Model', site, { primaryContainer: definition });
  // Names of components are of the whole account.
  const fullName = Names.uniqueResourceName(place, { maxLength: 63, separator: '-' }).toLowerCase();
  endpointLog(place, site, 'InferenceComponents', fullName);
  const { minCopies: min = 0, maxCopies: max = 20, scaling = Scaling.onConcurrency(), schedules = [] } = options;
  requirePeaks(place, schedules, { min, max });
  const count: ScaledCount = {
    name,
    min,
    max,
    schedules,
    dimension: 'sagemaker:inference-component:DesiredCopyCount',
    resourceId: `inference-component/${fullName}`,
    policies: [
      scaling._policyOf({
        scope: place,
        of: 'copies',
        endpointName: site.endpointName,
        name: fullName,
        settings: settingsOf(server),
        processes: gpus || Math.max(1, Math.floor(cpus)),
        vcpus: cpus,
      }),
    ],
    wake:
      min === 0
        ? { metricName: 'NoCapacityInvocationFailures', dimensions: { InferenceComponentName: fullName } }
        : undefined,
  };
  const { memory = Size.gibibytes(1) } = options;
  const facts = { name, cpus, accelerators: gpus, memoryMiB: memory.toMebibytes(), container: described };
  return {
    place,
    name: fullName,
    options,
    model,
    count,
    described: { ...facts, minCopies: min, maxCopies: max },
  };
}

function component(
  { place, name, options, model, count }: Plan,
  endpoint: sagemaker.CfnEndpoint,
  deploymentConfig?: sagemaker.CfnInferenceComponent.InferenceComponentDeploymentConfigProperty,
) {
  const { cpus = 1, gpus = 0, memory = Size.gibibytes(1) } = options;
  const made = new sagemaker.CfnInferenceComponent(place, 'Component', {
    inferenceComponentName: name,
    endpointName: endpoint.attrEndpointName,
    variantName: mainVariant,
    specification: {
      modelName: model.attrModelName,
      computeResourceRequirements: {
        numberOfCpuCoresRequired: cpus,
        numberOfAcceleratorDevicesRequired: gpus || undefined,
        minMemoryRequiredInMb: memory.toMebibytes(),
      },
    },
    runtimeConfig: { copyCount: count.min },
    deploymentConfig,
  });
  made.addResourceDependency(endpoint);
  return made;
}
