import { Construct } from 'constructs';
import { allowListing, allowObjects } from '../../private/exact-rights';
import { machineOf } from '../../private/hosting-instances';
import { requireModelPrefix } from '../../private/model-names';
import type { MultiModelHostingOptions } from '../hosting-props';
import { settingsOf } from '../server-settings';
import { onInstances, usualInstanceType } from './hosted-instances';
import { type Hosted, type HostingSite, mainVariant } from './hosting-site';
import { keepLibrary } from './model-library';
import { modelResource } from './model-resource';
import { servedContainer } from './served-container';

/** Any number of models, each an archive `{name}/{version}.tar.gz` that instances fetch when it is first asked for. */
export function multiModel(scope: Construct, site: HostingSite, options: MultiModelHostingOptions): Hosted {
  const { repository, prefix = '', cache = true, image, server = {}, instanceType = usualInstanceType } = options;
  requireModelPrefix(scope, prefix);
  const place = new Construct(scope, mainVariant);
  const machine = machineOf(place, instanceType);
  const bucket = site.archives();
  const archives = `${site.endpointName}/`;
  const library = keepLibrary(place, 'Library', {
    ...{ repository, prefix, bucket, archives, logRetention: site.logRetention },
  });
  allowObjects(site.role, { bucket, actions: ['s3:GetObject'], pattern: `${archives}*` });
  allowListing(site.role, { bucket, prefix: archives });
  const primaryContainer = {
    ...servedContainer(place, site, { image, server }, { machine, archived: true }),
    mode: 'MultiModel',
    modelDataUrl: `s3://${bucket.bucketName}/${archives}`,
    multiModelConfig: { modelCacheSetting: cache ? 'Enabled' : 'Disabled' },
  };
  const model = modelResource(place, 'Model', site, { primaryContainer });
  model.node.addDependency(library);
  const settings = settingsOf(server);
  const { variant, count } = onInstances(place, site, model.attrModelName, { ...options, name: mainVariant, settings });
  return {
    config: { productionVariants: [variant] },
    counts: [count],
    // A store may be empty yet, and nobody knows what its models must see.
    addressees: [],
    demoModel: false,
  };
}
