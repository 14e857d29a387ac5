import { CfnOutput, Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Hosting, Release, SageMakerEndpointClassifier, Scaling } from '../lib';
import { endpointFindings } from './nag/endpoint-findings';

/** An endpoint of Amazon SageMaker whose new models first get a tenth of the requests. */
export class EndpointCanary extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const classifier = new SageMakerEndpointClassifier(this, 'Classifier', {
      // With a model of yours: model: ModelArtifact.fromVersion(store, 'shoes', 3)
      hosting: Hosting.realTime({
        instanceType: 'ml.c7g.xlarge',
        minInstances: 2,
        maxInstances: 20,
        scaling: Scaling.onConcurrency({ target: 0.6 }),
      }),
      release: Release.canary({ percent: 10, stepBakeTime: Duration.minutes(5), bakeTime: Duration.minutes(10) }),
    });

    new CfnOutput(this, 'EndpointName', { value: classifier.endpointName });

    // Why what cdk-nag finds stays so.
    Validations.of(this).acknowledge(...endpointFindings(classifier));
  }
}
