import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Hosting, ModelStore, SageMakerEndpointClassifier, type SageMakerEndpointClassifierProps } from '../../lib';

export type EndpointChoice = (shop: Stack) => SageMakerEndpointClassifierProps;

/** The stack `Shop` with one endpoint, made by `props`, which may use the stack for what it refers to. */
export function shopWithEndpoint(props: EndpointChoice = () => ({})): SageMakerEndpointClassifier {
  const shop = new Stack(new App(), 'Shop');
  return new SageMakerEndpointClassifier(shop, 'Classifier', props(shop));
}

/** The template of that stack. */
export function endpointTemplate(props?: EndpointChoice): Template {
  return Template.fromStack(Stack.of(shopWithEndpoint(props)));
}

/** Every way of hosting, with as little chosen as it takes. */
export const everyHosting: readonly [name: string, hosting: (shop: Stack) => Hosting][] = [
  ['real-time', () => Hosting.realTime()],
  ['serverless', () => Hosting.serverless()],
  ['asynchronous', () => Hosting.asynchronous()],
  ['multi-model', (shop) => Hosting.multiModel({ repository: new ModelStore(shop, 'Models') })],
  ['multi-container', () => Hosting.multiContainer({ containers: [{ name: 'vision' }, { name: 'statistics' }] })],
  ['inference-components', () => Hosting.inferenceComponents({ components: [{ name: 'shoes' }] })],
];
