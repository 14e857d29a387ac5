import { App, Duration, aws_iam as iam, Size, Stack, aws_sns as sns } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  EndpointUploads,
  Hosting,
  ImageFormat,
  Notifications,
  ResultFormat,
  SageMakerEndpointClassifier,
} from '../../lib';
import { onlyResource } from './synthesized';
import { uploadsTemplate, uploadsWith } from './synthesized-uploads';

const template = uploadsTemplate();
const variables = (of: Template, variable: string) => {
  const functions = Object.values(of.findResources('AWS::Lambda::Function'));
  const [found] = functions.flatMap(({ Properties }) => {
    const { Variables = {} } = Properties.Environment ?? {};
    return variable in Variables ? [Variables] : [];
  });
  return found as Record<string, unknown>;
};

test('a picture in the bucket is a message in the queue, by properties of the bucket alone', () => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    NotificationConfiguration: { QueueConfigurations: [Match.objectLike({ Event: 's3:ObjectCreated:*' })] },
    VersioningConfiguration: { Status: 'Enabled' },
  });
});

test('a job that fails three times goes where the failure reporter takes it', () => {
  template.hasResourceProperties('AWS::SQS::Queue', {
    QueueName: Match.stringLikeRegexp('-jobs$'),
    RedrivePolicy: Match.objectLike({ maxReceiveCount: 3 }),
    VisibilityTimeout: 360,
  });
  expect(variables(template, 'IMAGE_CLASSIFIER_PARKED_QUEUE_URL')).toMatchObject({ IMAGE_CLASSIFIER_MAX_TRIES: '3' });
});

test('functions take messages in batches of ten, each for itself, and not before the endpoint is there', () => {
  template.resourcePropertiesCountIs(
    'AWS::Lambda::EventSourceMapping',
    { BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] },
    3,
  );
  const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
  const [invoking] = mappings.filter(({ Properties }) => Properties.ScalingConfig);
  expect(invoking.Properties.ScalingConfig).toEqual({ MaximumConcurrency: 10 });
  const [endpoint] = Object.keys(template.findResources('AWS::SageMaker::Endpoint'));
  expect(invoking.DependsOn).toContain(endpoint);
});

test('the endpoint tells a queue of every answer and failure, by topics of its own that are encrypted and take TLS alone', () => {
  const { AsyncInferenceConfig } = onlyResource(template, 'AWS::SageMaker::EndpointConfig') as Record<string, never>;
  const { NotificationConfig } = (AsyncInferenceConfig as { OutputConfig: Record<string, Record<string, unknown>> })
    .OutputConfig;
  const topics = Object.keys(template.findResources('AWS::SNS::Topic'));
  expect(NotificationConfig.IncludeInferenceResponseIn).toHaveLength(2);
  expect([NotificationConfig.SuccessTopic, NotificationConfig.ErrorTopic]).toEqual(topics.map((Ref) => ({ Ref })));
  template.resourcePropertiesCountIs('AWS::SNS::Subscription', { Protocol: 'sqs', RawMessageDelivery: true }, 2);
  for (const { Properties } of Object.values(template.findResources('AWS::SNS::Topic'))) {
    expect(JSON.stringify(Properties.KmsMasterKeyId)).toContain('alias/aws/sns');
  }
  template.resourcePropertiesCountIs(
    'AWS::SNS::TopicPolicy',
    {
      PolicyDocument: {
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      },
    },
    2,
  );
});

test('a topic that the endpoint has already is listened to as well', () => {
  const own = uploadsTemplate((shop) => ({ hosting: { errorTopic: new sns.Topic(shop, 'Theirs') } }));

  own.resourceCountIs('AWS::SNS::Topic', 2);
  const [theirs] = Object.keys(own.findResources('AWS::SNS::Topic')).filter((id) => id.startsWith('Theirs'));
  own.hasResourceProperties('AWS::SNS::Subscription', { TopicArn: { Ref: theirs }, Protocol: 'sqs' });
  expect(onlyResource(own, 'AWS::SageMaker::EndpointConfig')).toMatchObject({
    AsyncInferenceConfig: { OutputConfig: { NotificationConfig: { ErrorTopic: { Ref: theirs } } } },
  });
});

