import { Construct } from 'constructs';
import { allowListing, allowObjects } from '../../private/exact-rights';
import { requireModelPrefix } from '../../private/model-names';
import { refuse } from '../../private/refusals';
import { machineOf } from '../../private/sagemaker/hosting-instances';
import type { HostingInstanceOptions } from '../hosting-props';
import type { InferenceImage } from '../inference-image';
import type { ModelStore } from '../model-store';
import { PrebuiltImage } from '../prebuilt-image';
import { type ServerSettings, settingsOf } from '../server-settings';
import { onInstances, usualInstanceType } from './hosted-instances';
import { type Hosted, type HostingSite, mainVariant } from './hosting-site';
import { keepLibrary } from './model-library';
import { modelResource } from './model-resource';
import { servedContainer } from './served-container';

/** What can be chosen for an endpoint with any number of models. */
export interface MultiModelHostingOptions extends HostingInstanceOptions {
  /** The models: every version that is published there can be asked for some seconds later, without a deployment. */
  readonly repository: ModelStore;

  /**
   * Only the models below this prefix of the store, such as `teams/shoes`; callers leave it out of the names of models.
   *
   * @default - all models of the store
   */
  readonly prefix?: string;

  /**
   * What classifies.
   *
   * @default InferenceImage.bundled()
   */
  readonly image?: InferenceImage;

  /**
   * How the server behaves.
   *
   * @default - the server's own defaults
   */
  readonly server?: ServerSettings;

  /**
   * Whether instances keep models in memory between requests; without it each request opens its model anew.
   *
   * @default true
   */
  readonly cache?: boolean;
}

/** Any number of models, each an archive `{name}/{version}.tar.gz` that instances fetch when it is first asked for. */
export function multiModel(scope: Construct, site: HostingSite, options: MultiModelHostingOptions): Hosted {
  const { repository, prefix = '', cache = true, image, server = {}, instanceType = usualInstanceType } = options;
  requireModelPrefix(scope, prefix);
  if (image instanceof PrebuiltImage) {
    const problem = 'image must be one that reads ONNX models, which is what a ModelStore holds, got a PrebuiltImage';
    refuse(scope, 'image-prebuilt-multi-model', problem);
  }
  const place = new Construct(scope, mainVariant);
  const machine = machineOf(place, instanceType);
  const bucket = site.archives();
  const archives = `${site.endpointName}/`;
  const library = keepLibrary(place, 'Library', {
    repository,
    prefix,
    bucket,
    archives,
    logRetention: site.logRetention,
  });
  allowObjects(site.role, { bucket, actions: ['s3:GetObject'], pattern: `${archives}*` });
  allowListing(site.role, { bucket, prefix: archives });
  const { definition, described } = servedContainer(place, site, { image, server }, { machine, archived: true });
  const primaryContainer = {
    ...definition,
    mode: 'MultiModel',
    modelDataUrl: `s3://${bucket.bucketName}/${archives}`,
    multiModelConfig: { modelCacheSetting: cache ? 'Enabled' : 'Disabled' },
  };
  const model = modelResource(place, 'Model', site, { primaryContainer });
  // Whoever asks the endpoint once it is deployed finds the models that were there before.
  model.node.addDependency(library);
  const settings = settingsOf(server);
  // What an image of yours is made of, nobody sees here: it is trusted to be made of Triton where there are GPUs.
  const trusted = { ...described.image, triton: described.image.kind === 'own' };
  const hosted = onInstances(place, site, model.attrModelName, {
    ...options,
    name: mainVariant,
    settings,
    containers: [{ ...described, image: trusted, model: 'archives' }],
  });
  return {
    described: { mode: 'multi-model', variants: [hosted.described] },
    config: { productionVariants: [hosted.variant] },
    variantNames: [mainVariant],
    counts: hosted.counts,
    fixedCount: hosted.counts.length === 0,
    // A store may be empty yet, and nobody knows what its models must see.
    addressees: [],
    namesModels: true,
    demoModel: false,
  };
}
