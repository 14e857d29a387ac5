import { App, type aws_ec2 as ec2, aws_iam as iam, aws_lambda as lambda, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import {
  Access,
  EcsFargateClassifier,
  type IClassifier,
  Network,
  QueueWorkerFleet,
  SageMakerEndpointClassifier,
} from '../../lib';

const patterns: [string, (scope: Construct, vpc: ec2.IVpc) => IClassifier][] = [
  ['EcsFargateClassifier', (scope, vpc) => new EcsFargateClassifier(scope, 'Classifier', { vpc })],
  [
    'EcsFargateClassifier without a load balancer',
    (scope, vpc) => new EcsFargateClassifier(scope, 'Classifier', { vpc, access: Access.serviceConnect() }),
  ],
  ['SageMakerEndpointClassifier', (scope, vpc) => new SageMakerEndpointClassifier(scope, 'Classifier', { vpc })],
  ['QueueWorkerFleet', (scope, vpc) => new QueueWorkerFleet(scope, 'Classifier', { vpc })],
];

/** A shop that knows nothing of its classifier but the interface; its caller may be in a stack of its own. */
function shopOn(
  make: (scope: Construct, vpc: ec2.IVpc) => IClassifier,
  callers: (shop: Stack) => Stack = (shop) => shop,
): { shop: Stack; classifier: IClassifier } {
  const shop = new Stack(new App(), 'Shop');
  const { vpc } = new Network(shop, 'Network', { natGateways: 1 });
  const classifier = make(shop, vpc);
  const caller = new lambda.Function(callers(shop), 'Caller', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = () => {}'),
    environment: { CLASSIFIER: classifier.url },
    vpc,
  });
  classifier.grantSubmit(caller);
  return { shop, classifier };
}

test.each(patterns)('a caller of %s may be in a stack of its own, which is deployed after it', (_, make) => {
  const { shop } = shopOn(make, ({ node }) => new Stack(node.root as App, 'Callers'));
  const callers = shop.node.root.node.findChild('Callers') as Stack;
  Template.fromStack(callers).resourceCountIs('AWS::Lambda::Function', 1);
  expect([shop.dependencies, callers.dependencies]).toEqual([[], [shop]]);
});

describe.each(patterns)('code that knows only IClassifier works with %s', (_, make) => {
  const { shop, classifier } = shopOn(make);
  const template = Template.fromStack(shop);

  test('it tells a caller where pictures go', () => {
    const url = JSON.stringify(shop.resolve(classifier.url));
    expect(url).toMatch(/(https?|s3):\/\//);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { CLASSIFIER: Match.anyValue() } },
    });
  });

  test('it lets the caller submit', () => {
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(
      ({ Properties }) => Properties,
    );
    const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) =>
      id.startsWith('Caller'),
    );
    const uploads = /"(s3:PutObject|sagemaker:InvokeEndpoint)"/.test(JSON.stringify(policies));
    const opened = rules.some((rule) => JSON.stringify(rule.SourceSecurityGroupId).includes('Caller'));
    expect(opened || uploads).toBe(true);
  });

  test('it counts what was classified, what failed and how long it took', () => {
    const metrics = [classifier.metricClassified(), classifier.metricFailed(), classifier.metricLatency()];
    expect(metrics.map(({ statistic }) => statistic)).toEqual([
      expect.stringMatching(/^(Sum|SampleCount)$/),
      'Sum',
      'p99',
    ]);
  });

  test('its servers have an identity and a place in the network', () => {
    expect(iam.Role.isRole(classifier.grantPrincipal)).toBe(true);
    expect(classifier.connections.securityGroups).not.toEqual([]);
  });
});

test('on the open internet there is nothing to open for a caller', () => {
  const { shop } = shopOn(
    (scope, vpc) => new EcsFargateClassifier(scope, 'Classifier', { vpc, access: Access.internet() }),
  );
  const rules = Template.fromStack(shop).findResources('AWS::EC2::SecurityGroupIngress');
  expect(JSON.stringify(rules)).not.toContain('Caller');
});
