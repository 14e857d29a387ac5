import { CfnOutput, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Hosting, SageMakerEndpointClassifier } from '../lib';
import { endpointFindings } from './nag/endpoint-findings';

/** An endpoint of Amazon SageMaker that starts with the first picture, answers into a bucket, and goes back to nothing. */
export class EndpointAsynchronous extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const classifier = new SageMakerEndpointClassifier(this, 'Classifier', {
      hosting: Hosting.asynchronous({ minInstances: 0, maxInstances: 20, backlogPerInstance: 5 }),
    });

    new CfnOutput(this, 'EndpointName', { value: classifier.endpointName });
    new CfnOutput(this, 'Answers', { value: classifier.answerBucket?.bucketName ?? '' });

    // Why what cdk-nag finds stays so.
    Validations.of(this).acknowledge(...endpointFindings(classifier));
  }
}
