import { Duration, aws_ecr as ecr, aws_ecs as ecs, type Stack } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Access, Compute, Network, Sidecar } from '../../lib';
import { onlyResource, templateWith } from './synthesized';
import { fleetTemplate } from './synthesized-fleet';

const nat = (shop: Stack) => new Network(shop, 'Network', { natGateways: 1 }).vpc;
const withSidecars = (...sidecars: Sidecar[]) => templateWith((shop) => ({ vpc: nat(shop), sidecars }));
const task = (template: Template) => onlyResource(template, 'AWS::ECS::TaskDefinition');

/** The containers of the task by their names. */
const containers = (template: Template) =>
  Object.fromEntries(task(template).ContainerDefinitions.map((one: { Name: string }) => [one.Name, one]));

const variable = ({ Environment }: { Environment: { Name: string; Value: unknown }[] }, name: string) =>
  Environment.find(({ Name }) => Name === name)?.Value;

/** What the task may do. */
function statements(template: Template): { Action: unknown; Resource: unknown }[] {
  const policies = template.findResources('AWS::IAM::Policy', {
    Properties: { PolicyName: Match.stringLikeRegexp('TaskTaskRole') },
  });
  return Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

const proxy = (options: Partial<Parameters<typeof Sidecar.custom>[0]> = {}) => {
  const image = ecs.ContainerImage.fromRegistry('ghcr.io/shop/proxy:1');
  return Sidecar.custom({ name: 'proxy', image, cpu: 100, memoryMiB: 200, ...options });
};
const healthCheck = { command: ['CMD', '/ok'], interval: Duration.seconds(5) };

describe('Sidecar.adot()', () => {
  const template = withSidecars(Sidecar.adot());
  const { server, adot } = containers(template);

  test('takes the traces of the server, which starts once the collector is healthy', () => {
    expect(variable(server, 'IMAGE_CLASSIFIER_TRACES_ENDPOINT')).toBe('http://localhost:4318/v1/traces');
    expect(server.DependsOn).toEqual([{ ContainerName: 'adot', Condition: 'HEALTHY' }]);
    expect(adot.HealthCheck.Command).toEqual(['CMD', '/healthcheck']);
  });

  test('gives the task the right to write to X-Ray and no other', () => {
    expect(statements(template)).toEqual([
      { Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
    ]);
  });

  test('its end is not the end of the task: it is started again', () => {
    expect(adot).toMatchObject({ Essential: false, RestartPolicy: { Enabled: true } });
  });
});

describe('Sidecar.fluentBit()', () => {
  const template = withSidecars(Sidecar.fluentBit());
  const { server, 'log-router': router } = containers(template);

  test('every line comes to the log group as the server wrote it, so that its metrics are found', () => {
    expect(server.LogConfiguration).toEqual({
      LogDriver: 'awsfirelens',
      Options: {
        Name: 'cloudwatch_logs',
        region: { Ref: 'AWS::Region' },
        log_group_name: { Ref: expect.stringMatching(/^ClassifierLog/) },
        log_stream_prefix: 'classifier/',
        auto_create_group: 'false',
        log_key: 'log',
        log_format: 'json/emf',
      },
    });
    expect(server.DependsOn).toEqual([{ ContainerName: 'log-router', Condition: 'START' }]);
  });

  test('a server that nobody hears is replaced, because scaling reads its log', () => {
    expect(router).toMatchObject({ Essential: true, FirelensConfiguration: { Type: 'fluentbit' }, User: '0' });
  });

  test('the task may write to that log group and nowhere else', () => {
    expect(statements(template)).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ClassifierLog/), 'Arn'] },
      },
    ]);
  });

  test('lines can go elsewhere, and then the task gets no right to the log group', () => {
    const logOptions = { Name: 'firehose', region: 'eu-central-1', delivery_stream: 'shop' };
    const elsewhere = withSidecars(Sidecar.fluentBit({ logOptions }));
    expect(containers(elsewhere).server.LogConfiguration.Options).toEqual(logOptions);
    expect(statements(elsewhere)).toEqual([]);
  });
});

