import { type aws_cloudwatch as cloudwatch, aws_iam as iam, type aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { requireHosting } from '../../private/hosting-constraints';
import { refuse } from '../../private/refusals';
import type { HostingMode } from '../hosting';
import type { Hosted } from '../hosting/hosting-site';
import { Release } from '../release';
import { paceOfEndpoint } from './pace';
import { rollbackAlarms } from './rollback-alarms';

export interface ReleasedEndpoint {
  readonly release?: Release;
  readonly mode: HostingMode;
  readonly hosted: Hosted;
  readonly role: iam.IRole;
  readonly endpointName: string;
  /** Known once the configuration is made, which is before the endpoint is. */
  readonly configName: string;
}

export interface Rollout {
  readonly config?: sagemaker.CfnEndpoint.DeploymentConfigProperty;
  readonly alarms: cloudwatch.IAlarm[];
  /** What must be there before the endpoint is changed. */
  readonly rights: Construct[];
}

/** As many as a deployment looks at (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AutoRollbackConfig.html). */
const mostAlarms = 10;

/** Ways of hosting that change at once: Amazon SageMaker offers nothing else for them. */
const atOnce: readonly HostingMode[] = ['serverless', 'inference-components'];

/** How an endpoint changes, and what changes it back. */
export function releaseGuardrails(scope: Construct, endpoint: ReleasedEndpoint): Rollout {
  const { mode, hosted, role, endpointName, configName } = endpoint;
  if (atOnce.includes(mode)) {
    if (endpoint.release) {
      refuse(
        scope,
        'sagemaker-release',
        `release must be left out for ${mode} hosting, which changes at once, got one`,
      );
    }
    return { alarms: [], rights: [] };
  }
  const { release = Release.canary() } = endpoint;
  const variants = hosted.config.productionVariants as sagemaker.CfnEndpointConfig.ProductionVariantProperty[];
  const { described, config: pace } = paceOfEndpoint(scope, release);
  requireHosting(scope, { ...hosted.described, rollout: described });
  const place = new Construct(scope, 'Release');
  const { alarms: chosen, alarmActions = [] } = release._pace.options;
  const alarms =
    chosen ??
    variants.flatMap(({ variantName: variant }) => {
      const both = rollbackAlarms(place, { endpointName, variant, configName }, alarmActions);
      // Where there is no room for both, errors tell more.
      return 2 * variants.length > mostAlarms ? both.slice(0, 1) : both;
    });
  if (alarms.length > mostAlarms) {
    refuse(scope, 'sagemaker-release', `release must have ${mostAlarms} alarms at most, got ${alarms.length}`);
  }
  if (alarms.length === 0) return { config: pace, alarms, rights: [] };
  // Not in the policy of the role itself: the alarms name the configuration, which waits for that policy.
  const policy = new iam.Policy(place, 'Rights', {
    roles: [role],
    statements: [
      new iam.PolicyStatement({
        actions: ['cloudwatch:DescribeAlarms'],
        resources: alarms.map(({ alarmArn }) => alarmArn),
      }),
    ],
  });
  const autoRollbackConfiguration = { alarms: alarms.map(({ alarmName }) => ({ alarmName })) };
  return { config: { ...pace, autoRollbackConfiguration }, alarms, rights: [policy] };
}
