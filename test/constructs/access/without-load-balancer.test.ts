import { aws_acmpca as acmpca, aws_servicediscovery as cloudmap, Duration, aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Access, Compute } from '../../../lib';
import { onlyResource, shopWith, templateWith } from '../synthesized';

const connected = templateWith(() => ({ access: Access.serviceConnect() }));
const discovered = templateWith(() => ({ access: Access.serviceDiscovery() }));
const connectedService = (template: Template) =>
  onlyResource(template, 'AWS::ECS::Service').ServiceConnectConfiguration.Services[0];
const server = (template: Template) => onlyResource(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions[0];

describe.each([
  ['Access.serviceConnect()', connected],
  ['Access.serviceDiscovery()', discovered],
])('%s', (_, template) => {
  test('there is no load balancer to pay for', () => {
    for (const type of ['LoadBalancer', 'Listener', 'TargetGroup']) {
      template.resourceCountIs(`AWS::ElasticLoadBalancingV2::${type}`, 0);
    }
    template.resourceCountIs('AWS::S3::Bucket', 0);
  });

  test('a task whose server no longer answers is replaced, although no load balancer asks', () => {
    expect(server(template).HealthCheck.Command.join(' ')).toContain('/ping');
    expect(onlyResource(template, 'AWS::ECS::Service')).not.toHaveProperty('HealthCheckGracePeriodSeconds');
  });

  test('a task that was told to stop still answers whoever has not heard of it', () => {
    const { Environment, StopTimeout } = server(template);
    const { Value } = Environment.find(({ Name }: { Name: string }) => Name.endsWith('READINESS_GRACE_SECONDS'));
    expect(Number(Value)).toBeGreaterThanOrEqual(10);
    expect(StopTimeout).toBe(Number(Value) + 20 + 10);
  });
});

test('the proxy waits for the slowest answer, and hangs up before the server does', () => {
  const template = templateWith(() => ({
    access: Access.serviceConnect(),
    server: { requestTimeout: Duration.seconds(100) },
  }));
  const { Timeout } = connectedService(template);
  const { Value } = server(template).Environment.find(({ Name }: { Name: string }) =>
    Name.endsWith('KEEP_ALIVE_SECONDS'),
  );
  expect(Timeout.PerRequestTimeoutSeconds).toBeGreaterThan(100);
  expect(Timeout.IdleTimeoutSeconds).toBeGreaterThanOrEqual(Timeout.PerRequestTimeoutSeconds);
  expect(Number(Value)).toBeGreaterThan(Timeout.IdleTimeoutSeconds);
});

test('a server that takes all its memory leaves some for the proxy', () => {
  const { Memory } = onlyResource(connected, 'AWS::ECS::TaskDefinition');
  expect(Number(Memory) - server(connected).Memory).toBeGreaterThanOrEqual(64);
  expect(server(discovered).Memory).toBe(Number(Memory));
});

test('on instances too the task has a limit, without which Amazon ECS takes no proxy', () => {
  const template = templateWith(() => ({ access: Access.serviceConnect(), compute: Compute.ec2() }));
  const { Memory } = onlyResource(template, 'AWS::ECS::TaskDefinition');
  expect(Number(Memory) - server(template).Memory).toBeGreaterThanOrEqual(64);
});

test('the proxy knows that it carries HTTP, so it may try again and tell codes apart', () => {
  expect(server(connected).PortMappings).toEqual([
    expect.objectContaining({ Name: 'http', AppProtocol: 'http', ContainerPort: 8080 }),
  ]);
});

test('callers in the namespace use one short name', () => {
  const classifier = shopWith((shop) => ({
    access: Access.serviceConnect({
      dnsName: 'shoes',
      namespace: new cloudmap.HttpNamespace(shop, 'Services', { name: 'shop' }),
    }),
  }));
  expect(classifier.url).toBe('http://shoes:8080');
  const template = Template.fromStack(Stack.of(classifier));
  expect(connectedService(template)).toMatchObject({
    PortName: 'http',
    DiscoveryName: 'shoes',
    ClientAliases: [{ DnsName: 'shoes', Port: 8080 }],
  });
  template.resourceCountIs('AWS::ServiceDiscovery::HttpNamespace', 1);
});

test('nobody can call until you allow it, and then on the port of the server', () => {
  for (const access of [Access.serviceConnect(), Access.serviceDiscovery()]) {
    const classifier = shopWith(() => ({ access }));
    const shop = new ec2.SecurityGroup(classifier, 'Shop', { vpc: classifier.cluster.vpc });
    classifier.connections.allowDefaultPortFrom(shop);
    const template = Template.fromStack(Stack.of(classifier));
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'));
    expect(rules.map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({
        FromPort: 8080,
        SourceSecurityGroupId: { 'Fn::GetAtt': [expect.stringMatching('ClassifierShop'), 'GroupId'] },
      }),
    ]);
  }
});

test('with an authority, proxies speak TLS with each other', () => {
  const arn = 'arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/12345678-1234-1234-1234-123456789012';
  const template = templateWith((shop) => ({
    access: Access.serviceConnect({
      certificateAuthority: acmpca.CertificateAuthority.fromCertificateAuthorityArn(shop, 'Authority', arn),
    }),
  }));
  expect(connectedService(template).Tls).toEqual({
    IssuerCertificateAuthority: { AwsPcaAuthorityArn: arn },
    RoleArn: { 'Fn::GetAtt': [expect.stringMatching('EncryptionRole'), 'Arn'] },
  });
});

test('a name leads to the healthy tasks, and is forgotten within seconds', () => {
  discovered.hasResourceProperties('AWS::ServiceDiscovery::Service', {
    Name: 'classifier',
    DnsConfig: Match.objectLike({ DnsRecords: [{ TTL: 10, Type: 'A' }], RoutingPolicy: 'MULTIVALUE' }),
    HealthCheckCustomConfig: { FailureThreshold: 1 },
  });
  const { url, node } = shopWith(() => ({ access: Access.serviceDiscovery() }));
  expect(Stack.of(node.scope as Stack).resolve(url)).toBe('http://classifier.internal:8080');
});

test('what only a load balancer can count is refused, the rest is counted by the servers', () => {
  const classifier = shopWith(() => ({ access: Access.serviceConnect() }));
  expect(() => classifier.metricUnanswered()).toThrow('[access-load-balancer]');
  const own = [classifier.metricRequests(), classifier.metricResponseTime(), classifier.metricServerErrors()];
  expect(own.map(({ namespace, metricName, statistic }) => `${namespace} ${metricName} ${statistic}`)).toEqual([
    'ImageClassifier Requests Sum',
    'ImageClassifier RequestSeconds p99',
    'ImageClassifier Faults Sum',
  ]);
});
