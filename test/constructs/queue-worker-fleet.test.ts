import { Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { QueueWorkerFleet, ResultFormat } from '../../lib';
import { fromEnvironment } from '../../lib/contracts/environment';
import { onlyResource } from './synthesized';
import { fleetTemplate, fleetWith } from './synthesized-fleet';

const byDefault = fleetTemplate();
const resources = (type: string, template = byDefault) => Object.entries(template.findResources(type));

/** The settings that the worker's container is started with; what only deployment knows is a placeholder. */
function workerSettings(template: Template) {
  const [{ Environment }] = onlyResource(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
  const text = (value: unknown) => (typeof value === 'string' ? value : 'known-later');
  return fromEnvironment(
    Object.fromEntries(Environment.map(({ Name, Value }: { Name: string; Value: unknown }) => [Name, text(Value)])),
  );
}

test('pictures and results survive an overwrite, and the deletion of the stack', () => {
  expect(resources('AWS::S3::Bucket')).toHaveLength(2);
  for (const [, bucket] of resources('AWS::S3::Bucket')) {
    expect(bucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(bucket.Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' });
    expect(bucket.Properties.BucketEncryption).toBeDefined();
    expect(Object.values(bucket.Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
    expect(bucket.Properties.LifecycleConfiguration.Rules[0]).toMatchObject({
      NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
    });
  }
});

test('whoever talks to a bucket or a queue talks TLS', () => {
  const policies = [...resources('AWS::S3::BucketPolicy'), ...resources('AWS::SQS::QueuePolicy')];
  expect(policies).toHaveLength(7);
  for (const [, { Properties }] of policies) {
    expect(Properties.PolicyDocument.Statement[0]).toMatchObject({
      Effect: 'Deny',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  }
  for (const [, { Properties }] of resources('AWS::SQS::Queue')) expect(Properties.SqsManagedSseEnabled).toBe(true);
});

test('a job is tried as often as the worker counts, then it is a dead letter, which nobody else may send', () => {
  const template = fleetTemplate(() => ({ maxTries: 5 }));
  const { maxTries, visibilitySeconds } = workerSettings(template);
  expect(maxTries).toBe(5);
  template.hasResourceProperties('AWS::SQS::Queue', {
    RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: Match.anyValue() },
    VisibilityTimeout: visibilitySeconds,
  });
  const jobs = resources('AWS::SQS::Queue', template).find(([, { Properties }]) => Properties.RedrivePolicy);
  template.hasResourceProperties('AWS::SQS::Queue', {
    RedriveAllowPolicy: {
      redrivePermission: 'byQueue',
      sourceQueueArns: [{ 'Fn::Join': ['', Match.arrayWith([`:${jobs?.[1].Properties.QueueName}`])] }],
    },
    MessageRetentionPeriod: 14 * 24 * 3600,
  });
  expect(jobs?.[1].Properties.MessageRetentionPeriod).toBeLessThan(14 * 24 * 3600);
});

test('a dead letter gets its failed result, and only what could not be reported comes back', () => {
  byDefault.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeadLetterQueue'), 'Arn'] },
  });
  const only = (type: string, name: string) => resources(type).filter(([id]) => id.includes(name))[0][1].Properties;
  const { Timeout } = only('AWS::Lambda::Function', 'FailureReporter');
  const letters = only('AWS::SQS::Queue', 'DeadLetter');
  expect(letters.VisibilityTimeout).toBe(6 * Timeout);
});

test('a worker has the longest time there is to finish, and looks after itself', () => {
  const [server] = onlyResource(byDefault, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
  expect(server).toMatchObject({
    Command: ['work'],
    StopTimeout: 120,
    ReadonlyRootFilesystem: true,
    User: '10001:10001',
  });
  expect(server.LinuxParameters.Capabilities).toEqual({ Drop: ['ALL'] });
  expect(server.HealthCheck.Command.join(' ')).toContain('http://127.0.0.1:8080/ping');
  expect(workerSettings(byDefault).drainSeconds).toBeLessThan(120);
});

test('the worker starts with its queues, its bucket and the form you chose', () => {
  const template = fleetTemplate(() => ({ resultFormat: ResultFormat.PAIR, resultPrefix: 'labels/' }));
  expect(workerSettings(template)).toMatchObject({
    jobQueueUrl: 'known-later',
    resultBucket: 'known-later',
    resultQueueUrl: 'known-later',
    statusQueueUrl: 'known-later',
    resultFormat: 'pair',
    resultPrefix: 'labels/',
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({
        IMAGE_CLASSIFIER_RESULT_FORMAT: 'pair',
        IMAGE_CLASSIFIER_RESULT_PREFIX: 'labels/',
      }),
    },
  });
});

test('a bad release is rolled back, and runs at no moment beside the old one', () => {
  byDefault.hasResourceProperties('AWS::ECS::Service', {
    DeploymentConfiguration: {
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      Alarms: { Enable: true, Rollback: true, AlarmNames: [Match.anyValue(), Match.anyValue()] },
      MaximumPercent: 100,
      MinimumHealthyPercent: 0,
    },
  });
  expect(onlyResource(byDefault, 'AWS::ECS::Service')).not.toHaveProperty('DesiredCount');
});

test('the network has no NAT, and a private way to each service that a worker calls', () => {
  byDefault.resourceCountIs('AWS::EC2::NatGateway', 0);
  const services = resources('AWS::EC2::VPCEndpoint').map(([, { Properties }]) =>
    JSON.stringify(Properties.ServiceName),
  );
  for (const name of ['s3', 'sqs', 'ecr.api', 'ecr.dkr', 'logs']) {
    expect(services.filter((service) => service.includes(`.${name}`))).toHaveLength(1);
  }
  expect(services).toHaveLength(5);
});

test('buckets of yours are used as they are', () => {
  const template = fleetTemplate((shop) => ({
    inputBucket: new s3.Bucket(shop, 'Uploads'),
    resultBucket: s3.Bucket.fromBucketName(shop, 'Labels', 'labels-of-the-shop'),
  }));
  template.resourceCountIs('AWS::S3::Bucket', 1);
  template.hasResourceProperties('AWS::S3::Bucket', { NotificationConfiguration: Match.anyValue() });
  const [{ Environment }] = onlyResource(template, 'AWS::ECS::TaskDefinition').ContainerDefinitions;
  expect(Environment).toContainEqual({ Name: 'IMAGE_CLASSIFIER_RESULT_BUCKET', Value: 'labels-of-the-shop' });
});

test('two fleets of one stack share nothing but the stack', () => {
  const fleet = fleetWith();
  const shop = Stack.of(fleet);
  new QueueWorkerFleet(shop, 'Second');
  const names = resources('AWS::SQS::Queue', Template.fromStack(shop)).flatMap(
    ([, { Properties }]) => Properties.QueueName ?? [],
  );
  expect(new Set(names).size).toBe(2);
});
