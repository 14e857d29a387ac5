import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { aws_sagemaker as sagemaker } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { toEnvironment } from '../../contracts/environment';
import { refuse, warn } from '../../private/refusals';
import type { DescribedContainer } from '../../private/sagemaker/hosting-constraints/described-endpoint';
import { requireEnvironment } from '../../private/sagemaker/hosting-environment';
import type { HostingMachine } from '../../private/sagemaker/hosting-instances';
import { gpuSettings, processesOnGpu } from '../../private/tasks/gpu-settings';
import { decoded } from '../../private/tasks/server-configuration';
import type { ServedModelOptions } from '../hosting-props';
import { InferenceImage } from '../inference-image';
import type { ImageScript } from '../inference-image/image-source';
import type { ModelArtifact } from '../model-artifact';
import { settingsOf } from '../server-settings';
import type { HostingSite } from './hosting-site';
import { type PlacedData, placeModel } from './placed-model';

/** How often the server tells CloudWatch of itself, in seconds. */
const metricSeconds = 60;

export interface ContainerPlan {
  readonly machine: Pick<HostingMachine, 'cpuArchitecture' | 'gpus' | 'vcpus'> &
    Partial<Pick<HostingMachine, 'family'>>;
  /** Whether the model must come as one archive. */
  readonly archived: boolean;
  /** Inference processes, where the container has less than the whole machine. */
  readonly processes?: number;
}

export interface ServedContainer {
  readonly definition: sagemaker.CfnModel.ContainerDefinitionProperty;
  /** What the rules of Amazon SageMaker look at. */
  readonly described: DescribedContainer;
}

/** A container as a model of Amazon SageMaker names it, with the rights to load it. */
export function servedContainer(
  scope: Construct,
  site: HostingSite,
  options: ServedModelOptions,
  { machine, archived, processes }: ContainerPlan,
): ServedContainer {
  const { image = InferenceImage.bundled(), model, server = {}, environment = {} } = options;
  const place = image._locate(scope, machine);
  place.allowPull(site.role);
  const onGpu = machine.gpus > 0 && place.kind === 'bundled';
  if (place.kind === 'bundled' && idles(machine)) warn(scope, 'hosting-idle-accelerators');
  const work = onGpu ? { ...gpuSettings, processes: processesOnGpu(processes, machine.vcpus) } : { processes };
  const script = image._script(scope);
  if (script) requirePlace(scope, script, { model, isolated: site.isolated });
  const placed =
    model && placeModel(scope, site, model, { archived, onnx: place.kind !== 'prebuilt', script: script?.directory });
  const chosen = {
    ...work,
    serviceName: site.endpointName,
    cloudWatchSeconds: metricSeconds,
    ...settingsOf(server),
    modelSha256: placed?.modelSha256,
  };
  decoded(scope, chosen);
  // An image that others made knows nothing of our settings.
  const settings = place.kind === 'prebuilt' ? {} : toEnvironment(chosen);
  requireEnvironment(scope, environment, { settings, script: script?.environment, bundled: place.kind === 'bundled' });
  const variables = { ...settings, ...script?.environment, ...environment };
  return {
    definition: { image: place.uri, environment: variables, ...placed?.data },
    described: {
      image: place,
      model: formOf(placed),
      environment: variables,
      timeoutSeconds: chosen.requestTimeoutSeconds,
      payloadBytes: chosen.maxBodyBytes,
    },
  };
}

/** Whether the bundled server would leave accelerators unused. */
const idles = ({ gpus, family = '' }: ContainerPlan['machine']): boolean => gpus > 1 || /^(inf|trn|dl)/.test(family);

/** Code comes with the model, and what it needs from the internet. */
function requirePlace(
  scope: Construct,
  { directory }: ImageScript,
  { model, isolated }: { readonly model?: ModelArtifact; readonly isolated: boolean },
): void {
  if (!model) refuse(scope, 'image-prebuilt-script', 'model must be one whose archive takes the script, got none');
  if (!isolated || !existsSync(join(directory, 'requirements.txt'))) return;
  const problem = 'networkIsolation must be false for a script with requirements.txt, got true';
  refuse(scope, 'image-prebuilt-requirements', problem);
}

function formOf(placed: PlacedData | undefined): DescribedContainer['model'] {
  if (!placed) return 'none';
  return placed.data.modelDataSource ? 'files' : 'archive';
}

/** Whether what is served is the demo model of this library. */
export function servesDemo({ image, model }: ServedModelOptions): boolean {
  return !model && (!image || image._bundled);
}
