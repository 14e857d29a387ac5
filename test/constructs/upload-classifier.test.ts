import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  EndpointUploads,
  Hosting,
  type IUploadClassifier,
  QueueWorkerFleet,
  SageMakerEndpointClassifier,
  WebAccess,
  WebTier,
} from '../../lib';

const ways: Record<string, (stack: Stack) => IUploadClassifier> = {
  QueueWorkerFleet: (stack) => new QueueWorkerFleet(stack, 'Fleet'),
  EndpointUploads: (stack) => {
    const endpoint = new SageMakerEndpointClassifier(stack, 'Classifier', { hosting: Hosting.asynchronous() });
    return new EndpointUploads(stack, 'Uploads', { endpoint });
  },
};

describe.each(Object.entries(ways))('%s', (_, make) => {
  test('has a page, which is told of the same places', () => {
    const stack = new Stack(new App(), 'Shop', { env: { account: '123456789012', region: 'eu-central-1' } });
    const fleet = make(stack);
    new WebTier(stack, 'Web', { fleet, access: WebAccess.open() });

    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({
          IMAGE_CLASSIFIER_JOB_QUEUE_URL: stack.resolve(fleet.jobQueue.queueUrl),
          IMAGE_CLASSIFIER_RESULT_BUCKET: stack.resolve(fleet.resultBucket.bucketName),
          IMAGE_CLASSIFIER_UPLOAD_PREFIX: 'uploads/',
        }),
      },
    });
  });

  test('takes pictures into a bucket, and keeps them', () => {
    const stack = new Stack(new App(), 'Shop');
    const { inputBucket } = make(stack);

    const bucket = stack.getLogicalId(inputBucket.node.defaultChild as never);
    expect(Template.fromStack(stack).toJSON().Resources[bucket]).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { VersioningConfiguration: { Status: 'Enabled' } },
    });
  });
});
