import { Duration, aws_iam as iam, aws_kms as kms, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { ModelStore, type ModelStoreProps } from '../../lib';
import { onlyResource } from './synthesized';

const storeWith = (props?: ModelStoreProps) => new ModelStore(new Stack(undefined, 'Shop'), 'Models', props);
const templateOf = ({ stack }: { stack: Stack }) => Template.fromStack(stack);
const withStack = (store: ModelStore) => ({ store, stack: Stack.of(store) });

/** What the only policy of the stack says, without how its resources are called. */
function statementsOf(stack: Stack): unknown[] {
  return onlyResource(Template.fromStack(stack), 'AWS::IAM::Policy').PolicyDocument.Statement;
}

test('a store is versioned, encrypted, TLS only, closed to the public, and kept when the stack goes', () => {
  const template = templateOf(withStack(storeWith()));
  template.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      BucketName: Match.absent(),
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      LifecycleConfiguration: {
        Rules: [
          {
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
            ExpiredObjectDeleteMarker: true,
            NoncurrentVersionExpiration: { NoncurrentDays: 90 },
            Status: 'Enabled',
          },
        ],
      },
    },
  });
  const { Statement } = onlyResource(template, 'AWS::S3::BucketPolicy').PolicyDocument;
  const refused = Statement.map(({ Effect, Condition }: { Effect: string; Condition: object }) => [Effect, Condition]);
  expect(refused).toEqual([
    ['Deny', { Bool: { 'aws:SecureTransport': 'false' } }],
    ['Deny', { NumericLessThan: { 's3:TlsVersion': 1.2 } }],
  ]);
});

test('a key, a prefix and the time that replaced objects are kept can be chosen', () => {
  const stack = new Stack(undefined, 'Shop');
  const encryptionKey = new kms.Key(stack, 'Key');
  const keepReplaced = Duration.days(7);
  const store = new ModelStore(stack, 'Models', { encryptionKey, keepReplaced, prefix: 'live' });
  expect(stack.resolve(store.address)).toEqual({
    'Fn::Join': ['', ['s3://', { Ref: expect.stringMatching(/^ModelsBucket/) }, '/live']],
  });
  Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } },
      ],
    },
    LifecycleConfiguration: { Rules: [{ NoncurrentVersionExpiration: { NoncurrentDays: 7 } }] },
  });
});

test('a bucket of yours is a store too, and stays as it is', () => {
  const stack = new Stack(undefined, 'Shop');
  const bucket = s3.Bucket.fromBucketName(stack, 'Mine', 'models-of-the-shop');
  const store = ModelStore.fromBucket(stack, 'Models', bucket, { prefix: 'live' });
  expect(store.address).toBe('s3://models-of-the-shop/live');
  expect(store.bucket).toBe(bucket);
  Template.fromStack(stack).resourceCountIs('AWS::S3::Bucket', 0);
});

test('who reads may list and fetch below the prefix, and nothing besides', () => {
  const stack = new Stack(undefined, 'Shop');
  const bucket = s3.Bucket.fromBucketName(stack, 'Mine', 'models');
  const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.AnyPrincipal() });
  ModelStore.fromBucket(stack, 'Models', bucket, { prefix: 'live' }).grants.read(reader);
  const arn = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::models${rest}`]] });
  expect(statementsOf(stack)).toEqual([
    { Effect: 'Allow', Action: 's3:GetObject', Resource: arn('/live/*') },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: arn(''),
      Condition: { StringLike: { 's3:prefix': 'live/*' } },
    },
  ]);
});

test('who publishes may list and write, and neither read nor delete; with a key of its own, use it', () => {
  const stack = new Stack(undefined, 'Shop');
  const store = new ModelStore(stack, 'Models', { encryptionKey: new kms.Key(stack, 'Key') });
  store.grants.publish(new iam.Role(stack, 'Publisher', { assumedBy: new iam.AnyPrincipal() }));
  const actions = statementsOf(stack).map((statement) => (statement as { Action: unknown }).Action);
  expect(actions).toEqual([
    ['s3:PutObject', 's3:AbortMultipartUpload'],
    ['kms:Decrypt', 'kms:GenerateDataKey'],
    's3:ListBucket',
  ]);
});
