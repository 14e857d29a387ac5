import { CfnOutput, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Decoding, Hosting, SageMakerEndpointClassifier } from '../lib';
import { bucketFindings } from './nag/bucket-findings';
import { endpointFindings } from './nag/endpoint-findings';

/** A new way to decode sees half of the requests of Amazon SageMaker's endpoint, and nobody sees its answers but you. */
export class EndpointShadow extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const classifier = new SageMakerEndpointClassifier(this, 'Classifier', {
      hosting: Hosting.realTime({ shadow: { percent: 50, server: { decode: Decoding.FAST } } }),
      dataCapture: { percent: 10 },
    });

    new CfnOutput(this, 'EndpointName', { value: classifier.endpointName });
    new CfnOutput(this, 'Captured', { value: classifier.captureBucket?.bucketName ?? '' });

    // Why what cdk-nag finds stays so.
    Validations.of(this).acknowledge(...bucketFindings, ...endpointFindings(classifier));
  }
}
