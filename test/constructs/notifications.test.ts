import { aws_s3 as s3 } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Notifications } from '../../lib';
import { fleetTemplate } from './synthesized-fleet';

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

test('by EventBridge, a bucket that lies elsewhere works too', () => {
  const template = fleetTemplate((shop) => ({
    notifications: Notifications.eventBridge(),
    inputBucket: s3.Bucket.fromBucketName(shop, 'Uploads', 'uploads-of-the-shop'),
  }));
  template.hasResourceProperties('AWS::Events::Rule', {
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
