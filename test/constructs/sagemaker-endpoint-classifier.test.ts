import { App, aws_cloudwatch as cloudwatch, Duration, aws_iam as iam, aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  GoldenPictures,
  Hosting,
  type InvokeOptions,
  Network,
  Release,
  SageMakerEndpointClassifier,
  type SageMakerEndpointClassifierProps,
} from '../../lib';
import { onlyResource } from './synthesized';
import { endpointTemplate, everyHosting, shopWithEndpoint } from './synthesized-endpoint';

const endpoint = (template: Template) => onlyResource(template, 'AWS::SageMaker::Endpoint');

describe.each(everyHosting)('an endpoint: %s', (mode, hosting) => {
  const classifier = shopWithEndpoint((shop) => ({ hosting: hosting(shop) }));
  const template = Template.fromStack(Stack.of(classifier));

  test('its name says how it is hosted, is known before deployment, and nothing that is replaced has one', () => {
    expect(classifier.endpointName).toMatch(/^[a-z0-9-]{1,63}$/);
    expect(classifier.endpointName.endsWith(`-${mode}`)).toBe(true);
    for (const { Properties } of Object.values(template.findResources('AWS::SageMaker::Model'))) {
      expect(Properties).not.toHaveProperty('ModelName');
    }
    expect(onlyResource(template, 'AWS::SageMaker::EndpointConfig')).not.toHaveProperty('EndpointConfigName');
  });

  test('a deployment leaves the number of instances alone', () => {
    expect(endpoint(template)).toMatchObject({
      RetainAllVariantProperties: true,
      ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' }],
    });
  });

  test('models wait for the rights of their role, and the endpoint for nothing that waits for it', () => {
    for (const model of Object.values(template.findResources('AWS::SageMaker::Model'))) {
      expect(model.DependsOn.join()).toContain('RoleDefaultPolicy');
    }
  });

  test('its log has an end', () => {
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: `/aws/sagemaker/Endpoints/${classifier.endpointName}`,
      RetentionInDays: 30,
    });
  });
});

