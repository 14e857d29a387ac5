import type { aws_cloudwatch as cloudwatch, aws_ecs as ecs } from 'aws-cdk-lib';

/**
 * Rolls a release of this service back while one of these alarms is on. None of them may name the service, or each would wait
 * for the other; the CDK cannot know that they do not, and would say so.
 */
export function rollBackOn(service: ecs.BaseService, alarms: readonly cloudwatch.IAlarm[]): void {
  if (alarms.length === 0) return;
  const AlarmNames = alarms.map(({ alarmName }) => alarmName);
  serviceResource(service).addPropertyOverride('DeploymentConfiguration.Alarms', {
    AlarmNames,
    Enable: true,
    Rollback: true,
  });
}

export function serviceResource(service: ecs.BaseService): ecs.CfnService {
  return service.node.findChild('Service') as ecs.CfnService;
}
