import { CfnOutput, Duration, Size, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Access, Compute, Containers, EcsFargateClassifier, ModelStore } from '../lib';

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

    const bucket = nameIn(this, models.bucket.bucketArn);
    Validations.of(this).acknowledge(
      {
        id: 'AwsSolutions-S1',
        reason: 'Who may read and write is a matter of roles; CloudTrail records it where needed',
      },
      { id: 'AwsSolutions-ECS2', reason: "No secrets: the variables are only the server's own settings" },
      {
        id: `AwsSolutions-IAM5[Resource::${bucket}/*]`,
        reason: 'Models come and go while the service runs; the right is to read objects of this bucket',
      },
      {
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason: 'ecr:GetAuthorizationToken cannot be limited to one repository',
      },
    );
  }
}

/** An ARN as cdk-nag writes it. */
function nameIn(stack: Stack, arn: string): string {
  const [logicalId, attribute] = stack.resolve(arn)['Fn::GetAtt'];
  return `<${logicalId}.${attribute}>`;
}
