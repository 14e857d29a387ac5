import { Construct } from 'constructs';
import { machineOf } from '../../private/hosting-instances';
import type { HostingInstanceOptions, RealTimeOptions, ServedModelOptions } from '../hosting-props';
import { settingsOf } from '../server-settings';
import { type HostedInstances, onInstances, usualInstanceType } from './hosted-instances';
import { type Hosted, type HostingSite, mainVariant } from './hosting-site';
import { modelResource } from './model-resource';
import { servedContainer, servesDemo } from './served-container';

type Served = ServedModelOptions & HostingInstanceOptions & { readonly name: string; readonly weight?: number };

const shadowName = 'shadow';

/** One model or several, each on instances of its own. */
export function realTime(scope: Construct, site: HostingSite, options: RealTimeOptions): Hosted {
  const { challengers = [], shadow, ...first } = options;
  const all = [{ ...first, name: mainVariant }, ...challengers];
  const production = all.map((served) => hosted(scope, site, served));
  const { percent = 100, ...second } = shadow ?? {};
  const shadows = shadow
    ? [hosted(scope, site, { ...second, name: shadowName, weight: ((first.weight ?? 1) * percent) / 100 })]
    : [];
  return {
    config: {
      productionVariants: production.map(({ variant }) => variant),
      shadowProductionVariants: shadow && shadows.map(({ variant }) => variant),
    },
    counts: [...production, ...shadows].map(({ count }) => count),
    addressees: all.length > 1 ? all.map(({ name }) => ({ variant: name })) : [{}],
    demoModel: all.every(servesDemo),
  };
}

function hosted(scope: Construct, site: HostingSite, served: Served): HostedInstances {
  const { name, instanceType = usualInstanceType, server = {} } = served;
  const place = new Construct(scope, name);
  const machine = machineOf(place, instanceType);
  const primaryContainer = servedContainer(place, site, served, { machine, archived: false });
  const model = modelResource(place, 'Model', site, { primaryContainer });
  return onInstances(place, site, model.attrModelName, { ...served, settings: settingsOf(server) });
}
