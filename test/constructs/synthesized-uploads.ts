import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  type AsynchronousOptions,
  EndpointUploads,
  type EndpointUploadsProps,
  Hosting,
  SageMakerEndpointClassifier,
} from '../../lib';

export interface UploadsChoice {
  readonly hosting?: AsynchronousOptions;
  readonly uploads?: Partial<EndpointUploadsProps>;
}

/** The stack `Shop` with uploads over an asynchronous endpoint, made by what the choice says. */
export function uploadsWith(choose: (shop: Stack) => UploadsChoice = () => ({})): EndpointUploads {
  const shop = new Stack(new App(), 'Shop');
  const { hosting, uploads } = choose(shop);
  const endpoint = new SageMakerEndpointClassifier(shop, 'Classifier', { hosting: Hosting.asynchronous(hosting) });
  return new EndpointUploads(shop, 'Uploads', { endpoint, ...uploads });
}

/** The template of that stack. */
export function uploadsTemplate(choose?: (shop: Stack) => UploadsChoice): Template {
  return Template.fromStack(Stack.of(uploadsWith(choose)));
}
