import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { QueueWorkerFleet, type QueueWorkerFleetProps, WebAccess, WebTier, type WebTierProps } from '../../lib';

export type WebChoice = (shop: Stack) => {
  readonly fleet?: QueueWorkerFleetProps;
  readonly web?: Partial<WebTierProps>;
};

export const germany = { env: { account: '123456789012', region: 'eu-central-1' } };
export const virginia = { env: { account: '123456789012', region: 'us-east-1' } };

/** A shop with a fleet and a page for it. */
export function shopWithPage(choose: WebChoice = () => ({}), props: StackProps = germany, context = {}): Stack {
  const shop = new Stack(new App({ context }), 'Shop', props);
  const { fleet, web } = choose(shop);
  new WebTier(shop, 'Web', { fleet: new QueueWorkerFleet(shop, 'Fleet', fleet), access: WebAccess.open(), ...web });
  return shop;
}

export const pageTemplate = (choose?: WebChoice, props?: StackProps): Template =>
  Template.fromStack(shopWithPage(choose, props));
