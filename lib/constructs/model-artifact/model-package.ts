import { Aws, Fn, aws_iam as iam, type aws_kms as kms, custom_resources as resources, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import type { PlacedModel } from '../model-artifact';

const form = /^arn:[^:]+:sagemaker:([a-z0-9-]+):\d{12}:model-package\/[A-Za-z0-9-]+(?:\/\d+)?$/;
const dataUrl = 'InferenceSpecification.Containers.0.ModelDataUrl';

/** Where the model data of a package lies, asked of Amazon SageMaker while the stack is deployed. */
export function modelPackage(scope: Construct, arn: string, key: kms.IKey | undefined): PlacedModel {
  const region = Token.isUnresolved(arn) ? Stack.of(scope).region : form.exec(arn)?.[1];
  if (region === undefined) {
    refuse(
      scope,
      'model-package',
      `a model package must be arn:aws:sagemaker:{region}:{account}:model-package/{name}/{version}, got ${arn}`,
    );
  }
  const call = {
    service: 'SageMaker',
    action: 'describeModelPackage',
    parameters: { ModelPackageName: arn },
    region,
    // The answer is longer than CloudFormation takes.
    outputPaths: [dataUrl],
    physicalResourceId: resources.PhysicalResourceId.of(arn),
  };
  const found = new resources.AwsCustomResource(scope, 'ModelPackage', {
    onUpdate: call,
    policy: resources.AwsCustomResourcePolicy.fromStatements([
      new iam.PolicyStatement({ actions: ['sagemaker:DescribeModelPackage'], resources: [arn] }),
    ]),
    installLatestAwsSdk: false,
  });
  const model = found.getResponseField(dataUrl);
  const object = Fn.select(1, Fn.split('s3://', model));
  return {
    model,
    form: 'gzip',
    allowRead: (grantee) => {
      const resourceArns = [`arn:${Aws.PARTITION}:s3:::${object}`];
      iam.Grant.addToPrincipal({ grantee, actions: ['s3:GetObject'], resourceArns });
      key?.grant(grantee, 'kms:Decrypt');
    },
  };
}
