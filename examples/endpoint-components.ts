import { CfnOutput, Size, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Hosting, SageMakerEndpointClassifier } from '../lib';
import { endpointFindings } from './nag/endpoint-findings';

/** Two models of Amazon SageMaker, each with copies of its own, on instances that they share; at night there are none. */
export class EndpointComponents extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const classifier = new SageMakerEndpointClassifier(this, 'Classifier', {
      hosting: Hosting.inferenceComponents({
        instanceType: 'ml.c7g.2xlarge',
        maxInstances: 20,
        components: [
          { name: 'garments', cpus: 2, memory: Size.gibibytes(2), minCopies: 1, maxCopies: 20 },
          { name: 'returns', cpus: 1, memory: Size.gibibytes(1), minCopies: 0, maxCopies: 5 },
        ],
      }),
    });

    new CfnOutput(this, 'EndpointName', { value: classifier.endpointName });
    new CfnOutput(this, 'Garments', { value: classifier.componentName('garments') });
    new CfnOutput(this, 'Returns', { value: classifier.componentName('returns') });

    // Why what cdk-nag finds stays so.
    Validations.of(this).acknowledge(...endpointFindings(classifier));
  }
}