test.each(everyHosting)('callers of %s get exactly one right', (mode, hosting) => {
  const classifier = shopWithEndpoint((shop) => ({ hosting: hosting(shop) }));
  const shop = Stack.of(classifier);
  classifier.grantSubmit(new iam.Role(shop, 'Caller', { assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com') }));
  const Action = mode === 'asynchronous' ? 'sagemaker:InvokeEndpointAsync' : 'sagemaker:InvokeEndpoint';
  Template.fromStack(shop).hasResourceProperties('AWS::IAM::Policy', {
    PolicyName: Match.stringLikeRegexp('Caller'),
    PolicyDocument: { Statement: [{ Action, Effect: 'Allow' }] },
  });
});

describe('releases', () => {
  const deployment = (props: SageMakerEndpointClassifierProps) =>
    endpoint(endpointTemplate(() => props)).DeploymentConfig;

  test('a canary of 5 % for 10 minutes, rolled back by alarms of the new instances alone', () => {
    const template = endpointTemplate();
    const { BlueGreenUpdatePolicy, AutoRollbackConfiguration } = endpoint(template).DeploymentConfig;
    expect(BlueGreenUpdatePolicy).toEqual({
      TrafficRoutingConfiguration: {
        Type: 'CANARY',
        CanarySize: { Type: 'CAPACITY_PERCENT', Value: 5 },
        WaitIntervalInSeconds: 600,
      },
      TerminationWaitInSeconds: 600,
      MaximumExecutionTimeoutInSeconds: 4800,
    });
    expect(AutoRollbackConfiguration.Alarms).toHaveLength(2);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Invocation5XXErrors',
      Dimensions: Match.arrayWith([Match.objectLike({ Name: 'EndpointConfigName' })]),
    });
  });

  test('linear, all at once and rolling', () => {
    const linear = deployment({ release: Release.linear({ stepPercent: 25, stepBakeTime: Duration.minutes(2) }) });
    expect(linear.BlueGreenUpdatePolicy).toMatchObject({
      TrafficRoutingConfiguration: { Type: 'LINEAR', LinearStepSize: { Value: 25 }, WaitIntervalInSeconds: 120 },
      MaximumExecutionTimeoutInSeconds: 4 * 120 + 600 + 3600,
    });
    expect(deployment({ release: Release.blueGreen() }).BlueGreenUpdatePolicy).toMatchObject({
      TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE' },
    });
    expect(deployment({ release: Release.rolling() }).RollingUpdatePolicy).toMatchObject({
      MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 50 },
    });
  });

  test('alarms of yours, or none', () => {
    expect(deployment({ release: Release.canary({ alarms: [] }) })).not.toHaveProperty('AutoRollbackConfiguration');
    const template = endpointTemplate((shop) => {
      const alarms = [
        cloudwatch.Alarm.fromAlarmArn(shop, 'Mine', 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:mine'),
      ];
      return { release: Release.canary({ alarms }) };
    });
    expect(endpoint(template).DeploymentConfig.AutoRollbackConfiguration.Alarms).toEqual([{ AlarmName: 'mine' }]);
  });

  test('ten alarms at most: of many variants, errors alone', () => {
    const challengers = Array.from({ length: 5 }, (_, place) => ({ name: `v${place}` }));
    const { Alarms } = deployment({ hosting: Hosting.realTime({ challengers }) }).AutoRollbackConfiguration;
    expect(Alarms).toHaveLength(6);
  });

  test.each<[string, SageMakerEndpointClassifierProps]>([
    ['a canary of more than half', { release: Release.canary({ percent: 51 }) }],
    ['a share that is no whole percent', { release: Release.canary({ percent: 2.5 }) }],
    ['linear steps of less than a tenth', { release: Release.linear({ stepPercent: 5 }) }],
    ['a wait of more than an hour', { release: Release.canary({ bakeTime: Duration.hours(2) }) }],
    [
      'waits of more than 8 hours in all',
      { release: Release.linear({ stepPercent: 10, stepBakeTime: Duration.hours(1) }) },
    ],
    [
      'golden pictures, which have no listener here',
      { release: Release.canary({ goldenPictures: GoldenPictures.drawn() }) },
    ],
    ['a port for tests', { release: Release.canary({ testListenerPort: 9000 }) }],
    ['any release of a serverless endpoint', { hosting: Hosting.serverless(), release: Release.canary() }],
    [
      'a rolling one of several variants',
      { hosting: Hosting.realTime({ challengers: [{ name: 'b' }] }), release: Release.rolling() },
    ],
  ])('refused: %s', (_, props) => {
    expect(() => shopWithEndpoint(() => props)).toThrow(/\[sagemaker-r(elease|ollout[a-z-]*)\]/);
  });
});

test('the role may write its log and publish metrics, load its image, look at its alarms, and nothing else', () => {
  const template = endpointTemplate();
  const statements = Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('ClassifierRole'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  const actions = statements.flatMap(({ Action }) => Action).sort();
  expect(actions).toEqual([
    'cloudwatch:DescribeAlarms',
    'cloudwatch:PutMetricData',
    'ecr:BatchCheckLayerAvailability',
    'ecr:BatchGetImage',
    'ecr:GetAuthorizationToken',
    'ecr:GetDownloadUrlForLayer',
    'logs:CreateLogStream',
    'logs:DescribeLogStreams',
    'logs:PutLogEvents',
  ]);
  const everywhere = statements.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action);
  expect(everywhere.sort()).toEqual(['cloudwatch:PutMetricData', 'ecr:GetAuthorizationToken']);
});

test('a network of yours: private subnets, a group of its own, and the rights for it', () => {
  const template = endpointTemplate((shop) => ({ vpc: new Network(shop, 'Network').vpc }));
  const { VpcConfig } = onlyResource(template, 'AWS::SageMaker::Model');
  expect(VpcConfig.Subnets).toHaveLength(2);
  expect(JSON.stringify(template.toJSON())).toContain('ec2:CreateNetworkInterfacePermission');
});

test('models come through a network of yours, even to containers that reach none', () => {
  const template = endpointTemplate((shop) => ({ vpc: new Network(shop, 'Network').vpc }));
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    GroupDescription: 'Shop/Classifier/SecurityGroup',
    SecurityGroupEgress: [Match.objectLike({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })],
  });
});

