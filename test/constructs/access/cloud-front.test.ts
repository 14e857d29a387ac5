import {
  App,
  aws_certificatemanager as acm,
  Duration,
  aws_ec2 as ec2,
  aws_iam as iam,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Access, type CloudFrontOptions, EcsFargateClassifier, Firewall, GoldenPictures, Release } from '../../../lib';
import { onlyResource, shopWith, templateWith } from '../synthesized';

const byDefault = templateWith(() => ({ access: Access.cloudFront() }));
const configOf = (template: Template) => onlyResource(template, 'AWS::CloudFront::Distribution').DistributionConfig;
const certificateIn = (shop: Stack) =>
  acm.Certificate.fromCertificateArn(shop, 'Certificate', 'arn:aws:acm:us-east-1:111111111111:certificate/1');
const webAcl = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/12345678-1234-1234-1234-123456789012';
/** A classifier in the region where firewalls of Amazon CloudFront are made. */
const inVirginia = (options: CloudFrontOptions) => {
  const stack = new Stack(new App(), 'Shop', { env: { region: 'us-east-1' } });
  new EcsFargateClassifier(stack, 'Classifier', { access: Access.cloudFront(options) });
  return Template.fromStack(stack);
};

test('the load balancer has private addresses, and Amazon CloudFront comes to it inside the network', () => {
  byDefault.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal' });
  const endpoint = onlyResource(byDefault, 'AWS::CloudFront::VpcOrigin').VpcOriginEndpointConfig;
  expect(endpoint).toMatchObject({
    Arn: { Ref: expect.stringContaining('LoadBalancer') },
    OriginProtocolPolicy: 'http-only',
  });
});

test('nobody but the network interfaces of Amazon CloudFront is let in, once they are there', () => {
  const toBalancer = byDefault.findResources('AWS::EC2::SecurityGroupIngress', {
    Properties: { GroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('LoadBalancer'), 'GroupId'] } },
  });
  expect(Object.values(toBalancer).map(({ Properties }) => Properties)).toEqual([
    expect.objectContaining({
      FromPort: 80,
      ToPort: 80,
      SourceSecurityGroupId: {
        'Fn::GetAtt': [expect.stringContaining('VpcOriginGroup'), 'SecurityGroups.0.GroupId'],
      },
    }),
  ]);
  const groups = byDefault.findResources('AWS::EC2::SecurityGroup');
  const [balancer] = Object.entries(groups).filter(([id]) => id.includes('LoadBalancer'));
  expect(balancer?.[1].Properties).not.toHaveProperty('SecurityGroupIngress');
  const [lookup] = Object.values(byDefault.findResources('Custom::AWS'));
  expect(JSON.stringify(lookup?.Properties)).toContain('CloudFront-VPCOrigins-Service-SG');
  expect(lookup?.DependsOn).toContainEqual(expect.stringContaining('Distribution'));
});

test('callers use HTTPS, with or without a name of their own, and nothing else', () => {
  expect(configOf(byDefault).DefaultCacheBehavior.ViewerProtocolPolicy).toBe('https-only');
  const shop = shopWith(() => ({ access: Access.cloudFront() }));
  expect(Stack.of(shop).resolve(shop.url)).toEqual({
    'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [expect.stringContaining('Distribution'), 'DomainName'] }]],
  });
  const named = shopWith((stack) => ({
    access: Access.cloudFront({ certificate: certificateIn(stack), domainName: 'classify.shop.example' }),
  }));
  expect(named.url).toBe('https://classify.shop.example');
  expect(configOf(Template.fromStack(Stack.of(named)))).toMatchObject({
    Aliases: ['classify.shop.example'],
    ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021' },
  });
});

test('every method, header and query comes to the server, and no answer is kept', () => {
  const { DefaultCacheBehavior: behaviour, CustomErrorResponses: failures } = configOf(byDefault);
  expect(behaviour.AllowedMethods).toContain('POST');
  // Managed by AWS: CachingDisabled, and AllViewerExceptHostHeader.
  expect(behaviour.CachePolicyId).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad');
  expect(behaviour.OriginRequestPolicyId).toBe('b689b0a8-53d0-40ab-baf2-68738e2966ac');
  for (const ErrorCode of [404, 503, 504]) expect(failures).toContainEqual({ ErrorCode, ErrorCachingMinTTL: 0 });
});

test.each([
  [30, 35, 55],
  [100, 105, 100],
])(
  'a server that may take %d s gives up before Amazon CloudFront does, and that before the load balancer',
  (...seconds) => {
    const [request, read, idle] = seconds;
    const server = { requestTimeout: Duration.seconds(request) };
    const [origin] = configOf(templateWith(() => ({ server, access: Access.cloudFront() }))).Origins;
    expect(origin.VpcOriginConfig).toMatchObject({ OriginReadTimeout: read, OriginKeepaliveTimeout: idle });
  },
);

test('requests are logged for 90 days where Amazon CloudFront may write', () => {
  expect(configOf(byDefault).Logging.Bucket).toEqual({
    'Fn::GetAtt': [expect.stringContaining('EdgeLogs'), 'RegionalDomainName'],
  });
  byDefault.hasResourceProperties('AWS::S3::Bucket', {
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] },
    LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 90 })] },
  });
});

test('a firewall stands before Amazon CloudFront, where it sees the addresses of callers, and not behind it', () => {
  const template = inVirginia({ firewall: Firewall.standard() });
  expect(onlyResource(template, 'AWS::WAFv2::WebACL').Scope).toBe('CLOUDFRONT');
  expect(configOf(template).WebACLId).toEqual({ 'Fn::GetAtt': [expect.stringContaining('Firewall'), 'Arn'] });
  template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
  const elsewhere = templateWith(() => ({ access: Access.cloudFront({ firewall: Firewall.existing(webAcl) }) }));
  expect(configOf(elsewhere).WebACLId).toBe(webAcl);
});

test('keys need no certificate of your own', () => {
  const template = templateWith((shop) => ({
    access: Access.cloudFront({ apiKeys: new secretsmanager.Secret(shop, 'Keys') }),
  }));
  const [server] = onlyResource(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
  expect(server.Secrets).toEqual([expect.objectContaining({ Name: 'IMAGE_CLASSIFIER_API_KEYS' })]);
});

test('golden pictures go to a listener of their own inside the network', () => {
  const template = templateWith(() => ({
    access: Access.cloudFront(),
    release: Release.blueGreen({ goldenPictures: GoldenPictures.drawn() }),
  }));
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 9000, Protocol: 'HTTP' });
});

test('whoever may submit comes by the same address as everybody, so the network is not opened to it', () => {
  const classifier = shopWith(() => ({ access: Access.cloudFront() }));
  const { vpc } = classifier.cluster;
  const role = new iam.Role(classifier, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
  const connections = new ec2.Connections({ securityGroups: [new ec2.SecurityGroup(classifier, 'Shop', { vpc })] });
  classifier.grantSubmit({ grantPrincipal: role, connections } as iam.IGrantable & ec2.IConnectable);
  const template = JSON.stringify(
    Template.fromStack(Stack.of(classifier)).findResources('AWS::EC2::SecurityGroupIngress'),
  );
  expect(template).not.toContain('ClassifierShop');
});
