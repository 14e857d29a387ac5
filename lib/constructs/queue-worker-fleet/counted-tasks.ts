import { type aws_ecs as ecs, Stack } from 'aws-cdk-lib';
import type { CountedWorkers } from '../upload-classifier/web-facts';

/** The tasks of a service, as Amazon ECS counts them. */
export function tasksOf(service: ecs.BaseService): CountedWorkers {
  const {
    serviceName,
    cluster: { clusterName },
  } = service;
  return {
    settings: { cluster: clusterName, service: serviceName, endpoint: '' },
    action: 'ecs:DescribeServices',
    resourceArn: Stack.of(service).formatArn({
      service: 'ecs',
      resource: 'service',
      resourceName: `${clusterName}/${serviceName}`,
    }),
  };
}
