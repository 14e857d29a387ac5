import { App, aws_kms as kms, Stack, aws_s3 as s3, Validations } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Hosting, ModelStore, SageMakerEndpointClassifier } from '../../../lib';
import { onlyResource } from '../synthesized';
import { endpointTemplate } from '../synthesized-endpoint';

const stored = (choose: (shop: Stack) => ModelStore = (shop) => new ModelStore(shop, 'Models'), prefix?: string) =>
  endpointTemplate((shop) => ({ hosting: Hosting.multiModel({ repository: choose(shop), prefix }) }));

const found = (template: Template, type: string, part: RegExp) => {
  const all = Object.entries(template.findResources(type)).filter(([id]) => part.test(id));
  expect(all).toHaveLength(1);
  return { id: all[0][0], ...all[0][1] } as { id: string; Properties: Record<string, never>; DependsOn?: string[] };
};

describe('what is published', () => {
  const template = stored((shop) => new ModelStore(shop, 'Models', { prefix: 'live' }), 'teams/shoes');

  test('the bucket says so itself, without a function of the CDK, and only files that make a version are heard', () => {
    expect(found(template, 'AWS::S3::Bucket', /^Models/).Properties.NotificationConfiguration).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
    });
    template.resourceCountIs('Custom::S3BucketNotifications', 0);
    const { Properties } = found(template, 'AWS::Events::Rule', /Published/);
    expect(Properties.EventPattern).toMatchObject({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { object: { key: [{ wildcard: 'live/teams/shoes/*.onnx' }] } },
    });
  });

  test('it waits in a queue until it is packed, and what cannot be packed raises an alarm', () => {
    const { Properties } = found(template, 'AWS::SQS::Queue', /Announced/);
    const unpackable = found(template, 'AWS::SQS::Queue', /Unpackable/);
    expect(Properties).toMatchObject({
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [unpackable.id, 'Arn'] }, maxReceiveCount: 5 },
    });
    expect(unpackable.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [unpackable.id, 'QueueName'] } }],
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
    });
  });

  test('whatever became of an event, its model is found within the hour', () => {
    const { Properties } = found(template, 'AWS::Events::Rule', /Survey/);
    const queue = found(template, 'AWS::SQS::Queue', /Announced/);
    expect(Properties).toMatchObject({
      ScheduleExpression: 'rate(1 hour)',
      Targets: [{ Arn: { 'Fn::GetAtt': [queue.id, 'Arn'] }, Input: '{"survey":true}' }],
    });
  });

  test('one message is one model; nobody else gets it while it is packed, and ten are packed at once', () => {
    const { Properties: mapping } = found(template, 'AWS::Lambda::EventSourceMapping', /Packing/);
    expect(mapping).toMatchObject({
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    });
    const { Properties: packer } = found(template, 'AWS::Lambda::Function', /Packer/);
    const { Properties: queue } = found(template, 'AWS::SQS::Queue', /Announced/);
    expect(queue.VisibilityTimeout).toBeGreaterThan(packer.Timeout);
  });
});

test('what is there already is packed before the endpoint is made, and by a function that exists by then', () => {
  const template = stored();
  const library = found(template, 'Custom::ImageClassifierModelLibrary', /./);
  expect(library.Properties).toMatchObject({ StorePrefix: '', WaitSeconds: 600, ServiceTimeout: '900' });
  expect(library.DependsOn?.join()).toMatch(/PackingAnnounced.*PackingPackerRoleDefaultPolicy.*Published/);
  expect(found(template, 'AWS::SageMaker::Model', /./).DependsOn).toContain(library.id);
});

test('a bucket that gets other notifications, before or after, still tells EventBridge', () => {
  for (const late of [false, true]) {
    const shop = new Stack(new App(), 'Shop');
    const models = new s3.Bucket(shop, 'Models');
    const repository = ModelStore.fromBucket(shop, 'Store', models);
    const others = () => models.addObjectRemovedNotification({ bind: () => ({ type: 1, arn: 'arn:aws:sqs:::gone' }) });
    if (!late) others();
    new SageMakerEndpointClassifier(shop, 'Classifier', { hosting: Hosting.multiModel({ repository }) });
    if (late) others();
    const template = Template.fromStack(shop);
    expect(onlyResource(template, 'Custom::S3BucketNotifications').NotificationConfiguration).toMatchObject({
      EventBridgeConfiguration: {},
      QueueConfigurations: [{ Events: ['s3:ObjectRemoved:*'] }],
    });
    expect(found(template, 'AWS::S3::Bucket', /^Models/)).not.toHaveProperty('Properties.NotificationConfiguration');
  }
});

test('two endpoints of one store each hear of it', () => {
  const shop = new Stack(new App(), 'Shop');
  const repository = new ModelStore(shop, 'Models');
  for (const id of ['One', 'Two']) {
    new SageMakerEndpointClassifier(shop, id, { hosting: Hosting.multiModel({ repository }) });
  }
  const template = Template.fromStack(shop);
  const rules = template.findResources('AWS::Events::Rule', { Properties: { EventPattern: { source: ['aws.s3'] } } });
  expect(Object.keys(rules)).toHaveLength(2);
  template.resourceCountIs('Custom::ImageClassifierModelLibrary', 2);
  const fillers = template.findResources('AWS::Lambda::Function', {
    Properties: { Description: 'Has the models of a store packed for Amazon SageMaker' },
  });
  expect(Object.keys(fillers)).toHaveLength(1);
});

describe('a bucket that this app only knows', () => {
  const message = Match.stringLikeRegexp('tells Amazon EventBridge');
  const shopWith = (region = 'eu-central-1') => {
    const shop = new Stack(new App(), 'Shop', { env: { account: '123456789012', region: 'eu-central-1' } });
    const bucket = s3.Bucket.fromBucketAttributes(shop, 'Known', { bucketName: 'models', region });
    const repository = ModelStore.fromBucket(shop, 'Store', bucket);
    new SageMakerEndpointClassifier(shop, 'Classifier', { hosting: Hosting.multiModel({ repository }) });
    return shop;
  };

  test('must be told to speak to EventBridge, and whoever did so says so', () => {
    const shop = shopWith();
    Annotations.fromStack(shop).hasWarning('*', message);
    Validations.of(shop).acknowledge({
      id: 'Annotation::cdk-image-classifier:library-bucket-events',
      reason: 'switched on by the team that owns the bucket',
    });
    Template.fromStack(shop).resourceCountIs('Custom::ImageClassifierModelLibrary', 1);
  });

  test('is refused in another region, whose events nobody hears', () => {
    expect(() => shopWith('us-east-1')).toThrow(
      /repository must be in eu-central-1, the region of the endpoint, got us-east-1 \[library-region\]$/,
    );
  });
});

test('models that are encrypted with a key of yours can be packed', () => {
  const template = stored((shop) => new ModelStore(shop, 'Models', { encryptionKey: new kms.Key(shop, 'Key') }));
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyName: Match.stringLikeRegexp('PackingPackerRole'),
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:Decrypt' })]) },
  });
});
