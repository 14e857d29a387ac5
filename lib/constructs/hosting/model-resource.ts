import { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { HostingSite } from './hosting-site';

/** A model of Amazon SageMaker: never named, because it is replaced whenever anything in it changes. */
export function modelResource(
  scope: Construct,
  id: string,
  site: HostingSite,
  containers: Pick<sagemaker.CfnModelProps, 'primaryContainer' | 'containers' | 'inferenceExecutionConfig'>,
): sagemaker.CfnModel {
  const model = new sagemaker.CfnModel(scope, id, {
    ...containers,
    executionRoleArn: site.role.roleArn,
    enableNetworkIsolation: site.isolated,
    vpcConfig: site.network,
  });
  // Amazon SageMaker tries the rights when the model is made.
  model.node.addDependency(site.role);
  return model;
}
