import { Stack, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { fromEnvironment } from '../../contracts/environment';
import type { Settings } from '../../contracts/settings';
import type { SageMakerEndpointClassifier } from '../sagemaker-endpoint-classifier';
import type { CountedWorkers } from '../upload-classifier/web-facts';

/** What the containers of an endpoint take, as they are told themselves. */
export function servedLimits(endpoint: SageMakerEndpointClassifier): Pick<Settings, 'formats' | 'maxBodyBytes'> {
  const models = endpoint.node.findAll().filter((child) => child instanceof sagemaker.CfnModel);
  const { environment = {} } = models[0].primaryContainer as { environment?: Record<string, string> };
  const { formats, maxBodyBytes } = fromEnvironment(environment);
  return { formats, maxBodyBytes };
}

/** The instances of an endpoint, as Amazon SageMaker counts them. */
export function instancesOf(endpoint: SageMakerEndpointClassifier): CountedWorkers {
  const { endpointName } = endpoint;
  return {
    settings: { cluster: '', service: '', endpoint: endpointName },
    action: 'sagemaker:DescribeEndpoint',
    resourceArn: Stack.of(endpoint).formatArn({
      service: 'sagemaker',
      resource: 'endpoint',
      resourceName: endpointName,
    }),
  };
}
