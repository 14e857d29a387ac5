import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { QueueWorkerFleet, type QueueWorkerFleetProps } from '../../lib';

/** The stack `Shop` with one fleet, made by `props`, which may use the stack for what it refers to. */
export function fleetWith(props: (shop: Stack) => QueueWorkerFleetProps = () => ({})): QueueWorkerFleet {
  const shop = new Stack(new App(), 'Shop');
  return new QueueWorkerFleet(shop, 'Fleet', props(shop));
}

/** The template of that stack. */
export function fleetTemplate(props?: (shop: Stack) => QueueWorkerFleetProps): Template {
  return Template.fromStack(Stack.of(fleetWith(props)));
}