test('the functions are told what the containers are told, and how long they may take', () => {
  const told = uploadsTemplate(() => ({
    hosting: { server: { formats: [ImageFormat.JPEG], maxBodySize: Size.bytes(1_000_000) } },
    uploads: { maxWait: Duration.hours(1), answerTimeout: Duration.seconds(30), resultPrefix: 'labels/' },
  }));

  expect(variables(told, 'IMAGE_CLASSIFIER_WAIT_SECONDS')).toMatchObject({
    IMAGE_CLASSIFIER_FORMATS: 'jpeg',
    IMAGE_CLASSIFIER_MAX_BODY_BYTES: '1000000',
    IMAGE_CLASSIFIER_WAIT_SECONDS: '3600',
    IMAGE_CLASSIFIER_ANSWER_SECONDS: '30',
    IMAGE_CLASSIFIER_RESULT_PREFIX: 'labels/',
    IMAGE_CLASSIFIER_RESULT_FORMAT: 'json',
  });
});

test('results can be pairs, and pictures come in other ways', () => {
  const changed = uploadsTemplate(() => ({
    uploads: { resultFormat: ResultFormat.PAIR, notifications: Notifications.eventBridge(), inputSuffixes: ['.jpg'] },
  }));

  expect(variables(changed, 'IMAGE_CLASSIFIER_WAIT_SECONDS')).toMatchObject({ IMAGE_CLASSIFIER_RESULT_FORMAT: 'pair' });
  changed.hasResourceProperties('AWS::Events::Rule', { EventPattern: Match.objectLike({ source: ['aws.s3'] }) });
});

test('containers may read the pictures in work, and nothing else of the bucket', () => {
  const uploads = uploadsWith();
  const stack = Stack.of(uploads);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Action: 'sns:Publish' }),
        Match.objectLike({
          Action: 's3:GetObject',
          Resource: { 'Fn::Join': ['', [Match.anyValue(), `/pictures/${uploads.node.addr}/*`]] },
        }),
      ]),
    },
  });
});

test('an endpoint of another stack does not need this one', () => {
  const app = new App();
  const there = new Stack(app, 'There');
  const endpoint = new SageMakerEndpointClassifier(there, 'Classifier', { hosting: Hosting.asynchronous() });
  const here = new Stack(app, 'Here');
  new EndpointUploads(here, 'Uploads', { endpoint });

  Template.fromStack(here).resourceCountIs('AWS::SNS::Topic', 0);
  Template.fromStack(there).resourceCountIs('AWS::SNS::Topic', 2);
  expect(here.dependencies).toContain(there);
  expect(there.dependencies).not.toContain(here);
});

test('two shops share an endpoint, and its topics', () => {
  const uploads = uploadsWith();
  const shop = Stack.of(uploads);
  const endpoint = shop.node.findChild('Classifier') as SageMakerEndpointClassifier;
  new EndpointUploads(shop, 'Others', { endpoint });

  const shared = Template.fromStack(shop);
  shared.resourceCountIs('AWS::SNS::Topic', 2);
  shared.resourceCountIs('AWS::SNS::Subscription', 4);
});

test('who may submit uploads, and sends the message where nobody else does', () => {
  const uploads = uploadsWith(() => ({ uploads: { notifications: Notifications.none(), inputPrefix: 'in/' } }));
  const shop = new iam.Role(Stack.of(uploads), 'Buyer', { assumedBy: new iam.AnyPrincipal() });

  expect(uploads.grantSubmit(shop).principalStatements.map(({ actions }) => actions)).toEqual([
    ['s3:PutObject', 's3:AbortMultipartUpload'],
    ['sqs:SendMessage'],
  ]);
});

test.each(['Parked', 'DeadLetters', 'UnreadNotices', 'OldestJob', 'ErrorRate'])('the alarm %s is there', (name) => {
  const alarms = Object.keys(template.findResources('AWS::CloudWatch::Alarm'));
  expect(alarms.filter((id) => id.startsWith(`UploadsAlarms${name}`))).toHaveLength(1);
});

test('its metrics are those of a fleet', () => {
  const uploads = uploadsWith();
  expect(uploads.metricClassified()).toMatchObject({
    namespace: 'ImageClassifier',
    dimensions: { outcome: 'classified' },
  });
  expect(uploads.metricFailed().dimensions).toMatchObject({ outcome: 'failed' });
  expect(uploads.metricLatency()).toMatchObject({ statistic: 'p99', metricName: 'JobSeconds' });
  expect([uploads.metricWaiting().metricName, uploads.metricInWork().metricName]).toEqual([
    'ApproximateNumberOfMessagesVisible',
    'ApproximateNumberOfMessagesNotVisible',
  ]);
});
