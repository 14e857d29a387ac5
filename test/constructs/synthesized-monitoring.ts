import { App, Stack, type StackProps } from 'aws-cdk-lib';
import {
  Access,
  EcsFargateClassifier,
  Hosting,
  type IClassifier,
  Monitoring,
  type MonitoringProps,
  QueueWorkerFleet,
  SageMakerEndpointClassifier,
} from '../../lib';

/** Every kind of classifier that a monitoring treats in a way of its own. */
export const watched: Record<string, (shop: Stack) => IClassifier> = {
  'a service behind a load balancer': (shop) => new EcsFargateClassifier(shop, 'Classifier'),
  'a service without one': (shop) =>
    new EcsFargateClassifier(shop, 'Classifier', { access: Access.serviceConnect({ dnsName: 'classifier' }) }),
  'a fleet': (shop) => new QueueWorkerFleet(shop, 'Fleet'),
  'an endpoint': (shop) =>
    new SageMakerEndpointClassifier(shop, 'Classifier', {
      hosting: Hosting.realTime({ challengers: [{ name: 'challenger' }] }),
    }),
  'an asynchronous endpoint': (shop) =>
    new SageMakerEndpointClassifier(shop, 'Classifier', { hosting: Hosting.asynchronous() }),
};

/** The stack `Shop` with one classifier and what watches it. */
export function shopWatching(
  make: (shop: Stack) => IClassifier,
  choose: (shop: Stack) => Partial<MonitoringProps> = () => ({}),
  { context = {}, ...props }: StackProps & { readonly context?: Record<string, unknown> } = {},
): Monitoring {
  const shop = new Stack(new App({ context }), 'Shop', props);
  return new Monitoring(shop, 'Monitoring', { classifier: make(shop), ...choose(shop) });
}
