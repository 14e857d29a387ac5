import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EcsFargateClassifier, type EcsFargateClassifierProps } from '../../lib';

/** The stack `Shop` with one classifier, made by `props`, which may use the stack for what it refers to. */
export function shopWith(props: (shop: Stack) => EcsFargateClassifierProps = () => ({})): EcsFargateClassifier {
  const shop = new Stack(new App(), 'Shop');
  return new EcsFargateClassifier(shop, 'Classifier', props(shop));
}

/** The template of that stack. */
export function templateWith(props?: (shop: Stack) => EcsFargateClassifierProps): Template {
  return Template.fromStack(Stack.of(shopWith(props)));
}

/** The properties of the only resource of this type. */
// biome-ignore lint/suspicious/noExplicitAny: a template is whatever CloudFormation allows
export function onlyResource(template: Template, type: string): any {
  const found = Object.values(template.findResources(type));
  expect(found).toHaveLength(1);
  return found[0].Properties;
}
