import { App, aws_ec2 as ec2, Fn, Stack } from 'aws-cdk-lib';
import { loadBalancerSubnets } from '../../../lib/private/load-balancer-subnets';

let shop: Stack;
beforeEach(() => {
  shop = new Stack(new App(), 'Shop');
});

const chosen = (subnets: ec2.ISubnet[]): string[] =>
  loadBalancerSubnets(shop, 'private', subnets).map(({ subnetId }) => subnetId);

const imported = (availabilityZones: string[], privateSubnetIds: string[]): ec2.ISubnet[] =>
  ec2.Vpc.fromVpcAttributes(shop, 'Vpc', { vpcId: 'vpc-1', availabilityZones, privateSubnetIds }).privateSubnets;

test('takes one subnet in each zone, the first', () => {
  const subnets = imported(['a', 'b'], ['subnet-1', 'subnet-2', 'subnet-3', 'subnet-4']);
  expect(chosen(subnets)).toEqual(['subnet-1', 'subnet-2']);
});

test('refuses an imported network whose subnets lie in one zone', () => {
  expect(() => chosen(imported(['a'], ['subnet-1', 'subnet-2']))).toThrow(
    'Shop: vpc must have private subnets in 2 or more Availability Zones for the load balancer, got 1 ' +
      '[network-load-balancer-zones]',
  );
});

test('zones whose names only deployment will know are told apart', () => {
  const { privateSubnets } = new ec2.Vpc(shop, 'Vpc', {
    maxAzs: 2,
    subnetConfiguration: ['Public', 'Shop', 'Search'].map((name) => ({
      name,
      subnetType: name === 'Public' ? ec2.SubnetType.PUBLIC : ec2.SubnetType.PRIVATE_WITH_EGRESS,
    })),
  });
  expect(privateSubnets).toHaveLength(4);
  expect(loadBalancerSubnets(shop, 'private', privateSubnets)).toEqual(privateSubnets.slice(0, 2));
});

test.each([
  ['subnets', () => imported(['a'], Fn.split(',', Fn.importValue('Subnets')))],
  ['zones', () => imported(Fn.getAzs(), ['subnet-1', 'subnet-2'])],
])('%s whose number only deployment will know are let through', (_, subnets) => {
  const given = subnets();
  expect(loadBalancerSubnets(shop, 'private', given)).toEqual(given);
});

test('subnets that do not tell their zone are let through', () => {
  const subnets = ['subnet-1', 'subnet-2'].map((id) => ec2.Subnet.fromSubnetId(shop, id, id));
  expect(chosen(subnets)).toEqual(['subnet-1', 'subnet-2']);
});
