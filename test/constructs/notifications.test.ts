import { App, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Hosting, ModelStore, Notifications, QueueWorkerFleet, SageMakerEndpointClassifier } from '../../lib';
import { fleetTemplate, fleetWith } from './synthesized-fleet';

const inputBucket = (template: Template) =>
  Object.entries(template.findResources('AWS::S3::Bucket')).find(([id]) => id.includes('InputBucket'))![1];

test('a new picture becomes a message without a function in between', () => {
  const template = fleetTemplate();
  expect(inputBucket(template).Properties.NotificationConfiguration).toEqual({
    QueueConfigurations: [
      { Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': [expect.stringContaining('JobQueue'), 'Arn'] } },
    ],
  });
  expect(Object.keys(template.findResources('Custom::S3BucketNotifications'))).toEqual([]);
});

test('only Amazon S3, and only for this account, may send to the queue; and the bucket waits for that', () => {
  const template = fleetTemplate();
  template.hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Principal: { Service: 's3.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ]),
    },
  });
  expect(inputBucket(template).DependsOn).toEqual([expect.stringContaining('JobQueuePolicy')]);
});

test('prefix and suffixes choose what is a picture', () => {
  const template = fleetTemplate(() => ({ inputPrefix: 'uploads/', inputSuffixes: ['.jpg', '.png'] }));
  const { QueueConfigurations } = inputBucket(template).Properties.NotificationConfiguration;
  expect(QueueConfigurations.map(({ Filter }: { Filter: unknown }) => Filter)).toEqual(
    ['.jpg', '.png'].map((Value) => ({
      S3Key: {
        Rules: [
          { Name: 'prefix', Value: 'uploads/' },
          { Name: 'suffix', Value },
        ],
      },
    })),
  );
});

test('by EventBridge, the same pictures, and others can listen too', () => {
  const template = fleetTemplate(() => ({
    notifications: Notifications.eventBridge(),
    inputPrefix: 'uploads/',
    inputSuffixes: ['.jpg', '.png'],
  }));
  expect(inputBucket(template).Properties.NotificationConfiguration).toEqual({
    EventBridgeConfiguration: { EventBridgeEnabled: true },
  });
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: {
        bucket: { name: [{ Ref: Match.stringLikeRegexp('InputBucket') }] },
        object: { key: [{ wildcard: 'uploads/*.jpg' }, { wildcard: 'uploads/*.png' }] },
      },
    },
  });
});

const otherNotification = {
  bind: () => ({ type: s3.BucketNotificationDestinationType.QUEUE, arn: 'arn:aws:sqs:::q' }),
};

test('a bucket that gets other notifications after the fleet is refused: they would be written over its own', () => {
  const fleet = fleetWith((shop) => ({ inputBucket: new s3.Bucket(shop, 'Uploads') }));
  fleet.inputBucket.addObjectRemovedNotification(otherNotification);
  expect(() => Template.fromStack(Stack.of(fleet))).toThrow(
    /\[Shop\/Fleet\] inputBucket must be a Bucket .* \[fleet-bucket-notifications\]/,
  );
});

test('by EventBridge, a bucket may have other notifications, before or after the fleet', () => {
  const fleet = fleetWith((shop) => ({
    notifications: Notifications.eventBridge(),
    inputBucket: new s3.Bucket(shop, 'Uploads'),
  }));
  fleet.inputBucket.addObjectRemovedNotification(otherNotification);
  Template.fromStack(Stack.of(fleet)).hasResourceProperties('Custom::S3BucketNotifications', {
    NotificationConfiguration: { EventBridgeConfiguration: {} },
  });
});

describe('two may hear of one bucket', () => {
  const byEvents = { notifications: Notifications.eventBridge() };
  const bucketsOf = (shop: Stack) => Object.values(Template.fromStack(shop).findResources('AWS::S3::Bucket'));
  const told = (shop: Stack) => bucketsOf(shop).map(({ Properties }) => Properties?.NotificationConfiguration);

  test.each([
    ['directly and by EventBridge', [{}, byEvents]],
    ['by EventBridge and directly', [byEvents, {}]],
  ])('%s', (_, ways) => {
    const shop = new Stack(new App(), 'Shop');
    const inputBucket = new s3.Bucket(shop, 'Uploads');
    for (const [at, way] of ways.entries()) new QueueWorkerFleet(shop, `Fleet${at}`, { inputBucket, ...way });
    expect(told(shop)).toContainEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
      QueueConfigurations: [expect.objectContaining({ Event: 's3:ObjectCreated:*' })],
    });
  });

  const listeners: Record<string, (shop: Stack, bucket: s3.Bucket) => void> = {
    'two fleets': (shop, inputBucket) => {
      for (const id of ['One', 'Other']) new QueueWorkerFleet(shop, id, { inputBucket, ...byEvents });
    },
    'a fleet and an endpoint of many models': (shop, bucket) => {
      new QueueWorkerFleet(shop, 'Fleet', { inputBucket: bucket, ...byEvents });
      const repository = ModelStore.fromBucket(shop, 'Models', bucket, { prefix: 'models' });
      new SageMakerEndpointClassifier(shop, 'Classifier', { hosting: Hosting.multiModel({ repository }) });
    },
  };

  test.each(Object.entries(listeners))(
    '%s, which has other notifications: one resource says all of it, and the bucket does not gainsay',
    (_, listen) => {
      const shop = new Stack(new App(), 'Shop');
      const bucket = new s3.Bucket(shop, 'Uploads');
      listen(shop, bucket);
      bucket.addObjectRemovedNotification(otherNotification);
      const template = Template.fromStack(shop);
      template.resourcePropertiesCountIs(
        'Custom::S3BucketNotifications',
        {
          NotificationConfiguration: {
            EventBridgeConfiguration: {},
            QueueConfigurations: [Match.objectLike({ Events: ['s3:ObjectRemoved:*'] })],
          },
        },
        1,
      );
      expect(told(shop).filter((property) => property !== undefined)).toEqual([]);
    },
  );
});

test('by EventBridge, a bucket that lies elsewhere works too, once its owner has switched EventBridge on', () => {
  const fleet = fleetWith((shop) => ({
    notifications: Notifications.eventBridge(),
    inputBucket: s3.Bucket.fromBucketName(shop, 'Uploads', 'uploads-of-the-shop'),
  }));
  const shop = Stack.of(fleet);
  Annotations.fromStack(shop).hasWarning('*', Match.stringLikeRegexp('no upload is noticed'));
  Template.fromStack(shop).hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: ['uploads-of-the-shop'] } },
    },
  });
});

test('without notifications, the queue takes nothing from Amazon S3', () => {
  const template = fleetTemplate(() => ({ notifications: Notifications.none() }));
  expect(inputBucket(template).Properties.NotificationConfiguration).toBeUndefined();
  expect(JSON.stringify(template.findResources('AWS::SQS::QueuePolicy'))).not.toContain('s3.amazonaws.com');
});
