import { aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Hosting } from '../../../lib';
import { onlyResource } from '../synthesized';
import { endpointTemplate } from '../synthesized-endpoint';

test('pictures that calls name are read where they lie', () => {
  const template = endpointTemplate((shop) => ({
    hosting: Hosting.asynchronous({ inputBucket: new s3.Bucket(shop, 'Pictures') }),
  }));
  const [pictures] = Object.keys(template.findResources('AWS::S3::Bucket')).filter((id) => id.startsWith('Pictures'));
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 's3:GetObject',
          Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [pictures, 'Arn'] }, '/*']] },
        }),
      ]),
    },
  });
});

test('answers in a bucket with a key of yours: the key by its ARN, and the rights for large ones too', () => {
  const template = endpointTemplate((shop) => ({
    hosting: Hosting.asynchronous({
      outputBucket: new s3.Bucket(shop, 'Answers', { encryptionKey: new kms.Key(shop, 'Key') }),
    }),
  }));
  const [key] = Object.keys(template.findResources('AWS::KMS::Key'));
  const { AsyncInferenceConfig } = onlyResource(template, 'AWS::SageMaker::EndpointConfig');
  expect(AsyncInferenceConfig.OutputConfig.KmsKeyId).toEqual({ 'Fn::GetAtt': [key, 'Arn'] });
  template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Resource: { 'Fn::GetAtt': [key, 'Arn'] },
        }),
      ]),
    },
  });
});

test('a slow answer rolls nothing back: it may take an hour by design', () => {
  const alarms = endpointTemplate(() => ({ hosting: Hosting.asynchronous() })).findResources('AWS::CloudWatch::Alarm');
  const metrics = Object.values(alarms).map(({ Properties }) => Properties.MetricName);
  expect(metrics).toContain('Invocation5XXErrors');
  expect(metrics).not.toContain('ModelLatency');
});