test('the CloudWatch agent asks the server for all its metrics and writes them into its own log', () => {
  const template = withSidecars(Sidecar.cloudWatchAgent({ metrics: ['^image_classifier_drift_'] }));
  const agent = containers(template)['cloudwatch-agent'];
  const scraped = JSON.parse(variable(agent, 'PROMETHEUS_CONFIG_CONTENT') as string);
  expect(scraped.scrape_configs).toEqual([
    expect.objectContaining({
      metrics_path: '/metrics',
      static_configs: [{ targets: ['localhost:8080'], labels: { service: expect.stringContaining('Classifier') } }],
    }),
  ]);
  const written = JSON.stringify(variable(agent, 'CW_CONFIG_CONTENT'));
  expect(written).toContain('^image_classifier_drift_');
  expect(written).toContain('ClassifierSidecarLog');
  expect(statements(template)).toEqual([
    expect.objectContaining({
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^ClassifierSidecarLog/), 'Arn'] },
    }),
  ]);
});

describe('a container of yours', () => {
  test('may do nothing but what its image does: no root, no capabilities, nothing writable but /tmp', () => {
    expect(containers(withSidecars(proxy())).proxy).toMatchObject({
      User: '10001:10001',
      ReadonlyRootFilesystem: true,
      LinuxParameters: { Capabilities: { Drop: ['ALL'] }, Tmpfs: [expect.objectContaining({ ContainerPath: '/tmp' })] },
    });
  });

  test('starts in the order that is written, and the server after all of them', () => {
    const { server, cache } = containers(
      withSidecars(proxy({ healthCheck }), proxy({ name: 'cache', startsAfter: ['proxy'] })),
    );
    expect(cache.DependsOn).toEqual([{ ContainerName: 'proxy', Condition: 'HEALTHY' }]);
    expect(server.DependsOn).toEqual([
      { ContainerName: 'proxy', Condition: 'HEALTHY' },
      { ContainerName: 'cache', Condition: 'START' },
    ]);
  });

  test('what it takes of the task, the server does not have', () => {
    const { server, proxy: beside } = containers(withSidecars(proxy(), Sidecar.adot()));
    expect(beside).toMatchObject({ Cpu: 100, Memory: 200 });
    expect(server).toMatchObject({ Cpu: 1024 - 100 - 64, Memory: 2048 - 200 - 256 });
    expect(variable(server, 'IMAGE_CLASSIFIER_PROCESSES')).toBe('1');
  });

  test('leaves the proxy of Service Connect its memory', () => {
    const template = templateWith((shop) => ({
      vpc: nat(shop),
      access: Access.serviceConnect(),
      sidecars: [proxy()],
    }));
    expect(containers(template).server.Memory).toBe(2048 - 200 - 128);
  });

  test('in Amazon ECR needs no way to the internet, and a network of the pattern leads to what it calls', () => {
    const template = templateWith((shop) => ({
      compute: Compute.fargate(),
      sidecars: [
        Sidecar.adot({ image: ecs.ContainerImage.fromEcrRepository(new ecr.Repository(shop, 'Copies'), 'v0.48.0') }),
      ],
    }));
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    const endpoints = Object.values(template.findResources('AWS::EC2::VPCEndpoint'));
    expect(JSON.stringify(endpoints)).toContain('.xray');
  });
});

test('a worker of a fleet has sidecars too, and a way to what they call', () => {
  const template = fleetTemplate((shop) => ({
    sidecars: [
      Sidecar.adot({ image: ecs.ContainerImage.fromEcrRepository(new ecr.Repository(shop, 'Copies'), 'v0.48.0') }),
    ],
  }));
  const { server } = containers(template);
  expect(server).toMatchObject({
    Cpu: 960,
    Memory: 1792,
    DependsOn: [{ ContainerName: 'adot', Condition: 'HEALTHY' }],
  });
  expect(variable(server, 'IMAGE_CLASSIFIER_TRACES_ENDPOINT')).toBe('http://localhost:4318/v1/traces');
  expect(JSON.stringify(template.findResources('AWS::EC2::VPCEndpoint'))).toContain('.xray');
  expect(statements(template)).toContainEqual(
    expect.objectContaining({ Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'] }),
  );
});
