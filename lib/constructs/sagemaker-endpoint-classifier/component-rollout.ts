import type { aws_cloudwatch as cloudwatch, aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import { requireHosting } from '../../private/sagemaker/hosting-constraints';
import { allowAlarms } from './alarm-rights';
import { paceOfEndpoint } from './pace';
import { rollbackAlarms } from './rollback-alarms';
import type { ReleasedEndpoint, Rollout } from './rollout';

/**
 * How the copies of components change: at once, or in batches that alarms roll back. Amazon SageMaker measures a component as a
 * whole, so that these alarms see old copies too.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentDeploymentConfig.html
 */
export function rollComponents(scope: Construct, { release, hosted, role }: ReleasedEndpoint): Rollout {
  if (!release) return { alarms: [], rights: [] };
  const { described, config } = paceOfEndpoint(scope, release);
  if (described.kind !== 'rolling') {
    const problem = `release of inference components must be Release.rolling() or left out, got ${described.kind}`;
    refuse(scope, 'sagemaker-release', problem);
  }
  requireHosting(scope, { ...hosted.described, rollout: described });
  const place = new Construct(scope, 'Release');
  const { alarms: chosen, alarmActions = [] } = release._pace.options;
  const alarmsOf = new Map<string, cloudwatch.IAlarm[]>(
    Object.entries(hosted.components ?? {}).map(([name, component]) => [
      component,
      chosen ?? rollbackAlarms(place, { name, dimensions: { InferenceComponentName: component } }, alarmActions),
    ]),
  );
  const alarms = [...new Set([...alarmsOf.values()].flat())];
  return {
    alarms,
    rights: alarms.length > 0 ? [allowAlarms(place, role, alarms)] : [],
    components: (component): sagemaker.CfnInferenceComponent.InferenceComponentDeploymentConfigProperty => {
      const watching = (alarmsOf.get(component) ?? []).map(({ alarmName }) => ({ alarmName }));
      return {
        rollingUpdatePolicy:
          config.rollingUpdatePolicy as sagemaker.CfnInferenceComponent.InferenceComponentRollingUpdatePolicyProperty,
        autoRollbackConfiguration: watching.length > 0 ? { alarms: watching } : undefined,
      };
    },
  };
}
