import type { App } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { context } from '../cdk.json';
import * as lib from '../lib';
import { example, exampleNames } from './every-example';
import { type Change, changesWith } from './replacement/changes';
import { type Resources, replaced } from './replacement/replaced';
import { replacingProperties } from './replacement/replacing-properties';

/** What holds data, is an address that others know, or cannot be made twice without an outage. */
const lasting = [
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::SNS::Topic',
  'AWS::DynamoDB::Table',
  'AWS::ECR::Repository',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::Cognito::UserPool',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ApiGatewayV2::Api',
  'AWS::CloudFront::Distribution',
  'AWS::ServiceDiscovery::HttpNamespace',
  'AWS::SageMaker::Endpoint',
  'AWS::EC2::VPC',
  'AWS::EC2::Subnet',
  'AWS::EKS::Cluster',
  'AWS::ECS::Cluster',
  'AWS::ECS::Service',
];

let mockChange: Change = {};

/** Another way of hosting is another endpoint on purpose: its name says so. */
function mockSameHosting(hosting: lib.Hosting | undefined, change: Change['endpoint'] = {}): Change['endpoint'] {
  const { hosting: other, ...rest } = change;
  return other && (hosting?._mode ?? 'real-time') === other._mode ? change : rest;
}

// The examples are made as they are, with the change on top of what they say.
jest.mock('../lib', () => {
  const actual = jest.requireActual<typeof lib>('../lib');
  return {
    ...actual,
    EcsFargateClassifier: class extends actual.EcsFargateClassifier {
      constructor(scope: Construct, id: string, props?: lib.EcsFargateClassifierProps) {
        super(scope, id, { ...props, ...mockChange.classifier });
      }
    },
    QueueWorkerFleet: class extends actual.QueueWorkerFleet {
      constructor(scope: Construct, id: string, props?: lib.QueueWorkerFleetProps) {
        super(scope, id, { ...props, ...mockChange.fleet });
      }
    },
    SageMakerEndpointClassifier: class extends actual.SageMakerEndpointClassifier {
      constructor(scope: Construct, id: string, props?: lib.SageMakerEndpointClassifierProps) {
        super(scope, id, { ...props, ...mockSameHosting(props?.hosting, mockChange.endpoint) });
      }
    },
    WebTier: class extends actual.WebTier {
      constructor(scope: Construct, id: string, props: lib.WebTierProps) {
        super(scope, id, { ...props, ...mockChange.web });
      }
    },
  };
});

function resources(name: string, change: Change = {}, more: Record<string, unknown> = {}): Resources {
  mockChange = change;
  const stack = example(name, { ...context, 'aws:cdk:disable-asset-staging': true, ...more });
  return (stack.node.root as App).synth().getStackByName(name).template.Resources;
}

const taken = new Set<string>();

const lost = (before: Resources, after: Resources) =>
  replaced(before, after).filter((line) => lasting.includes(line.split(' ')[0]));

describe.each(exampleNames)('%s keeps what lasts', (name) => {
  const before = resources(name);

  test('when everything that the package brings along is another version', () => {
    const after = resources(name, {}, { '@aws-cdk/core:assetHashSalt': 'the next version' });
    expect(JSON.stringify(after)).not.toBe(JSON.stringify(before));
    expect(lost(before, after)).toEqual([]);
  });

  test.each(changesWith(lib))('with %s', (what, change) => {
    let after: Resources;
    try {
      after = resources(name, change);
    } catch (error) {
      // What is refused beside the example's own choices never reaches a stack.
      expect((error as Error).message).toMatch(/\[[a-z-]+\]$/);
      return;
    }
    taken.add(what);
    expect(lost(before, after)).toEqual([]);
  });
});

test('every change is one that some example takes', () => {
  expect(
    changesWith(lib)
      .map(([what]) => what)
      .filter((what) => !taken.has(what)),
  ).toEqual([]);
});

test('only these properties of what lasts are set, and could ever replace it', () => {
  const set = exampleNames.flatMap((name) =>
    Object.values(resources(name)).flatMap(({ Type, Properties = {} }) =>
      lasting.includes(Type) ? replacingProperties(Type).flatMap((p) => (p in Properties ? [`${Type} ${p}`] : [])) : [],
    ),
  );
  expect([...new Set(set)].sort()).toEqual([
    'AWS::ApiGatewayV2::Api ProtocolType',
    'AWS::EC2::Subnet AvailabilityZone',
    'AWS::EC2::Subnet CidrBlock',
    'AWS::EC2::Subnet VpcId',
    'AWS::EC2::VPC CidrBlock',
    'AWS::EC2::VPC InstanceTenancy',
    'AWS::ECS::Service Cluster',
    'AWS::ECS::Service LaunchType',
    'AWS::ECS::Service SchedulingStrategy',
    // Internal or not: another kind of access is another load balancer.
    'AWS::ElasticLoadBalancingV2::LoadBalancer Scheme',
    'AWS::ElasticLoadBalancingV2::LoadBalancer Type',
    // From the name of the function of the CDK that looks something up; from the name of an endpoint.
    'AWS::Logs::LogGroup LogGroupName',
    // From the path of the fleet alone.
    'AWS::SQS::Queue QueueName',
    // From the path of the classifier and the way of hosting alone.
    'AWS::SageMaker::Endpoint EndpointName',
    'AWS::ServiceDiscovery::HttpNamespace Name',
  ]);
});

test('a change that does replace is noticed, with all that hangs on it', () => {
  const before = resources('web-service');
  const named = (name: string, type: string): Resources =>
    Object.fromEntries(
      Object.entries(before).map(([id, resource]) => [
        id,
        resource.Type === type ? { ...resource, Properties: { ...resource.Properties, [name]: 'other' } } : resource,
      ]),
    );
  expect(lost(before, named('BucketName', 'AWS::S3::Bucket'))).toEqual([expect.stringContaining('BucketName changes')]);
  const network = lost(before, named('CidrBlock', 'AWS::EC2::VPC')).map((line) => line.split(' ')[0]);
  expect(new Set(network)).toEqual(new Set(['AWS::EC2::VPC', 'AWS::EC2::Subnet']));
});
