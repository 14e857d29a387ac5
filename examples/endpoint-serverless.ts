import { CfnOutput, Size, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Hosting, SageMakerEndpointClassifier } from '../lib';
import { endpointFindings } from './nag/endpoint-findings';

/** An endpoint of Amazon SageMaker that costs nothing while nobody asks. */
export class EndpointServerless extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const classifier = new SageMakerEndpointClassifier(this, 'Classifier', {
      hosting: Hosting.serverless({
        memorySize: Size.gibibytes(3),
        maxConcurrency: 50,
        provisionedConcurrency: 1,
        maxProvisionedConcurrency: 10,
      }),
    });

    new CfnOutput(this, 'EndpointName', { value: classifier.endpointName });

    // Why what cdk-nag finds stays so.
    Validations.of(this).acknowledge(...endpointFindings(classifier));
  }
}
