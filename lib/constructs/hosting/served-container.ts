import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { toEnvironment } from '../../contracts/environment';
import type { HostingMachine } from '../../private/hosting-instances';
import { decoded } from '../../private/server-configuration';
import type { ServedModelOptions } from '../hosting-props';
import { InferenceImage } from '../inference-image';
import { settingsOf } from '../server-settings';
import type { HostingSite } from './hosting-site';
import { placeModel } from './placed-model';

/** How often the server tells CloudWatch of itself, in seconds. */
const metricSeconds = 60;

export interface ContainerPlan {
  readonly machine: Pick<HostingMachine, 'cpuArchitecture' | 'gpus'>;
  /** Whether the model must come as one archive. */
  readonly archived: boolean;
  /** Inference processes, where the container has less than the whole machine. */
  readonly processes?: number;
}

/** A container as a model of Amazon SageMaker names it, with the rights to load it. */
export function servedContainer(
  scope: Construct,
  site: HostingSite,
  options: ServedModelOptions,
  { machine, archived, processes }: ContainerPlan,
): sagemaker.CfnModel.ContainerDefinitionProperty {
  const { image = InferenceImage.bundled(), model, server = {}, environment = {} } = options;
  const place = image._locate(scope, machine);
  place.allowPull(site.role);
  const gpu = machine.gpus > 0 && place.kind === 'bundled' ? ({ executionProvider: 'cuda' } as const) : {};
  const script = image._script(scope);
  const placed = model && placeModel(scope, site, model, { archived, script: script?.directory });
  const chosen = {
    ...{ ...gpu, processes, serviceName: site.endpointName, cloudWatchSeconds: metricSeconds },
    ...{ ...settingsOf(server), modelSha256: placed?.modelSha256 },
  };
  decoded(scope, chosen);
  // An image that others made knows nothing of our settings.
  const settings = place.kind === 'prebuilt' ? {} : toEnvironment(chosen);
  return {
    image: place.uri,
    environment: { ...settings, ...script?.environment, ...environment },
    ...placed?.data,
  };
}

/** Whether what is served is the demo model of this library. */
export function servesDemo({ image, model }: ServedModelOptions): boolean {
  return !model && (!image || image._bundled);
}
