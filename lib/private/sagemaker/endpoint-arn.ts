import { Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The ARN of an endpoint by its name: Amazon SageMaker writes it in small letters, and IAM compares letter by letter. */
export function endpointArn(scope: IConstruct, endpointName: string): string {
  const resourceName = Token.isUnresolved(endpointName) ? endpointName : endpointName.toLowerCase();
  return Stack.of(scope).formatArn({ service: 'sagemaker', resource: 'endpoint', resourceName });
}
