import { aws_applicationautoscaling as appscaling, CfnParameter, Size, Stack, TimeZone } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ContainerOrder, Decoding, Hosting, ModelArtifact, ModelStore, Scaling } from '../../lib';
import { onlyResource } from './synthesized';
import { endpointTemplate, shopWithEndpoint } from './synthesized-endpoint';

const config = (template: Template) => onlyResource(template, 'AWS::SageMaker::EndpointConfig');
const models = (template: Template) =>
  Object.values(template.findResources('AWS::SageMaker::Model')).map(({ Properties }) => Properties);
const policies = (template: Template) =>
  Object.values(template.findResources('AWS::ApplicationAutoScaling::ScalingPolicy')).map(
    ({ Properties }) => Properties,
  );

describe('real-time', () => {
  test('two instances follow the requests at once, every 10 seconds, at 0.6 of a request for each vCPU', () => {
    const template = endpointTemplate();
    const [variant, ...others] = config(template).ProductionVariants;
    expect(others).toEqual([]);
    expect(variant).toMatchObject({ VariantName: 'main', InstanceType: 'ml.c7g.xlarge', InitialInstanceCount: 2 });
    const [policy] = policies(template);
    expect(policy.TargetTrackingScalingPolicyConfiguration).toMatchObject({
      TargetValue: 2.4,
      PredefinedMetricSpecification: {
        PredefinedMetricType: 'SageMakerVariantConcurrentRequestsPerModelHighResolution',
      },
    });
  });

  test('other scaling is what it is with tasks, in the words of SageMaker', () => {
    const requests = Hosting.realTime({ scaling: Scaling.onRequests({ perTarget: 300 }) });
    expect(policies(endpointTemplate(() => ({ hosting: requests })))[0]).toMatchObject({
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 300,
        PredefinedMetricSpecification: { PredefinedMetricType: 'SageMakerVariantInvocationsPerInstance' },
      },
    });
    const cpu = Hosting.realTime({ scaling: Scaling.onCpu({ targetPercent: 50 }) });
    const template = endpointTemplate(() => ({ hosting: cpu }));
    // The metric is the sum of the 4 vCPUs.
    expect(policies(template)[0].TargetTrackingScalingPolicyConfiguration).toMatchObject({
      TargetValue: 200,
      CustomizedMetricSpecification: { Namespace: '/aws/sagemaker/Endpoints', MetricName: 'CPUUtilization' },
    });
  });

  test('challengers share the requests, and each scales by its own', () => {
    const hosting = Hosting.realTime({
      weight: 9,
      challengers: [
        { name: 'fast', server: { decode: Decoding.FAST }, instanceType: 'ml.c7i.xlarge', minInstances: 1 },
      ],
    });
    const template = endpointTemplate(() => ({ hosting }));
    expect(config(template).ProductionVariants).toMatchObject([
      { VariantName: 'main', InitialVariantWeight: 9, InstanceType: 'ml.c7g.xlarge' },
      { VariantName: 'fast', InitialVariantWeight: 1, InstanceType: 'ml.c7i.xlarge', InitialInstanceCount: 1 },
    ]);
    template.resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 2);
    const images = models(template).map(({ PrimaryContainer }) => JSON.stringify(PrimaryContainer.Image));
    expect(new Set(images).size).toBe(2);
  });

  test('a shadow gets its share of what the other gets', () => {
    const hosting = Hosting.realTime({ weight: 2, shadow: { percent: 50 } });
    expect(config(endpointTemplate(() => ({ hosting }))).ShadowProductionVariants).toMatchObject([
      { VariantName: 'shadow', InitialVariantWeight: 1 },
    ]);
  });

  test('a version of a store is fetched as it lies there; a model of this disk is packed first', () => {
    const stored = endpointTemplate((shop) => {
      const model = ModelArtifact.fromVersion(new ModelStore(shop, 'Models', { prefix: 'live' }), 'shoes', 3);
      return { hosting: Hosting.realTime({ model }) };
    });
    const { S3DataSource } = models(stored)[0].PrimaryContainer.ModelDataSource;
    expect(S3DataSource).toMatchObject({ S3DataType: 'S3Prefix', CompressionType: 'None' });
    expect(JSON.stringify(S3DataSource.S3Uri)).toContain('/live/shoes/3/');
    stored.resourceCountIs('Custom::ImageClassifierModelArchive', 0);

    const own = endpointTemplate(() => ({
      hosting: Hosting.realTime({ model: ModelArtifact.fromAsset('container/model') }),
    }));
    own.resourceCountIs('Custom::ImageClassifierModelArchive', 1);
    expect(JSON.stringify(models(own)[0].PrimaryContainer.ModelDataUrl)).toContain('ModelDataUrl');
  });

  test('the latest version is refused: instances that start later would have another one', () => {
    const latest = () =>
      shopWithEndpoint((shop) => ({
        hosting: Hosting.realTime({ model: ModelArtifact.latest(new ModelStore(shop, 'Models'), 'shoes') }),
      }));
    expect(latest).toThrow('[sagemaker-model-latest]');
  });

  test.each([
    ['a spike guard', Scaling.onConcurrency().withSpikeGuard()],
    ['a forecast', Scaling.onCpu().withPrediction()],
  ])('%s is refused', (_, scaling) => {
    expect(() => shopWithEndpoint(() => ({ hosting: Hosting.realTime({ scaling }) }))).toThrow('[sagemaker-scaling]');
  });

  test('peaks raise the minimum', () => {
    const hosting = Hosting.realTime({
      schedules: [
        {
          name: 'Sale',
          workers: 10,
          from: appscaling.Schedule.cron({ hour: '17' }),
          until: appscaling.Schedule.cron({ hour: '22' }),
          timeZone: TimeZone.EUROPE_BERLIN,
        },
      ],
    });
    const target = onlyResource(
      endpointTemplate(() => ({ hosting })),
      'AWS::ApplicationAutoScaling::ScalableTarget',
    );
    expect(target).toMatchObject({
      MinCapacity: 2,
      MaxCapacity: 20,
      ScheduledActions: [
        { ScheduledActionName: 'SaleBegins', Timezone: 'Europe/Berlin', ScalableTargetAction: { MinCapacity: 10 } },
        { ScheduledActionName: 'SaleEnds', ScalableTargetAction: { MinCapacity: 2 } },
      ],
    });
  });
});

