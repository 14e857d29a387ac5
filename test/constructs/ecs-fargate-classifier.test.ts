import { App, CfnParameter, Duration, aws_ec2 as ec2, aws_ecs as ecs, Size, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Access, Compute, Containers, EcsFargateClassifier, ModelStore } from '../../lib';
import { onlyResource, shopWith, templateWith } from './synthesized';

const byDefault = templateWith();
const attributes = (list: { Key: string; Value: unknown }[]): Record<string, unknown> =>
  Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));

test('a release that does not become healthy is rolled back, and takes no task away before', () => {
  byDefault.hasResourceProperties('AWS::ECS::Service', {
    AvailabilityZoneRebalancing: 'ENABLED',
    DeploymentConfiguration: {
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      MinimumHealthyPercent: 100,
      MaximumPercent: 200,
    },
  });
});

test('tasks start only when their way to Amazon ECR exists', () => {
  const { DependsOn } = Object.values(byDefault.findResources('AWS::ECS::Service'))[0];
  const endpoints = Object.keys(byDefault.findResources('AWS::EC2::VPCEndpoint'));
  expect(endpoints).toHaveLength(4);
  expect(DependsOn).toEqual(expect.arrayContaining(endpoints));
});

test('the server runs as nobody, holds no capability and can write only to /tmp', () => {
  const [server] = onlyResource(byDefault, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
  expect(server).toMatchObject({ User: '10001:10001', ReadonlyRootFilesystem: true });
  expect(server.LinuxParameters.Capabilities).toEqual({ Drop: ['ALL'] });
  expect(server.LinuxParameters.Tmpfs).toEqual([expect.objectContaining({ ContainerPath: '/tmp' })]);
});

test('no variable is set that only repeats a default of the server', () => {
  const [server] = onlyResource(byDefault, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
  expect(server.Environment.map(({ Name }: { Name: string }) => Name)).toEqual([
    'IMAGE_CLASSIFIER_PROCESSES',
    'IMAGE_CLASSIFIER_SERVICE_NAME',
    'IMAGE_CLASSIFIER_CLOUDWATCH_SECONDS',
  ]);
});

test.each([
  [256, 512, '1'],
  [1024, 8192, '1'],
  [4096, 8192, '4'],
  [16384, 32768, '16'],
])(
  'with cpu %s and %s MiB the server knows its own size, whatever the machine below has',
  (cpu, memoryMiB, processes) => {
    const task = onlyResource(
      templateWith(() => ({ compute: Compute.fargate({ cpu, memoryMiB }) })),
      'AWS::ECS::TaskDefinition',
    );
    expect(task).toMatchObject({ Cpu: `${cpu}`, Memory: `${memoryMiB}` });
    expect(task.ContainerDefinitions).toEqual([expect.objectContaining({ Cpu: cpu, Memory: memoryMiB })]);
    expect(task.ContainerDefinitions[0].Environment).toContainEqual({
      Name: 'IMAGE_CLASSIFIER_PROCESSES',
      Value: processes,
    });
  },
);

test('a size that only deployment will know leaves the number of processes to the server', () => {
  const template = templateWith((shop) => ({
    compute: Compute.fargate({
      cpu: new CfnParameter(shop, 'Cpu', { type: 'Number' }).valueAsNumber,
      memoryMiB: new CfnParameter(shop, 'Memory', { type: 'Number' }).valueAsNumber,
    }),
  }));
  const [server] = onlyResource(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
  expect(server).toMatchObject({ Cpu: { Ref: 'Cpu' }, Memory: { Ref: 'Memory' } });
  expect(JSON.stringify(server.Environment)).not.toContain('PROCESSES');
});

test('tasks are ARM64 unless you ask for x86', () => {
  const architecture = { RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' } };
  byDefault.hasResourceProperties('AWS::ECS::TaskDefinition', architecture);
  templateWith(() => ({
    compute: Compute.fargate({ cpuArchitecture: ecs.CpuArchitecture.X86_64 }),
  })).hasResourceProperties('AWS::ECS::TaskDefinition', { RuntimePlatform: { CpuArchitecture: 'X86_64' } });
});

test('tasks may load their image and write their log, and nothing else', () => {
  const policies = Object.values(byDefault.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.PolicyName.includes('Task'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action }) => Action);
  expect(policies.sort()).toEqual([
    'ecr:BatchCheckLayerAvailability',
    'ecr:BatchGetImage',
    'ecr:GetAuthorizationToken',
    'ecr:GetDownloadUrlForLayer',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ]);
});

test('no caller meets a connection that the server has closed', () => {
  const balancer = attributes(
    onlyResource(byDefault, 'AWS::ElasticLoadBalancingV2::LoadBalancer').LoadBalancerAttributes,
  );
  const target = attributes(onlyResource(byDefault, 'AWS::ElasticLoadBalancingV2::TargetGroup').TargetGroupAttributes);
  expect(balancer['idle_timeout.timeout_seconds']).toBe('60');
  expect(balancer['routing.http.drop_invalid_header_fields.enabled']).toBe('true');
  expect(balancer['routing.http2.enabled']).toBe('true');
  expect(target['deregistration_delay.timeout_seconds']).toBe('30');
});

test('a slower answer is waited for everywhere', () => {
  const template = templateWith(() => ({ server: { requestTimeout: Duration.seconds(100) } }));
  const [server] = onlyResource(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
  expect(server.Environment).toEqual(
    expect.arrayContaining([
      { Name: 'IMAGE_CLASSIFIER_REQUEST_TIMEOUT_SECONDS', Value: '100' },
      { Name: 'IMAGE_CLASSIFIER_KEEP_ALIVE_SECONDS', Value: '120' },
    ]),
  );
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
    LoadBalancerAttributes: Match.arrayWith([{ Key: 'idle_timeout.timeout_seconds', Value: '105' }]),
  });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
    TargetGroupAttributes: Match.arrayWith([{ Key: 'deregistration_delay.timeout_seconds', Value: '100' }]),
  });
});

