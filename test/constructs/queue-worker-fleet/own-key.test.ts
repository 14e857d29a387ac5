import { App, aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  EndpointUploads,
  Hosting,
  Notifications,
  QueueWorkerFleet,
  type QueueWorkerFleetProps,
  SageMakerEndpointClassifier,
} from '../../../lib';
import { fleetTemplate } from '../synthesized-fleet';
import { uploadsWith } from '../synthesized-uploads';

const withKey = (props: QueueWorkerFleetProps = {}): Template =>
  fleetTemplate((shop) => ({ ...props, encryptionKey: new kms.Key(shop, 'Key') }));
const template = withKey();
const key = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };

/** What the policy of the key lets a service of AWS do, besides what the account may. */
function uses(template: Template, service: unknown) {
  const [{ Properties }] = Object.values(template.findResources('AWS::KMS::Key'));
  const statements: { Principal: { Service?: unknown } }[] = Properties.KeyPolicy.Statement;
  return statements.filter(({ Principal }) => JSON.stringify(Principal.Service) === JSON.stringify(service));
}

const all = (template: Template, type: string) =>
  Object.values(template.findResources(type)).map(({ Properties }) => Properties);

describe('a key of yours encrypts all that a fleet keeps', () => {
  test('pictures and results, with few calls of AWS KMS', () => {
    const buckets = all(template, 'AWS::S3::Bucket');
    expect(buckets).toHaveLength(2);
    for (const { BucketEncryption } of buckets) {
      expect(BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
        { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } },
      ]);
    }
  });

  test('jobs, dead letters, parked jobs, announcements and status events', () => {
    const queues = all(template, 'AWS::SQS::Queue');
    expect(queues).toHaveLength(5);
    for (const queue of queues) {
      expect(queue).toMatchObject({ KmsMasterKeyId: key });
      expect(queue).not.toHaveProperty('SqsManagedSseEnabled');
    }
  });

  test('the logs of workers, functions and network', () => {
    const logs = all(template, 'AWS::Logs::LogGroup');
    expect(logs).toHaveLength(3);
    for (const log of logs) expect(log).toMatchObject({ KmsKeyId: key });
  });

  test('and what uploads to an endpoint keep', () => {
    const template = Template.fromStack(
      Stack.of(uploadsWith((shop) => ({ uploads: { encryptionKey: new kms.Key(shop, 'Key') } }))),
    );
    const own = Object.entries(template.findResources('AWS::SQS::Queue')).filter(([id]) => id.startsWith('Uploads'));
    expect(own).toHaveLength(6);
    for (const [, { Properties }] of own) expect(Properties).toMatchObject({ KmsMasterKeyId: key });
    expect(uses(template, 'sns.amazonaws.com')).toEqual([
      expect.objectContaining({ Action: ['kms:GenerateDataKey', 'kms:Decrypt'] }),
    ]);
  });

  test('also where the key is of another stack, which needs nothing of theirs', () => {
    const context = { '@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption': true };
    const app = new App({ context });
    const [keys, shop] = ['Keys', 'Shop'].map((id) => new Stack(app, id));
    const encryptionKey = new kms.Key(keys, 'Key');
    new QueueWorkerFleet(shop, 'Fleet', { encryptionKey });
    new QueueWorkerFleet(shop, 'ByEvents', { encryptionKey, notifications: Notifications.eventBridge() });
    const endpoint = new SageMakerEndpointClassifier(shop, 'Labels', { hosting: Hosting.asynchronous() });
    new EndpointUploads(shop, 'Uploads', { endpoint, encryptionKey });
    app.synth();
    expect(keys.dependencies).toEqual([]);
  });
});

describe('whoever works with it may use the key for that alone', () => {
  test.each(['TaskTaskRole', 'FailureReporterRole'])('%s', (role) => {
    const statements = Object.entries(template.findResources('AWS::IAM::Policy'))
      .filter(([id]) => id.includes(role))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as { Action: string | string[] }[]);
    const actions = statements.flatMap(({ Action }) => Action).filter((action) => action.startsWith('kms:'));
    expect(new Set(actions)).toEqual(new Set(['kms:Decrypt', 'kms:GenerateDataKey']));
  });

  const filling = { Action: ['kms:GenerateDataKey', 'kms:Decrypt'], Effect: 'Allow', Resource: '*' };

  test('Amazon S3 to send new pictures', () => {
    const service = 's3.amazonaws.com';
    expect(uses(template, service)).toEqual([{ ...filling, Principal: { Service: service } }]);
    expect(uses(template, 'events.amazonaws.com')).toEqual([]);
  });

  test.each([true, false])(
    'or one rule of Amazon EventBridge, and nobody in another account, whatever the flag of the CDK says (%s)',
    (flag) => {
      const shop = new Stack(
        new App({ context: { '@aws-cdk/aws-events:eventsTargetQueueSameAccount': flag } }),
        'Shop',
      );
      const encryptionKey = new kms.Key(shop, 'Key');
      new QueueWorkerFleet(shop, 'Fleet', { encryptionKey, notifications: Notifications.eventBridge() });
      const template = Template.fromStack(shop);
      const by = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' } };

      expect(uses(template, 's3.amazonaws.com')).toEqual([]);
      expect(uses(template, 'events.amazonaws.com')).toEqual([
        { ...filling, ...by, Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } },
      ]);
      const arn = (name: RegExp) => ({ 'Fn::GetAtt': [expect.stringMatching(name), 'Arn'] });
      const sending = all(template, 'AWS::SQS::QueuePolicy')
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
        .filter(({ Effect }) => Effect === 'Allow');
      expect(sending).toEqual([
        {
          ...by,
          Sid: 'NewPictures',
          Action: 'sqs:SendMessage',
          Resource: arn(/^FleetJobQueue/),
          Condition: { ArnEquals: { 'aws:SourceArn': arn(/^FleetNewPictures/) } },
        },
      ]);
    },
  );

  test('CloudWatch Logs, for log groups of this account and region', () => {
    const service = { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] };
    const of = (name: string) => ({ Ref: `AWS::${name}` });
    const groups = [...['arn:', of('Partition'), ':logs:', of('Region'), ':', of('AccountId'), ':log-group:*']];
    expect(uses(template, service)).toEqual([
      expect.objectContaining({
        Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': { 'Fn::Join': ['', groups] } } },
      }),
    ]);
  });
});

test('the policy of a key that is not of this app is left to its owner, who is told', () => {
  const shop = new Stack(new App(), 'Shop', { env: { account: '123456789012', region: 'eu-central-1' } });
  const address = 'arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012';
  new QueueWorkerFleet(shop, 'Fleet', { encryptionKey: kms.Key.fromKeyArn(shop, 'Key', address) });
  Annotations.fromStack(shop).hasWarning('/Shop/Fleet', Match.stringLikeRegexp('encryptionKey is not of this app'));
});