test('serverless: x86-64, an archive, and warm executions that follow their use', () => {
  const hosting = Hosting.serverless({
    memorySize: Size.gibibytes(2),
    provisionedConcurrency: 1,
    maxProvisionedConcurrency: 5,
    model: ModelArtifact.fromAsset('container/model'),
  });
  const template = endpointTemplate(() => ({ hosting }));
  expect(config(template).ProductionVariants[0]).toMatchObject({
    ServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 20, ProvisionedConcurrency: 1 },
  });
  expect(config(template)).not.toHaveProperty('MetricsConfig');
  expect(models(template)[0]).toMatchObject({ EnableNetworkIsolation: false });
  template.resourceCountIs('Custom::ImageClassifierModelArchive', 1);
  template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
    ScalableDimension: 'sagemaker:variant:DesiredProvisionedConcurrency',
    MinCapacity: 1,
    MaxCapacity: 5,
  });
});

describe('asynchronous', () => {
  const template = endpointTemplate(() => ({ hosting: Hosting.asynchronous() }));

  test('it follows what waits for each instance, by the dimension that SageMaker publishes', () => {
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 5,
        CustomizedMetricSpecification: {
          MetricName: 'ApproximateBacklogSizePerInstance',
          Namespace: 'AWS/SageMaker',
          Dimensions: [{ Name: 'EndpointName', Value: Match.stringLikeRegexp('-asynchronous$') }],
        },
      },
    });
  });

  test('one request that waits wakes it from zero', () => {
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 0, MaxCapacity: 20 });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'HasBacklogWithoutCapacity',
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      Dimensions: [{ Name: 'EndpointName' }],
    });
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      PolicyType: 'StepScaling',
      StepScalingPolicyConfiguration: { StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }] },
    });
  });

  test('answers and failures go to a bucket that forgets them after 30 days', () => {
    const { AsyncInferenceConfig } = config(template);
    expect(JSON.stringify(AsyncInferenceConfig.OutputConfig)).toMatch(/"\/failures".*"\/answers"/);
    expect(AsyncInferenceConfig.ClientConfig).toEqual({ MaxConcurrentInvocationsPerInstance: 4 });
  });
});

test('multi-container: each has a name, an image for its processor, and its part of the CPUs', () => {
  const hosting = Hosting.multiContainer({
    order: ContainerOrder.DIRECT,
    instanceType: 'ml.g5.xlarge',
    containers: [{ name: 'vision', gpu: true }, { name: 'statistics' }],
  });
  const [{ Containers, InferenceExecutionConfig }] = models(endpointTemplate(() => ({ hosting })));
  expect(InferenceExecutionConfig).toEqual({ Mode: 'Direct' });
  expect(Containers).toMatchObject([
    { ContainerHostname: 'vision', Environment: { IMAGE_CLASSIFIER_EXECUTION_PROVIDER: 'cuda' } },
    { ContainerHostname: 'statistics', Environment: { IMAGE_CLASSIFIER_PROCESSES: '2' } },
  ]);
  expect(Containers[1].Environment).not.toHaveProperty('IMAGE_CLASSIFIER_EXECUTION_PROVIDER');
  expect(Containers[0].Image).not.toEqual(Containers[1].Image);
});

test('inference components: each says what a copy needs, follows its requests, and wakes by the first that fails', () => {
  const hosting = Hosting.inferenceComponents({
    components: [{ name: 'shoes', cpus: 2, memory: Size.gibibytes(2), minCopies: 0, maxCopies: 5 }],
  });
  const template = endpointTemplate(() => ({ hosting }));
  expect(onlyResource(template, 'AWS::SageMaker::InferenceComponent')).toMatchObject({
    InferenceComponentName: expect.stringMatching(/shoes/),
    RuntimeConfig: { CopyCount: 0 },
    Specification: { ComputeResourceRequirements: { NumberOfCpuCoresRequired: 2, MinMemoryRequiredInMb: 2048 } },
  });
  expect(config(template).ProductionVariants[0]).toMatchObject({
    ManagedInstanceScaling: { Status: 'ENABLED', MinInstanceCount: 0, MaxInstanceCount: 20 },
  });
  expect(config(template).ProductionVariants[0]).not.toHaveProperty('ModelName');
  expect(config(template)).toMatchObject({ EnableNetworkIsolation: true, ExecutionRoleArn: expect.anything() });
  template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 1.2,
      PredefinedMetricSpecification: {
        PredefinedMetricType: 'SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution',
      },
    },
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'NoCapacityInvocationFailures' });
});

test('an instance type that only deployment knows is taken for one of x86-64', () => {
  const { endpointConfig } = shopWithEndpoint((shop) => {
    const instanceType = new CfnParameter(shop, 'Type').valueAsString;
    return { hosting: Hosting.realTime({ instanceType }) };
  });
  const template = Template.fromStack(Stack.of(endpointConfig));
  expect(config(template).ProductionVariants[0].InstanceType).toEqual({ Ref: 'Type' });
});