test('tasks get requests only while they are ready for new ones', () => {
  byDefault.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { HealthCheckPath: '/health/ready' });
});

test('every request leaves a line in a bucket, in any region', () => {
  byDefault.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 's3:PutObject',
          Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
        }),
      ]),
    },
  });
});

test('access logs go to a bucket of yours', () => {
  const template = templateWith((shop) => ({ accessLogs: new s3.Bucket(shop, 'Logs') }));
  template.resourceCountIs('AWS::S3::Bucket', 1);
});

test('the load balancer, and with it the stack, can be deleted unless you say otherwise', () => {
  const keptBy = (template: Template) =>
    attributes(onlyResource(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').LoadBalancerAttributes)[
      'deletion_protection.enabled'
    ];
  expect(keptBy(byDefault)).toBe('false');
  expect(keptBy(templateWith(() => ({ deletionProtection: true })))).toBe('true');
});

test('models get no memory that the proxy of Service Connect has', () => {
  const budget = (memoryBudget: Size) => (shop: Stack) => ({
    access: Access.serviceConnect(),
    containers: Containers.multiModel({ repository: new ModelStore(shop, 'Models'), memoryBudget }),
  });
  const most = 'memoryBudget must be between 65 and 1824 MiB in a task of 1920 MiB, got 1825 MiB';
  expect(() => shopWith(budget(Size.mebibytes(1825)))).toThrow(most);
  expect(() => shopWith(budget(Size.mebibytes(1824)))).not.toThrow();
});

test('joins your cluster and its network', () => {
  const template = templateWith((shop) => {
    const vpc = new ec2.Vpc(shop, 'Vpc');
    return { compute: Compute.existingCluster({ cluster: new ecs.Cluster(shop, 'Cluster', { vpc }) }), vpc };
  });
  template.resourceCountIs('AWS::ECS::Cluster', 1);
  template.resourceCountIs('AWS::EC2::VPC', 1);
});

test('several classifiers fit in one stack', () => {
  const shop = new Stack(new App(), 'Shop');
  const shoes = new EcsFargateClassifier(shop, 'Shoes');
  new EcsFargateClassifier(shop, 'Bags', { compute: Compute.existingCluster({ cluster: shoes.cluster }) });
  Template.fromStack(shop).resourceCountIs('AWS::ECS::Service', 2);
});

test('offers the metrics that alarms are made of', () => {
  const classifier = shopWith();
  const names = [
    classifier.metricRequests(),
    classifier.metricResponseTime(),
    classifier.metricServerErrors(),
    classifier.metricUnanswered(),
    classifier.metricCpuUtilization(),
  ].map(({ namespace, metricName, statistic }) => `${namespace} ${metricName} ${statistic}`);
  expect(names).toEqual([
    'AWS/ApplicationELB RequestCount Sum',
    'AWS/ApplicationELB TargetResponseTime p99',
    'AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum',
    'AWS/ApplicationELB HTTPCode_ELB_5XX_Count Sum',
    'AWS/ECS CPUUtilization Average',
  ]);
});

test('rights for the running server are granted to the classifier', () => {
  const classifier = shopWith();
  new s3.Bucket(classifier, 'Models').grantRead(classifier);
  Template.fromStack(Stack.of(classifier)).hasResourceProperties('AWS::IAM::Policy', {
    Roles: [{ Ref: Match.stringLikeRegexp('TaskTaskRole') }],
  });
});
