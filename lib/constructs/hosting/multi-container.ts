import { Construct } from 'constructs';
import { machineOf } from '../../private/hosting-instances';
import { ContainerOrder, type MultiContainerOptions } from '../hosting-props';
import { onInstances, usualInstanceType } from './hosted-instances';
import { type Hosted, type HostingSite, mainVariant } from './hosting-site';
import { modelResource } from './model-resource';
import { servedContainer, servesDemo } from './served-container';

/** Several containers on every instance, each with its own port, image and model. */
export function multiContainer(scope: Construct, site: HostingSite, options: MultiContainerOptions): Hosted {
  const { containers, order = ContainerOrder.DIRECT, instanceType = usualInstanceType } = options;
  const place = new Construct(scope, mainVariant);
  const machine = machineOf(place, instanceType);
  const definitions = containers.map((container, index) => {
    const { gpu = index === 0 } = container;
    const definition = servedContainer(new Construct(place, container.name), site, container, {
      machine: { ...machine, gpus: gpu ? machine.gpus : 0 },
      archived: false,
      // They share the processors.
      processes: machine.vcpus && Math.max(1, Math.floor(machine.vcpus / containers.length)),
    });
    return { ...definition, containerHostname: container.name };
  });
  const model = modelResource(place, 'Model', site, {
    containers: definitions,
    inferenceExecutionConfig: { mode: order },
  });
  const { variant, count } = onInstances(place, site, model.attrModelName, {
    ...options,
    name: mainVariant,
    settings: {},
  });
  return {
    config: { productionVariants: [variant] },
    counts: [count],
    addressees: order === ContainerOrder.DIRECT ? containers.map(({ name }) => ({ container: name })) : [{}],
    demoModel: order === ContainerOrder.DIRECT && containers.every(servesDemo),
  };
}
