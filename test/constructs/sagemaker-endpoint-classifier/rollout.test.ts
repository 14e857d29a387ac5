import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Hosting } from '../../../lib';
import { shopWithEndpoint } from '../synthesized-endpoint';

/** How the requests come to the new instances. */
function shiftOf(hosting: Hosting): string {
  const { endpoint } = shopWithEndpoint(() => ({ hosting }));
  const [{ Properties }] = Object.values(
    Template.fromStack(Stack.of(endpoint)).findResources('AWS::SageMaker::Endpoint'),
  );
  return Properties.DeploymentConfig.BlueGreenUpdatePolicy.TrafficRoutingConfiguration.Type;
}

test('with two instances or more a release begins with a share of them', () => {
  expect(shiftOf(Hosting.realTime())).toBe('CANARY');
  expect(shiftOf(Hosting.asynchronous({ minInstances: 2 }))).toBe('CANARY');
});

test('of a single instance there is no half, so that all requests go over at once, and alarms watch them', () => {
  expect(shiftOf(Hosting.realTime({ minInstances: 1 }))).toBe('ALL_AT_ONCE');
  expect(shiftOf(Hosting.realTime({ challengers: [{ name: 'small', minInstances: 1 }] }))).toBe('ALL_AT_ONCE');
  expect(shiftOf(Hosting.asynchronous())).toBe('ALL_AT_ONCE');
});
