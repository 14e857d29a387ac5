import { aws_certificatemanager as acm, aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Access } from '../../lib';
import { shopWith, templateWith } from './synthesized';

const byDefault = templateWith();
const certificateIn = (shop: Stack): acm.ICertificate =>
  acm.Certificate.fromCertificateArn(shop, 'Certificate', 'arn:aws:acm:eu-central-1:123456789012:certificate/shop');

test('nobody can call until you allow it', () => {
  byDefault.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' });
  const groups = Object.values(byDefault.findResources('AWS::EC2::SecurityGroup')).map(({ Properties }) => Properties);
  const balancer = groups.find(({ GroupDescription }) => GroupDescription.includes('LoadBalancer'));
  expect(balancer).not.toHaveProperty('SecurityGroupIngress');
});

test('a shop in the same network is allowed by one sentence', () => {
  const classifier = shopWith();
  const shop = new ec2.SecurityGroup(classifier, 'Shop', { vpc: classifier.cluster.vpc });
  classifier.connections.allowDefaultPortFrom(shop);
  Template.fromStack(Stack.of(classifier)).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    FromPort: 80,
    SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('ClassifierShop'), 'GroupId'] },
  });
});

test('with a certificate, callers talk TLS and plain HTTP only redirects', () => {
  const template = templateWith((shop) => ({ access: Access.internet({ certificate: certificateIn(shop) }) }));
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
    Port: 443,
    SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
  });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
    Port: 80,
    DefaultActions: [Match.objectLike({ Type: 'redirect' })],
  });
});

test('on the internet, only the addresses you list may call', () => {
  const template = templateWith((shop) => ({
    access: Access.internet({ certificate: certificateIn(shop), allowFrom: [ec2.Peer.ipv4('192.0.2.0/24')] }),
  }));
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    SecurityGroupIngress: [80, 443].map((FromPort) => Match.objectLike({ CidrIp: '192.0.2.0/24', FromPort })).reverse(),
  });
});

test('the url says how and under which name to call', () => {
  const named = shopWith((shop) => ({
    access: Access.internet({ certificate: certificateIn(shop), domainName: 'classify.shop.example' }),
  }));
  expect(named.url).toBe('https://classify.shop.example');
  expect(Stack.of(named).resolve(shopWith().url)['Fn::Join'][1][0]).toBe('http://');
});
