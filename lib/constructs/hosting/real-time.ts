import { Construct } from 'constructs';
import { requireNames } from '../../private/sagemaker/hosting-constraints';
import { machineOf } from '../../private/sagemaker/hosting-instances';
import type { HostingInstanceOptions, ServedModelOptions } from '../hosting-props';
import { settingsOf } from '../server-settings';
import { type HostedInstances, onInstances, usualInstanceType } from './hosted-instances';
import { type Hosted, type HostingSite, mainVariant } from './hosting-site';
import { modelResource } from './model-resource';
import { servedContainer, servesDemo } from './served-container';

/** One of several that share the requests of an endpoint. */
export interface EndpointVariant extends ServedModelOptions, HostingInstanceOptions {
  /** What it is called, such as `challenger`; callers can ask for it by this name. */
  readonly name: string;

  /**
   * Its share of the requests, against the weights of the others.
   *
   * @default 1
   */
  readonly weight?: number;
}

/** A variant whose answers nobody gets. */
export interface ShadowVariant extends ServedModelOptions, HostingInstanceOptions {
  /**
   * The share of the requests that it gets a copy of, in percent.
   *
   * @default 100
   */
  readonly percent?: number;
}

/** What can be chosen for an endpoint that answers at once. */
export interface RealTimeOptions extends ServedModelOptions, HostingInstanceOptions {
  /**
   * The share of the requests that this model gets, against the weights of its challengers.
   *
   * @default 1
   */
  readonly weight?: number;

  /**
   * Other models that get a share of the requests (A/B test).
   *
   * @default - none
   */
  readonly challengers?: EndpointVariant[];

  /**
   * A model that sees the same requests, and whose answers are only measured.
   *
   * @default - none
   */
  readonly shadow?: ShadowVariant;
}

type Served = ServedModelOptions & HostingInstanceOptions & { readonly name: string; readonly weight?: number };

const shadowName = 'shadow';

/** One model or several, each on instances of its own. */
export function realTime(scope: Construct, site: HostingSite, options: RealTimeOptions): Hosted {
  const { challengers = [], shadow, ...first } = options;
  const all = [{ ...first, name: mainVariant }, ...challengers];
  const names = [...all, ...(shadow ? [{ name: shadowName }] : [])].map(({ name }) => name);
  requireNames(scope, 'sagemaker-variants-names', 'name of a variant', names);
  const production = all.map((served) => hosted(scope, site, served));
  const { percent = 100, ...second } = shadow ?? {};
  const shadows = shadow
    ? [hosted(scope, site, { ...second, name: shadowName, weight: ((first.weight ?? 1) * percent) / 100 })]
    : [];
  return {
    described: {
      mode: 'real-time',
      variants: production.map(({ described }) => described),
      shadows: shadows.map(({ described }) => described),
      shadowPercent: percent,
    },
    config: {
      productionVariants: production.map(({ variant }) => variant),
      shadowProductionVariants: shadow && shadows.map(({ variant }) => variant),
    },
    variantNames: all.map(({ name }) => name),
    counts: [...production, ...shadows].flatMap(({ counts }) => counts),
    fixedCount: [...production, ...shadows].every(({ counts }) => counts.length === 0),
    addressees: all.length > 1 ? all.map(({ name }) => ({ variant: name })) : [{}],
    demoModel: all.every(servesDemo),
  };
}

function hosted(scope: Construct, site: HostingSite, served: Served): HostedInstances {
  const { name, instanceType = usualInstanceType, server = {} } = served;
  const place = new Construct(scope, name);
  const machine = machineOf(place, instanceType);
  const { definition, described } = servedContainer(place, site, served, { machine, archived: false });
  const model = modelResource(place, 'Model', site, { primaryContainer: definition });
  return onInstances(place, site, model.attrModelName, {
    ...served,
    settings: settingsOf(server),
    containers: [described],
  });
}
