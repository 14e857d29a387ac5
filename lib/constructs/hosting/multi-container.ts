import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { refuse, warn } from '../../private/refusals';
import { requireNames } from '../../private/sagemaker/hosting-constraints';
import { machineOf } from '../../private/sagemaker/hosting-instances';
import type { HostingInstanceOptions, ServedModelOptions } from '../hosting-props';
import { onInstances, usualInstanceType } from './hosted-instances';
import { type Hosted, type HostingSite, mainVariant } from './hosting-site';
import { modelResource } from './model-resource';
import { servedContainer, servesDemo } from './served-container';

/** One of several containers on the same instances. */
export interface EndpointContainer extends ServedModelOptions {
  /** What callers ask for, such as `vision`. */
  readonly name: string;

  /**
   * Whether it uses the GPUs of the instance; the others are left the processors.
   *
   * @default - the first container does, where there is a GPU
   */
  readonly gpu?: boolean;
}

/** How requests reach the containers of an endpoint. */
export enum ContainerOrder {
  /** Callers name the container. */
  DIRECT = 'Direct',
  /** Each gets the answer of the one before it; the last one answers. */
  SERIAL = 'Serial',
}

/** What can be chosen for an endpoint whose instances run several containers each. */
export interface MultiContainerOptions extends HostingInstanceOptions {
  /** 2 to 15 containers. */
  readonly containers: EndpointContainer[];

  /**
   * How requests reach them.
   *
   * @default ContainerOrder.DIRECT
   */
  readonly order?: ContainerOrder;
}

/** Several containers on every instance, each with its own port, image and model. */
export function multiContainer(scope: Construct, site: HostingSite, options: MultiContainerOptions): Hosted {
  const { containers, order = ContainerOrder.DIRECT, instanceType = usualInstanceType } = options;
  requireNames(
    scope,
    'sagemaker-containers-names',
    'name of a container',
    containers.map(({ name }) => name),
  );
  const place = new Construct(scope, mainVariant);
  const machine = machineOf(place, instanceType);
  if (machine.gpus > 0) warn(place, 'hosting-containers-gpu');
  const onGpu = containers.filter(({ gpu }, index) => gpu ?? index === 0);
  if (machine.gpus > 0 && onGpu.length > 1) warn(place, 'hosting-shared-gpu');
  const served = containers.map((container, index) => {
    const { gpu = index === 0 } = container;
    if (container.gpu && machine.gpus === 0 && !Token.isUnresolved(instanceType)) {
      const problem = `instanceType must be one with GPUs for the container ${container.name}, got ${instanceType}`;
      refuse(scope, 'sagemaker-image-gpu', problem);
    }
    const { definition, described } = servedContainer(new Construct(place, container.name), site, container, {
      machine: { ...machine, gpus: gpu ? machine.gpus : 0 },
      archived: false,
      // They share the processors.
      processes: machine.vcpus && Math.max(1, Math.floor(machine.vcpus / containers.length)),
    });
    const hostname = container.name;
    return { definition: { ...definition, containerHostname: hostname }, described: { ...described, hostname } };
  });
  const model = modelResource(place, 'Model', site, {
    containers: served.map(({ definition }) => definition),
    inferenceExecutionConfig: { mode: order },
  });
  const { variant, counts, described } = onInstances(place, site, model.attrModelName, {
    ...options,
    name: mainVariant,
    settings: {},
    containers: served.map(({ described: container }) => container),
  });
  return {
    described: { mode: 'multi-container', variants: [described] },
    config: { productionVariants: [variant] },
    variantNames: [mainVariant],
    counts,
    fixedCount: counts.length === 0,
    addressees: order === ContainerOrder.DIRECT ? containers.map(({ name }) => ({ container: name })) : [{}],
    demoModel: order === ContainerOrder.DIRECT && containers.every(servesDemo),
  };
}
