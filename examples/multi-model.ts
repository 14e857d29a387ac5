import { CfnOutput, Duration, Size, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Access, Compute, Containers, EcsFargateClassifier, ModelStore } from '../lib';
import { arnInFinding } from './nag/arn-in-finding';
import { bucketFindings } from './nag/bucket-findings';
import { loadBalancerFindings, withoutCertificate } from './nag/load-balancer-findings';
import { serverFindings } from './nag/server-findings';

/** Many models behind one address: a request names its model, and what is published takes over while servers run. */
export class MultiModel extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const models = new ModelStore(this, 'Models');
    const classifier = new EcsFargateClassifier(this, 'Classifier', {
      access: Access.privateNetwork(),
      compute: Compute.fargate({ cpu: 2048, memoryMiB: 8192 }),
      containers: Containers.multiModel({
        repository: models,
        memoryBudget: Size.gibibytes(6),
        poll: Duration.seconds(30),
      }),
    });

    new CfnOutput(this, 'Url', { value: classifier.url });
    // image-classifier publish shoes.onnx --to <this>
    new CfnOutput(this, 'ModelStore', { value: models.address });

    // Why what cdk-nag finds stays so.
    Validations.of(models).acknowledge(...bucketFindings);
    Validations.of(classifier).acknowledge(...loadBalancerFindings, ...withoutCertificate, ...serverFindings, {
      id: `AwsSolutions-IAM5[Resource::${arnInFinding(this, models.bucket.bucketArn)}/*]`,
      reason: 'Models come and go while the service runs; the right is to read objects of this bucket',
    });
  }
}
