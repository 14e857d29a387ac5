import { CfnOutput, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ContainerOrder, Hosting, SageMakerEndpointClassifier } from '../lib';
import { endpointFindings } from './nag/endpoint-findings';

/** Vision on the GPU and statistics on the processors beside it, on the same instances of Amazon SageMaker. */
export class EndpointMultiContainer extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const classifier = new SageMakerEndpointClassifier(this, 'Classifier', {
      hosting: Hosting.multiContainer({
        order: ContainerOrder.DIRECT,
        instanceType: 'ml.g5.xlarge',
        containers: [
          { name: 'vision', gpu: true },
          // An image and a model of yours: image: InferenceImage.fromEcr(repository), model: ModelArtifact.fromVersion(...)
          { name: 'statistics', gpu: false },
        ],
      }),
    });

    new CfnOutput(this, 'EndpointName', { value: classifier.endpointName });

    // Why what cdk-nag finds stays so.
    Validations.of(this).acknowledge(...endpointFindings(classifier));
    Validations.of(classifier).acknowledge({
      id: 'Annotation::cdk-image-classifier:hosting-containers-gpu',
      reason: 'It is first deployed to an account for tests, which shows whether several containers get a GPU there',
    });
  }
}
