import { App, aws_ec2 as ec2, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Network, type NetworkProps } from '../../lib';

function templateOf(props?: NetworkProps): Template {
  const stack = new Stack(new App(), 'Shop');
  new Network(stack, 'Network', props);
  return Template.fromStack(stack);
}

test('tasks reach Amazon ECR, Amazon S3 and CloudWatch Logs, and nothing else', () => {
  const template = templateOf();
  template.resourceCountIs('AWS::EC2::NatGateway', 0);
  template.resourcePropertiesCountIs('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface' }, 3);
  template.resourcePropertiesCountIs('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' }, 1);
});

test('you pay for NAT or for endpoints, never for both', () => {
  const template = templateOf({ natGateways: 1 });
  template.resourceCountIs('AWS::EC2::NatGateway', 1);
  template.resourcePropertiesCountIs('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface' }, 0);
});

test.each([
  ['without NAT one more service costs one more endpoint', 0, 1],
  ['with NAT every service is reached already', 1, 0],
])('%s', (_, natGateways, endpoints) => {
  const stack = new Stack(new App(), 'Shop');
  new Network(stack, 'Network', { natGateways }).connectTo(ec2.InterfaceVpcEndpointAwsService.SQS);
  const found = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint'));
  expect(found.filter(({ Properties }) => JSON.stringify(Properties.ServiceName).includes('.sqs'))).toHaveLength(
    endpoints,
  );
});

test('a service that was connected before, by you or by the network itself, gets no second endpoint', () => {
  const stack = new Stack(new App(), 'Shop');
  const network = new Network(stack, 'Network');
  const { SQS, ECR, ECR_DOCKER, CLOUDWATCH_LOGS } = ec2.InterfaceVpcEndpointAwsService;
  for (const service of [SQS, SQS, ECR, ECR_DOCKER, CLOUDWATCH_LOGS]) network.connectTo(service);
  const found = Object.values(Template.fromStack(stack).findResources('AWS::EC2::VPCEndpoint'));
  expect(found.filter(({ Properties }) => Properties.VpcEndpointType === 'Interface')).toHaveLength(4);
});

test.each([
  ['a stack that knows where it goes', { account: '123456789012', region: 'eu-central-1' }],
  ['a stack that may go anywhere', {}],
  ['a stack that knows its region only', { region: 'eu-central-1' }],
])('spans as many Availability Zones as you say, in %s', (_, env) => {
  for (const availabilityZones of [2, 3]) {
    const stack = new Stack(new App(), 'Shop', { env });
    new Network(stack, 'Network', { availabilityZones });
    const subnets = Object.values(Template.fromStack(stack).findResources('AWS::EC2::Subnet'));
    expect(subnets).toHaveLength(2 * availabilityZones);
    const zones = new Set(subnets.map(({ Properties }) => JSON.stringify(Properties.AvailabilityZone)));
    expect(zones.size).toBe(availabilityZones);
  }
});

test('a number of zones or gateways that only deployment will know is refused, because it shapes the network', () => {
  const unknown = Token.asNumber({ Ref: 'Number' });
  expect(() => templateOf({ availabilityZones: unknown })).toThrow(
    'Shop/Network: availabilityZones must be known when the app is synthesized, got a token [network-availability-zones]',
  );
  expect(() => templateOf({ natGateways: unknown })).toThrow(
    'Shop/Network: natGateways must be known when the app is synthesized, got a token [network-nat-gateways]',
  );
});

test('endpoints answer only inside the network', () => {
  templateOf({ cidr: '10.7.0.0/16' }).hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [Match.objectLike({ CidrIp: '10.7.0.0/16', FromPort: 443, ToPort: 443 })],
  });
});

test('connections are recorded for a month', () => {
  const template = templateOf();
  template.resourceCountIs('AWS::EC2::FlowLog', 1);
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
});

test.each([
  ['10.0.0.0/22', 2],
  ['10.0.0.0/20', 6],
  ['10.0.0.0/16', 6],
])('the range %s has room for %i zones', (cidr, availabilityZones) => {
  const stack = new Stack(new App(), 'Shop');
  new Network(stack, 'Network', { cidr, availabilityZones });
  Template.fromStack(stack).resourceCountIs('AWS::EC2::Subnet', 2 * availabilityZones);
});

test('what is put into the group that every network has by itself reaches nothing', () => {
  templateOf().resourceCountIs('Custom::VpcRestrictDefaultSG', 1);
});
