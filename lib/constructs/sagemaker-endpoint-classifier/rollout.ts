import {
  type aws_cloudwatch as cloudwatch,
  type aws_iam as iam,
  type aws_sagemaker as sagemaker,
  Token,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { refuse } from '../../private/refusals';
import { requireHosting } from '../../private/sagemaker/hosting-constraints';
import type { HostingMode } from '../../private/sagemaker/hosting-constraints/described-endpoint';
import type { Hosted } from '../hosting/hosting-site';
import { Release } from '../release';
import { allowAlarms } from './alarm-rights';
import { rollComponents } from './component-rollout';
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
  /** How an inference component changes. */
  readonly components?: (
    component: string,
  ) => sagemaker.CfnInferenceComponent.InferenceComponentDeploymentConfigProperty;
}

/** As many as a deployment looks at (https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_AutoRollbackConfig.html). */
const mostAlarms = 10;

/** How an endpoint changes, and what changes it back. */
export function releaseGuardrails(scope: Construct, endpoint: ReleasedEndpoint): Rollout {
  const { mode, hosted, role, endpointName, configName } = endpoint;
  if (mode === 'inference-components') return rollComponents(scope, endpoint);
  if (mode === 'serverless') {
    if (endpoint.release) {
      const problem = 'release must be left out for serverless hosting, which changes at once, got one';
      refuse(scope, 'sagemaker-release', problem);
    }
    return { alarms: [], rights: [] };
  }
  const { release = usualRelease(hosted) } = endpoint;
  const variants = hosted.config.productionVariants as sagemaker.CfnEndpointConfig.ProductionVariantProperty[];
  const { described, config: pace } = paceOfEndpoint(scope, release);
  requireHosting(scope, { ...hosted.described, rollout: described });
  const place = new Construct(scope, 'Release');
  const { alarms: chosen, alarmActions = [] } = release._pace.options;
  const alarms =
    chosen ??
    variants.flatMap(({ variantName: variant }) => {
      const dimensions = { EndpointName: endpointName, VariantName: variant, EndpointConfigName: configName };
      const watched = { name: variant, dimensions, slowSeconds: slowSecondsOf(hosted, variant) };
      // An asynchronous answer may take an hour by design.
      const both = rollbackAlarms(place, { ...watched, unhurried: mode === 'asynchronous' }, alarmActions);
      // Where there is no room for both, errors tell more.
      return 2 * variants.length > mostAlarms ? both.slice(0, 1) : both;
    });
  if (alarms.length > mostAlarms) {
    refuse(scope, 'sagemaker-release', `release must have ${mostAlarms} alarms at most, got ${alarms.length}`);
  }
  if (alarms.length === 0) return { config: pace, alarms, rights: [] };
  const autoRollbackConfiguration = { alarms: alarms.map(({ alarmName }) => ({ alarmName })) };
  return { config: { ...pace, autoRollbackConfiguration }, alarms, rights: [allowAlarms(place, role, alarms)] };
}

/** A canary is half of the instances at most; of a single one it would be none, or all. */
function usualRelease({ described: { variants } }: Hosted): Release {
  const single = variants.some(({ minInstances = 2 }) => Token.isUnresolved(minInstances) || minInstances < 2);
  return single ? Release.blueGreen() : Release.canary();
}

/** Half of what the slowest of its servers gives a request, where that was chosen. */
function slowSecondsOf({ described }: Hosted, name: string): number | undefined {
  const { containers = [] } = described.variants.find((variant) => variant.name === name) ?? {};
  const chosen = containers.flatMap(({ timeoutSeconds }) => timeoutSeconds ?? []);
  return chosen.length > 0 ? Math.max(...chosen) / 2 : undefined;
}
