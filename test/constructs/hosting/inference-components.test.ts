import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  Hosting,
  type InferenceComponent,
  Release,
  type SageMakerEndpointClassifierProps,
  Scaling,
} from '../../../lib';
import { onlyResource } from '../synthesized';
import { shopWithEndpoint } from '../synthesized-endpoint';

const hosted = (component: Partial<InferenceComponent>, props: SageMakerEndpointClassifierProps = {}) =>
  shopWithEndpoint(() => ({
    hosting: Hosting.inferenceComponents({ components: [{ name: 'shoes', ...component }] }),
    ...props,
  }));
const templateOf = (...choice: Parameters<typeof hosted>) => Template.fromStack(Stack.of(hosted(...choice)));

test('each component has a log of its own, which its containers may write', () => {
  const classifier = hosted({});
  const template = Template.fromStack(Stack.of(classifier));
  const LogGroupName = `/aws/sagemaker/InferenceComponents/${classifier.componentName('shoes')}`;
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName, RetentionInDays: 30 });
  const [logId] = Object.keys(template.findResources('AWS::Logs::LogGroup', { Properties: { LogGroupName } }));
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: { 'Fn::GetAtt': [logId, 'Arn'] },
        }),
      ]),
    },
  });
});

test('on CPU, copies follow what they use of what they reserve', () => {
  const classifier = hosted({ cpus: 2, scaling: Scaling.onCpu({ targetPercent: 50 }) });
  Template.fromStack(Stack.of(classifier)).hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 50,
      CustomizedMetricSpecification: {
        Namespace: '/aws/sagemaker/InferenceComponents',
        MetricName: 'CPUUtilizationNormalized',
        Dimensions: [{ Name: 'InferenceComponentName', Value: classifier.componentName('shoes') }],
      },
    },
  });
});

test('a rolling release replaces copies in batches, and alarms of the component take it back', () => {
  const template = templateOf({}, { release: Release.rolling() });
  const { DeploymentConfig } = onlyResource(template, 'AWS::SageMaker::InferenceComponent');
  expect(DeploymentConfig.RollingUpdatePolicy).toMatchObject({
    MaximumBatchSize: { Type: 'CAPACITY_PERCENT', Value: 50 },
    WaitIntervalInSeconds: 120,
  });
  expect(DeploymentConfig.AutoRollbackConfiguration.Alarms).toHaveLength(2);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'Invocation5XXErrors',
    Dimensions: [{ Name: 'InferenceComponentName', Value: Match.anyValue() }],
  });
  template.hasResource('AWS::SageMaker::InferenceComponent', {
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('ReleaseRights')]),
  });
});

test('without a release copies change at once; a canary of copies is refused', () => {
  expect(onlyResource(templateOf({}), 'AWS::SageMaker::InferenceComponent')).not.toHaveProperty('DeploymentConfig');
  expect(() => hosted({}, { release: Release.canary() })).toThrow(
    'Shop/Classifier: release of inference components must be Release.rolling() or left out, got canary [sagemaker-release]',
  );
});

test('another model of a component is asked again, although its endpoint stays as it is', () => {
  const { Revision } = onlyResource(templateOf({ minCopies: 1 }), 'Custom::ImageClassifierEndpointCheck');
  expect(JSON.stringify(Revision)).toContain('"ModelName"');
});

test('a component that is not there has no name', () => {
  expect(() => hosted({}).componentName('hats')).toThrow(
    'Shop/Classifier: componentName must be shoes, got hats [sagemaker-components-names]',
  );
});
