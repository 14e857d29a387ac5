import fs from 'node:fs';
import { App, aws_logs as logs, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { nodeFunction } from '../../lib/private/node-function';

function shopWithReporter(): Stack {
  const shop = new Stack(new App(), 'Shop');
  const settings = {
    resultBucket: 'results',
    resultQueueUrl: 'https://queue/results',
    parkedQueueUrl: 'https://queue/parked',
    resultFormat: 'json',
    resultPrefix: '',
    maxTries: 3,
  } as const;
  const logRetention = logs.RetentionDays.ONE_WEEK;
  nodeFunction(shop, 'Reporter', { name: 'failure-reporter', description: 'Reports', settings, logRetention });
  return shop;
}

test('a function runs what was built, on ARM and Node 24, and may do nothing but write its own log', () => {
  const template = Template.fromStack(shopWithReporter());
  template.hasResourceProperties('AWS::Lambda::Function', {
    Architectures: ['arm64'],
    Runtime: 'nodejs24.x',
    LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('ReporterLog') } },
    Environment: { Variables: Match.objectLike({ IMAGE_CLASSIFIER_RESULT_BUCKET: 'results' }) },
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
  const [role] = Object.values(template.findResources('AWS::IAM::Role'));
  expect(role.Properties.ManagedPolicyArns).toBeUndefined();
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: Match.anyValue() },
      ],
    },
  });
});

test('function-not-built is refused where it is written', () => {
  const exists = jest.spyOn(fs, 'existsSync').mockReturnValue(false);
  try {
    expect(shopWithReporter).toThrow(new Error('Shop: dist/lambda/failure-reporter is not built [function-not-built]'));
  } finally {
    exists.mockRestore();
  }
});