test('an answer is slow at half of the time that its server gives it', () => {
  const hosting = Hosting.realTime({ server: { requestTimeout: Duration.seconds(50) } });
  endpointTemplate(() => ({ hosting })).hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'ModelLatency',
    Threshold: 25_000_000,
  });
});

test('instances of t2, which nothing scales, are as many as chosen after every deployment', () => {
  const hosting = Hosting.realTime({ instanceType: 'ml.t2.large', minInstances: 3, maxInstances: 3 });
  const template = endpointTemplate(() => ({ hosting }));
  template.resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 0);
  expect(endpoint(template).ExcludeRetainedVariantProperties).toContainEqual({
    VariantPropertyType: 'DesiredInstanceCount',
  });
});

test('captured requests are kept for 30 days, and a key of yours encrypts the disks', () => {
  const template = endpointTemplate((shop) => ({
    dataCapture: { percent: 10 },
    encryptionKey: new kms.Key(shop, 'Key'),
  }));
  const config = onlyResource(template, 'AWS::SageMaker::EndpointConfig');
  expect(config.DataCaptureConfig).toMatchObject({ EnableCapture: true, InitialSamplingPercentage: 10 });
  expect(config.KmsKeyId).toBeDefined();
});

test('SageMaker reads no metrics of the server unless that is asked for: it would charge for them', () => {
  const { MetricsConfig } = onlyResource(endpointTemplate(), 'AWS::SageMaker::EndpointConfig');
  expect(MetricsConfig).toEqual({ EnableDetailedObservability: false, EnableEnhancedMetrics: false });
  const asked = endpointTemplate(() => ({ observability: { detailed: true, frequency: Duration.seconds(10) } }));
  expect(onlyResource(asked, 'AWS::SageMaker::EndpointConfig').MetricsConfig).toMatchObject({
    EnableDetailedObservability: true,
    MetricPublishFrequencyInSeconds: 10,
  });
});

test('grants name models where there are many, containers where there are several, and else would let nobody in', () => {
  const rights = (mode: string, options: InvokeOptions) => {
    const hosting = everyHosting.find(([name]) => name === mode)?.[1];
    const classifier = shopWithEndpoint((shop) => ({ hosting: hosting?.(shop) }));
    const assumedBy = new iam.ServicePrincipal('lambda.amazonaws.com');
    classifier.grants.invoke(new iam.Role(Stack.of(classifier), 'Caller', { assumedBy }), options);
    return JSON.stringify(Template.fromStack(Stack.of(classifier)).findResources('AWS::IAM::Policy'));
  };
  const [models, containers] = [['shoes/*'], ['vision']];
  expect(rights('multi-model', { models })).toContain('{"StringLike":{"sagemaker:TargetModel":["shoes/*"]}}');
  expect(rights('multi-container', { containers })).toContain('{"sagemaker:TargetContainerHostname":["vision"]}');
  expect(() => rights('real-time', { models })).toThrow(
    'Shop/Classifier: models must be left out for real-time hosting, got shoes/* [sagemaker-grant]',
  );
});

test('metrics name the endpoint', () => {
  const classifier = shopWithEndpoint();
  expect(classifier.metric('Invocations').dimensions).toMatchObject({
    EndpointName: classifier.endpointName,
    VariantName: 'main',
  });
  expect(classifier.metricClassified().dimensions).toMatchObject({ service: classifier.endpointName });
});

test('two endpoints share a stack, and the function that guards them', () => {
  const shop = new Stack(new App(), 'Shop');
  const [one, two] = ['One', 'Two'].map((id) => new SageMakerEndpointClassifier(shop, id));
  expect(one.endpointName).not.toBe(two.endpointName);
  const guards = Template.fromStack(shop).findResources('AWS::Lambda::Function', {
    Properties: { Description: 'Takes endpoints out of Application Auto Scaling while they are updated' },
  });
  expect(Object.keys(guards)).toHaveLength(1);
});
