import { CfnOutput, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Hosting, ModelStore, SageMakerEndpointClassifier } from '../lib';
import { endpointFindings } from './nag/endpoint-findings';
import { libraryFindings } from './nag/library-findings';

/** A hundred models, or a thousand, on the same two instances of Amazon SageMaker. */
export class EndpointMultiModel extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const models = new ModelStore(this, 'Models');
    const classifier = new SageMakerEndpointClassifier(this, 'Classifier', {
      // Memory for models that are open, and a disk of its own for those that are not.
      hosting: Hosting.multiModel({ repository: models, instanceType: 'ml.r7gd.xlarge', minInstances: 2 }),
    });

    new CfnOutput(this, 'EndpointName', { value: classifier.endpointName });
    // image-classifier publish shoes.onnx --to <this>; seconds later callers ask for the model shoes/1.tar.gz
    new CfnOutput(this, 'ModelStore', { value: models.address });

    // Why what cdk-nag finds stays so.
    Validations.of(this).acknowledge(...endpointFindings(classifier), ...libraryFindings(classifier, models));
  }
}
